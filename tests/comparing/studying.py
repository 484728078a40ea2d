"""Solvers for studies in tests, and a frontier together with the levels that it was found on."""

from dataclasses import dataclass, field

from matching.comparing.equity_levels import EquityLevels
from matching.comparing.trade_off import LIFE_SAVING, TradeOff, flow_levels, trade_off, units_by
from matching.plan.result import Result
from matching.problem.policy import Disadvantage, Goal, Policy
from matching.problem.problem import Problem
from matching.solving import solve


@dataclass
class Solver:
    """Solves, and remembers what it was asked."""

    asked: list[str] = field(default_factory=list)

    def __call__(self, problem: Problem, policy: Policy, *, seed: int, time_limit: float | None) -> Result:
        self.asked.append(policy.name)
        return solve(problem, policy, seed=seed, time_limit=time_limit)


def frontier_of(
    problem: Problem, index: Disadvantage, by: str, measure: str, *, adjusted: bool
) -> tuple[TradeOff, EquityLevels]:
    """Return the frontier of a network and its levels."""
    found = trade_off(
        problem, index, Solver(),
        by=by, measure=measure, adjusted=adjusted, most=10_000, seed=1, time_limit=None,
    )  # fmt: skip
    grouped = units_by(by, adjusted)
    policy = Policy("levels", "1", (LIFE_SAVING, grouped, Goal(measure=measure)), index)
    return found, flow_levels(problem, policy, found.ends, measure, 1)
