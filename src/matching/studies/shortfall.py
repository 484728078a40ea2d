"""Why need is not met, part by part."""

from collections.abc import Sequence

from matching.comparing.gap import PARTS, Gap, gap_of
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.reporting.fairness.gap_sheets import gap_sheet
from matching.reporting.sheets import Sheet
from matching.reporting.shown import Shown
from matching.studies.questions import answer, policy_of, values_of


class GapTable(Gap, Shown):
    """Why need is not met, in parts that add up; see :class:`matching.comparing.gap.Gap` for what it holds."""

    __slots__ = ()

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return (gap_sheet(self, language),)

    def _data(self) -> Sheet:
        return gap_sheet(self, "en", keys=True)


def gap(
    problem: Problem,
    policy: str | Policy = "equal-coverage",
    *,
    counted: str = "units",
    order: Sequence[str] = PARTS,
    shapley: bool = False,
    seed: int = 0,
    time_limit: float | None = 60.0,
) -> GapTable:
    """Return why need is not met: the gap split among scarcity, earmarks, lots, capacity and the criterion.

    Parameters
    ----------
    problem, policy
        The question.
    counted
        ``units`` or ``weight``.
    order
        Families in the order in which they are taken away; what two hold back together falls to the later one.
    shapley
        Whether to take the mean over all orders instead (16 plans instead of 5).
    seed
        Seed of the tie lottery.
    time_limit
        Seconds for each integer program.

    Raises
    ------
    ValueError
        If the order or the count is not possible.
    NoPlanError, InfeasibleError
        If a problem on the way has no plan.
    """
    found = gap_of(
        problem, policy_of(policy), answer,
        counted=counted, order=order, shapley=shapley, seed=seed, time_limit=time_limit,
    )  # fmt: skip
    return GapTable(**values_of(found))
