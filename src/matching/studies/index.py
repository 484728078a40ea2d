"""The index of disadvantage: published, and how far plans hang on it."""

from collections.abc import Sequence
from concurrent.futures import Executor
from fractions import Fraction

from matching.comparing import sensitivity as swinging
from matching.comparing.solver import Solve
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.reporting.fairness.disadvantage_table import DisadvantageTable
from matching.reporting.fairness.disadvantage_table import disadvantage_table as table_of
from matching.reporting.fairness.sensitivity_sheets import sensitivity_data, sensitivity_sheets
from matching.reporting.sheets import Sheet
from matching.reporting.shown import Shown
from matching.studies.answering_ahead import ahead
from matching.studies.preparing import answering
from matching.studies.questions import policy_of, values_of

FIFTH = Fraction(1, 5)


class Sensitivity(swinging.Swings, Shown):
    """What changes with the index; see :class:`matching.comparing.sensitivity.Swings` for what it holds."""

    __slots__ = ()

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return sensitivity_sheets(self, language)

    def _data(self) -> Sheet:
        return sensitivity_data(self)


def sensitivity(
    problem: Problem,
    policy: str | Policy = "equal-coverage",
    *,
    changes: Sequence[Fraction | float] = (-FIFTH, FIFTH),
    seed: int = 0,
    time_limit: float | None = 60.0,
    executor: Executor | None = None,
) -> Sensitivity:
    """Return what becomes of a plan when every weight of the index of disadvantage, and its spread, moves alone.

    Parameters
    ----------
    problem, policy
        The question.
    changes
        Shares by which each weight moves; by default down and up by a fifth.
    seed
        Seed of the tie lottery.
    time_limit
        Seconds for each integer program.
    executor
        Any executor of ``concurrent.futures`` that solves the changed policies at the same time; one after another in
        this process by default.

    Raises
    ------
    ValueError
        If a change is −1 or less, or no goal of the policy uses the index.
    """
    exact = [Fraction(change).limit_denominator(1000) for change in changes]
    chosen = policy_of(policy)
    solver: Solve = answering(problem, seed)
    if executor is not None:
        moved = [one for _, _, one, shifted in swinging.moved_policies(problem, chosen, exact) if shifted]
        solver = ahead(problem, [chosen, *moved], executor, seed, time_limit)
    found = swinging.swings(problem, chosen, solver, changes=exact, seed=seed, time_limit=time_limit)
    return Sensitivity(**values_of(found))


def disadvantage_table(problem: Problem, policy: str | Policy = "equal-coverage") -> DisadvantageTable:
    """Return the index of disadvantage of every commune as it is published: parts, weights, index and target.

    Raises
    ------
    PolicyError
        If a part of the index is no share of ``communes`` and not the zone.
    """
    return table_of(problem, policy_of(policy).disadvantage)
