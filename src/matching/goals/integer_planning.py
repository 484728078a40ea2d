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
from matching.formulation.integer_assembly import GoalColumns, IntegerFormulation, flow_of, formulate_integer
from matching.formulation.spreading import spread
from matching.formulation.ticket_order import in_ticket_order
from matching.goals.integer_search import IntegerSearch, OutOfTimeError
from matching.goals.level_search import raise_lowest, settle_levels
from matching.goals.part_searches import PartProgram, part_programs
from matching.goals.planning import Planned, allocation_from
from matching.goals.start_plan import given_in_turn, nothing_given
from matching.plan.allocation import Allocation
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch

Integers = NDArray[np.int64]

START_SHARE = 0.5
"""Part of the time left that the first plan may take."""


Share = Callable[[IntegerSearch, int, Goal, Total], None]
"""Solves a goal of which a share is kept: where, its position, the goal and its total."""


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
            found(_allocation(problem, ordered, formed, point))

    witnesses: dict[int, Allocation] = {}

    def share(search: IntegerSearch, number: int, goal: Goal, total: Total) -> None:
        """Find the best total of a goal, and keep its share."""
        most = search.most(total)
        witnesses[number] = _allocation(problem, ordered, formed, search.best())
        best = sum_value(Facts(problem, witnesses[number], policy, seed), goal)
        search.keep(total, least_total(goal, best) - best + most)

    run = _Run(formed, policy, told if found is not None else None, deadline, share)
    finished = run.to_its_end(watch)
    point = run.point
    allocation = _allocation(problem, ordered, formed, point)
    watch.lap("spread")
    flow = flow_of(formed.desk, point)
    return Planned(allocation, None, ordered, formed.desk.formed, (), flow, finished, witnesses)


class _Run:
    """Solves goal after goal, each independent part apart; the point of the whole program grows better on the way."""

    def __init__(
        self,
        formed: IntegerFormulation,
        policy: Policy,
        told: Callable[[Integers], None] | None,
        deadline: float | None,
        share: Share,
    ) -> None:
        self._formed, self._policy, self._share = formed, policy, share
        self._told, self._deadline = told, deadline
        self._parts = part_programs(formed, policy)
        self.point: Integers = formed.desk.builder.build().lower

    def to_its_end(self, watch: Stopwatch) -> bool:
        """Solve all parts; return whether every goal was solved before the deadline."""
        self._first_point()
        watch.lap("first plan")
        left, finished = sum(len(part.columns) for part in self._parts), True
        for part in self._parts:
            now, whole = time.monotonic(), self._deadline
            deadline = None if whole is None else now + (whole - now) * len(part.columns) / left
            left -= len(part.columns)
            finished &= self._solve_part(part, deadline, watch if len(self._parts) == 1 else None)
        if len(self._parts) > 1:
            watch.lap(f"{len(self._parts)} parts")
        return finished

    def _first_point(self) -> None:
        """Find a point of every part, and fill it offer by offer."""
        desk, now = self._formed.desk, time.monotonic()
        first = nothing_given(desk)
        if first is None:
            for part in self._parts:
                search = self._search(part, self._deadline)
                search.any_point()
                self.point = part.within(self.point, search.best())
            first = self.point
        end = None if self._deadline is None else now + START_SHARE * (self._deadline - now)
        self.point = given_in_turn(desk, first, end)
        if self._told is not None:
            self._told(self.point)

    def _search(self, part: PartProgram, deadline: float | None) -> IntegerSearch:
        told = self._told
        improved = None if told is None else lambda own: told(part.within(self.point, own))
        return IntegerSearch(part.builder, deadline, improved)

    def _solve_part(self, part: PartProgram, deadline: float | None, watch: Stopwatch | None) -> bool:
        search, finished = self._search(part, deadline), True
        search.point = self.point[part.columns]
        try:
            for number, (goal, columns) in enumerate(zip(self._policy.goals, part.goals, strict=True)):
                if goal.keep is None:
                    _solve(search, goal, columns)
                else:
                    self._share(search, number, goal, columns.totals[0])
                if watch is not None:
                    watch.lap(f"goal {number + 1}")
        except OutOfTimeError:
            finished = False
        self.point = part.within(self.point, search.best())
        return finished


def _solve(search: IntegerSearch, goal: Goal, columns: GoalColumns) -> None:
    for total in columns.totals:
        if len(total.column):
            search.maximise(total)
    if columns.groups is None or not len(columns.groups.groups.size):
        return
    assert columns.reached is not None
    if goal.criterion == "max_min":
        raise_lowest(search, columns.groups, columns.reached)
    else:
        settle_levels(search, columns.groups)


def _allocation(
    problem: Problem, ordered: Canonical, formed: IntegerFormulation, point: Integers
) -> Allocation:
    inner = formed.desk.formed
    lines = spread(ordered.problem, inner, flow_of(formed.desk, point))
    if not formed.counts_children:
        lines = in_ticket_order(ordered.problem, lines)
    return allocation_from(problem, ordered, inner, lines)
