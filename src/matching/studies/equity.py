"""The frontier of equity and total."""

from collections.abc import Callable
from typing import Any

from matching.comparing.trade_off import TradeOff, trade_off
from matching.doors import Result
from matching.formulation.network_structure import structure
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.reporting.charts.frontier_chart import frontier_chart
from matching.reporting.fairness.frontier_sheets import frontier_data, frontier_sheets
from matching.reporting.sheets import Sheet
from matching.reporting.shown import Shown
from matching.studies.preparing import answering
from matching.studies.questions import answer, policy_of, values_of

LARGE = 20_000
"""Needs from which a flow takes about a second."""


class Frontier(TradeOff, Shown):
    """Equity against total; see :class:`matching.comparing.trade_off.TradeOff` for what it holds."""

    __slots__ = ()

    def solve(self, number: int, time_limit: float | None = None) -> Result:
        """Return the audited plan of a point, counted from 0 (the best total).

        Raises
        ------
        IndexError
            If there is no such point.
        """
        problem, policy = self.question(number)
        return answer(problem, policy, seed=self.seed, time_limit=time_limit)

    def to_document(self) -> dict[str, Any]:
        """Return every point as plain data, for JSON."""
        return {
            "input": self.problem.digest,
            "seed": self.seed,
            "by": self.by,
            "measure": self.measure,
            "adjusted": self.adjusted,
            "method": self.method,
            "complete": self.complete,
            "ends_proved": self.ends_proved,
            "points": self.to_rows(),
        }

    def chart(self, language: str = "en") -> Any:
        """Return an Altair chart of the curve (needs the extra ``report``)."""
        return frontier_chart(self, language)

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return frontier_sheets(self, language)

    def _data(self) -> Sheet:
        return frontier_data(self)


def frontier(
    problem: Problem,
    policy: str | Policy = "equal-coverage",
    *,
    by: str = "commune",
    measure: str = "weight",
    adjusted: bool = True,
    seed: int = 0,
    levels: int | None = None,
    time_limit: float | None = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> Frontier:
    """Return the trade-off between the worst-off groups and the total, corner by corner.

    A level ``t`` says that every group reaches ``t`` of its target, or what leximin gives it if that is less. The curve
    starts at the best total and ends at leximin. Where rules are a network every level is one flow and all corners
    are found by bisection; otherwise every level is an integer program with its bound (ε-constraint method).

    Parameters
    ----------
    problem
        The question.
    policy
        Policy whose index of disadvantage sets the targets.
    by
        ``commune`` or ``commune_kind``.
    measure
        Total that is given up: ``weight`` or ``units``.
    adjusted
        Whether targets rise with disadvantage; otherwise levels are shares of need.
    seed
        Seed of the tie lottery.
    levels
        Most levels asked, widest falls first; by default 400 of a network, 40 of one with 20,000 needs or more, and 9
        where levels are integer programs.
    time_limit
        Seconds for each integer program.
    progress
        Told after every level how many are done, of how many at most.

    Raises
    ------
    ValueError
        If the grouping, the measure or the number of levels is not possible.
    InfeasibleError
        If the rules cannot all be kept.
    """
    found = trade_off(
        problem,
        policy_of(policy).disadvantage,
        answering(problem, seed),
        by=by,
        measure=measure,
        adjusted=adjusted,
        most=_levels(problem) if levels is None else levels,
        seed=seed,
        time_limit=time_limit,
        progress=progress,
    )
    return Frontier(**values_of(found))


def _levels(problem: Problem) -> int:
    """Return how many levels are asked by default: flows are quick, integer programs are not."""
    if not structure(problem, named_policy("utilitarian")).is_network:
        return 9
    return 400 if len(problem["needs"]) < LARGE else 40
