"""The solver that comparisons are handed, and the question of how long it may take."""

from typing import Protocol

from matching.plan.result import Result
from matching.problem.policy import Policy
from matching.problem.problem import Problem


class Solve(Protocol):
    """Answers a problem under a policy with an audited plan, or raises."""

    def __call__(self, problem: Problem, policy: Policy, *, seed: int, time_limit: float | None) -> Result:
        """Return the plan; ``time_limit`` in seconds ends the search of an integer program."""


def proved(result: Result) -> bool:
    """Return whether the audit proved every goal of a result."""
    return result.report is not None and result.report.verdict == "proved"
