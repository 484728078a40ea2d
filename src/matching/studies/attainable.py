"""What every group could get at best, whatever becomes of the others."""

from functools import partial

from matching.goals.best_attainable import best_per_group
from matching.problem.policy import Goal, named_policy
from matching.problem.problem import Problem
from matching.reporting.fairness.attainable_sheets import BestAttainable
from matching.studies.questions import answer


def attainable(
    problem: Problem,
    by: str = "commune",
    *,
    measure: str = "units",
    seed: int = 0,
    time_limit: float | None = 60.0,
) -> BestAttainable:
    """Return the most that every group could get if it alone were served: exact, and proved group by group.

    Every figure is the optimum of one problem (a flow, or an integer program where the rules ask for one) whose plan
    keeps all rules and promises and is audited like any other.

    Parameters
    ----------
    problem
        The question.
    by
        Columns of a goal's grouping joined by ``+``: ``commune``, ``commune+kind``, ``zone+sex``, ``age:6,11``, …
    measure
        ``units``, ``weight``, ``life_saving_units`` or ``children_helped``.
    seed
        Seed of the tie lottery.
    time_limit
        Seconds for each group where it takes an integer program.

    Raises
    ------
    PolicyError
        If the grouping or measure is unknown, or there are too many groups.
    InfeasibleError
        If the rules, floors and promises cannot all be kept.
    """
    goal = Goal(measure, "leximin", by, "attainable")
    ask = partial(answer, problem, seed=seed, time_limit=time_limit)
    return BestAttainable(problem, goal, best_per_group(problem, goal, named_policy("utilitarian"), ask))
