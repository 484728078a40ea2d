"""A plan for a problem that is not a network: goals on the integer program, its best point spread to needs."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.kept_shares import least_total
from matching.auditing.measures import sum_value
from matching.formulation.canonical_order import Canonical, canonical
from matching.formulation.goal_columns import Total
from matching.formulation.integer_assembly import IntegerFormulation, flow_of, formulate_integer
from matching.formulation.spreading import spread
from matching.formulation.ticket_order import in_ticket_order
from matching.goals.integer_run import IntegerRun
from matching.goals.integer_search import IntegerSearch
from matching.goals.planning import Planned, allocation_from
from matching.plan.allocation import Allocation
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch

Integers = NDArray[np.int64]


def plan_integer_goals(
    problem: Problem,
    policy: Policy,
    seed: int,
    watch: Stopwatch,
    *,
    time_limit: float | None = None,
    found: Callable[[Allocation], None] | None = None,
) -> Planned:
    """Solve the goals of a policy on the integer program of a problem.

    Parameters
    ----------
    problem, policy, seed
        The question.
    watch
        Takes the time of every step.
    time_limit
        Seconds after which the best plan so far is returned.
    found
        Told every better plan on the way.

    Raises
    ------
    InfeasibleError
        If the rules, floors and promises cannot all be kept.
    NoPlanError
        If the time limit passed before there was any plan.
    """
    deadline = None if time_limit is None else time.monotonic() + time_limit
    ordered = canonical(problem, seed)
    formed = formulate_integer(ordered.problem, policy, seed)
    watch.lap("classes and program")

    def told(point: Integers) -> None:
        if found is not None:
            found(_allocation(problem, ordered, formed, policy, point))

    witnesses: dict[int, Allocation] = {}

    def share(search: IntegerSearch, number: int, goal: Goal, total: Total) -> None:
        """Find the best total of a goal, and keep its share."""
        most = search.most(total)
        witnesses[number] = _allocation(problem, ordered, formed, policy, search.best())
        best = sum_value(Facts(problem, witnesses[number], policy, seed), goal)
        search.keep(total, least_total(goal, best) - best + most)

    run = IntegerRun(formed, policy, told if found is not None else None, deadline, share)
    finished = run.to_its_end(watch)
    point = run.point
    allocation = _allocation(problem, ordered, formed, policy, point)
    watch.lap("spread")
    flow = flow_of(formed.desk, point)
    return Planned(allocation, None, ordered, formed.desk.formed, (), flow, finished, witnesses)


def _allocation(
    problem: Problem, ordered: Canonical, formed: IntegerFormulation, policy: Policy, point: Integers
) -> Allocation:
    inner = formed.desk.formed
    lines = spread(ordered.problem, inner, flow_of(formed.desk, point))
    lines = in_ticket_order(ordered.problem, lines, policy.goals)
    return allocation_from(problem, ordered, inner, lines)
