"""Policies set side by side."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

from matching.comparing import comparison as records
from matching.goals.best_attainable import grounded
from matching.problem.policy import Policy, policy_names
from matching.problem.problem import Problem
from matching.reporting.charts.comparison_chart import comparison_chart
from matching.reporting.fairness.comparison_sheets import comparison_data, comparison_sheets, goal_rows
from matching.reporting.sheets import Sheet
from matching.reporting.shown import Shown
from matching.studies.answering_ahead import ahead
from matching.studies.preparing import answering
from matching.studies.questions import answer, policy_of, values_of


class Comparison(records.Compared, Shown):
    """Policies side by side; see :class:`matching.comparing.comparison.Compared` for what it holds."""

    __slots__ = ()

    @property
    def results(self) -> dict[str, Any]:
        """The results by name of policy, those without a plan left out."""
        return {entry.policy.name: entry.result for entry in self.entries if entry.result is not None}

    def to_document(self) -> dict[str, Any]:
        """Return everything as plain data, for JSON; exact goal values are told as text."""
        return {
            "input": self.problem.digest,
            "seed": self.seed,
            "by": self.by,
            "reference": self.reference,
            "policies": self.to_rows(),
            "goals": goal_rows(self),
            "without_plan": {entry.policy.name: entry.why for entry in self.entries if entry.result is None},
        }

    def chart(self, language: str = "en") -> Any:
        """Return an Altair chart of total against the worst-off (needs the extra ``report``)."""
        return comparison_chart(self, language)

    def _sheets(self, language: str) -> tuple[Sheet, ...]:
        return comparison_sheets(self, language)

    def _data(self) -> Sheet:
        return comparison_data(self)


def compare(
    problem: Problem,
    policies: Sequence[str | Policy] | None = None,
    *,
    seed: int = 0,
    by: str = "commune",
    pool_below: int = 0,
    reference: str | Policy = "utilitarian",
    time_limit: float | None = 60.0,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Solve a problem under several policies and rules of thumb and set them side by side.

    Parameters
    ----------
    problem
        The question.
    policies
        Policies or names of shipped ones; all shipped ones by default.
    seed
        Seed of the tie lottery.
    by, pool_below
        Groups whose coverages are measured, and the size below which they are joined (see ``Result.measures``).
    reference
        Policy of most weighted need, against which the two prices are told.
    time_limit
        Seconds for each policy that needs an integer program; flows run to their end.
    executor
        Any executor of ``concurrent.futures`` that solves the policies at the same time, such as a
        ``ProcessPoolExecutor`` or that of a Dask client; one after another in this process by default.
    progress
        Told after every policy how many are done, of how many.

    Returns
    -------
    A comparison in which policies that cannot be asked, such as a rule of thumb where a rule needs integer programming,
    stand with the reason.

    Raises
    ------
    PolicyError
        If no shipped policy has a name given.
    KeyError
        If the grouping is unknown.
    ValueError
        If no policy is given, or ``pool_below`` is negative.
    """
    ask = partial(answer, problem, seed=seed, time_limit=time_limit)
    chosen = [
        grounded(problem, policy_of(one), ask) for one in (policy_names() if policies is None else policies)
    ]
    best = policy_of(reference)
    solver = (
        answering(problem, seed)
        if executor is None
        else ahead(problem, [best, *chosen], executor, seed, time_limit)
    )
    found = records.compared(
        problem,
        chosen,
        best,
        solver,
        seed=seed,
        by=by,
        pool_below=pool_below,
        time_limit=time_limit,
        progress=progress,
    )
    return Comparison(**values_of(found))
