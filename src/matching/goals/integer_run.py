"""The goals of a policy on an integer program, each independent part apart."""

import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import Total
from matching.formulation.integer_assembly import GoalColumns, IntegerFormulation
from matching.goals.integer_search import IntegerSearch, OutOfTimeError
from matching.goals.level_search import raise_lowest, settle_levels
from matching.goals.part_searches import PartProgram, part_programs
from matching.goals.start_plan import given_in_turn, nothing_given
from matching.problem.policy import Goal, Policy
from matching.timing import Stopwatch

Integers = NDArray[np.int64]

START_SHARE = 0.5
"""Part of the time left that the first plan may take."""

Share = Callable[[IntegerSearch, int, Goal, Total], None]
"""Solves a goal of which a share is kept: where, its position, the goal and its total."""


class IntegerRun:
    """Solves goal after goal, each independent part apart; the point of the whole program grows better on the way.

    Parameters
    ----------
    formed, policy
        The program and its goals.
    told
        Told every better point of the whole program.
    deadline
        Moment of ``time.monotonic()`` after which nothing more is solved, or ``None``.
    share
        Solves the goals of which a share is kept.
    fill
        Whether a first plan is filled offer by offer.
    """

    def __init__(
        self,
        formed: IntegerFormulation,
        policy: Policy,
        told: Callable[[Integers], None] | None,
        deadline: float | None,
        share: Share | None = None,
        *,
        fill: bool = True,
    ) -> None:
        self._formed, self._policy, self._share, self._fill = formed, policy, share, fill
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
        """Find a point of every part, or end with no plan yet, and fill it offer by offer."""
        desk, now = self._formed.desk, time.monotonic()
        first = nothing_given(desk)
        if first is None:
            for part in self._parts:
                search = self._search(part, self._deadline)
                with suppress(OutOfTimeError):
                    search.any_point()
                self.point = part.within(self.point, search.best())
            first = self.point
        end = None if self._deadline is None else now + START_SHARE * (self._deadline - now)
        self.point = given_in_turn(desk, first, end) if self._fill else first
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
                if goal.keep is None or self._share is None:
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
