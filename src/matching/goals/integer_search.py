"""Goals in order on an integer program: each solved, then kept while the next is solved."""

import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.engines.integer_program import solve_integer_program
from matching.errors import InfeasibleError, NoPlanError
from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.level_ladder import Ladder
from matching.formulation.program_builder import ProgramBuilder

Integers = NDArray[np.int64]


LEAP = 1_000
"""Steps in which groups are lifted together before they are counted."""


class OutOfTimeError(Exception):
    """The deadline passed; the point so far stands."""


class IntegerSearch:
    """A program that goals are added to, and the best point found for those so far.

    Parameters
    ----------
    builder
        The program.
    deadline
        Moment of ``time.monotonic()`` after which nothing more is solved, or ``None``.
    improved
        Told every better point while a goal is being solved.
    """

    def __init__(
        self,
        builder: ProgramBuilder,
        deadline: float | None = None,
        improved: Callable[[Integers], None] | None = None,
    ) -> None:
        self._builder = builder
        self._deadline = deadline
        self._improved = improved
        self.point: Integers | None = None

    def maximise(self, total: Total) -> None:
        """Solve a sum goal and keep its value from now on."""
        point = self._solved(total.column, total.coefficient)
        value = int((total.coefficient * point[total.column]).sum())
        self._builder.add_row([(total.column, total.coefficient)], lower=value)

    def level(self, counted: GroupColumns) -> None:
        """Solve a leximin goal by value counting: as few groups as possible at or below each level, lowest first.

        Counts of groups at or below rising levels order the sorted coverages exactly as leximin does, convex or
        not (Ogryczak & Śliwiński 2006). Groups may stay below a level only in the number settled before it.
        """
        ladder = Ladder(self._builder, counted)
        groups = len(counted.groups.size)
        settled, last = 0, Fraction(-1)
        while settled < groups:
            self._climb(ladder, counted, self._leap(counted, last), last, settled)
            lowest = self._lowest(counted, last)
            mark, rungs = self._builder.marked(), ladder.rungs
            below = ladder.add(lowest, strictly=True)
            self._builder.add_row([(below, 1)], upper=settled)
            behind = ladder.add(lowest, strictly=False)
            self._carry(ladder.past(self._served(counted)))
            count = self._fewest(behind)
            if count == settled:
                ladder.back_to(rungs)
                self._forget(mark)
                continue
            self._builder.add_row([(behind, 1)], upper=count)
            settled, last = count, lowest

    def raise_lowest(self, counted: GroupColumns, reached: NDArray[np.bool_]) -> None:
        """Solve a max-min goal: lift the lowest of the groups that can be reached."""
        if not reached.any():
            return
        chosen = counted.only(reached)
        count, bottom = 0, Fraction(-1)
        while not count:
            highest = self._leap(chosen, bottom)
            mark = self._builder.marked()
            ladder = Ladder(self._builder, chosen)
            self._climb(ladder, chosen, highest, bottom, 0)
            lowest = self._lowest(chosen, bottom)
            behind = ladder.add(lowest, strictly=False)
            self._carry(ladder.past(self._served(chosen)))
            count = self._fewest(behind)
            self._forget(mark)
        self._keep_above(chosen, lowest)

    def _keep_above(self, counted: GroupColumns, level: Fraction) -> None:
        groups = counted.groups
        size = len(groups.size)
        least = [-(-level.numerator * whole // level.denominator) for whole in groups.denominator.tolist()]
        self._builder.add_rows(
            size,
            counted.group,
            counted.column,
            counted.coefficient,
            lower=np.array(least, dtype=np.int64) - groups.offset,
        )

    def _lowest(self, counted: GroupColumns, last: Fraction) -> Fraction:
        return min(value for value in self._coverages(counted) if value > last)

    def _climb(
        self, ladder: Ladder, counted: GroupColumns, highest: Fraction, last: Fraction, settled: int
    ) -> None:
        """Raise the lowest coverage above a level by halving the values that are left below a bound."""
        groups = counted.groups
        values: set[Fraction] = set()
        lowest = self._lowest(counted, last)
        for whole, size in zip(groups.denominator.tolist(), groups.size.tolist(), strict=True):
            first = lowest.numerator * whole // lowest.denominator + 1
            final = min(highest.numerator * whole // highest.denominator, size)
            values.update(Fraction(units, whole) for units in range(first, final + 1))
        rising = sorted(values)
        while rising:
            middle = len(rising) // 2
            mark, rungs = self._builder.marked(), ladder.rungs
            below = ladder.add(rising[middle], strictly=True)
            self._carry(ladder.past(self._served(counted)))
            reached = self._fewest(below) <= settled
            ladder.back_to(rungs)
            self._forget(mark)
            rising = rising[middle + 1 :] if reached else rising[:middle]

    def _leap(self, counted: GroupColumns, last: Fraction) -> Fraction:
        """Lift all groups above a level together as far as they go; return what they cannot all exceed."""
        high = np.array([value > last for value in self._coverages(counted)])
        groups = counted.groups
        scale = LEAP * int((groups.denominator // groups.size).max())
        mark = self._builder.marked()
        (lift,) = self._builder.add_columns(0, scale)
        kept = high[counted.group]
        rows = np.flatnonzero(high)
        self._builder.add_rows(
            len(high),
            np.concatenate([counted.group[kept], rows]),
            np.concatenate([counted.column[kept], np.full(len(rows), lift)]),
            np.concatenate([counted.coefficient[kept] * scale, -groups.denominator[rows]]),
            lower=np.where(high, -groups.offset * scale, 0),
        )
        self._carry(np.array([0]))
        point = self._solved(np.array([lift]), np.array([1]))
        lifted = int(point[lift]) + 1
        self._forget(mark)
        return Fraction(lifted, scale)

    def best(self) -> Integers:
        """Return the best point found.

        Raises
        ------
        NoPlanError
            If there is none yet.
        """
        if self.point is None:
            raise NoPlanError("the time limit passed before any plan was found: none yet")
        return self.point

    def any_point(self) -> None:
        """Find a point where no goal has found one."""
        if self.point is None:
            none = np.zeros(0, dtype=np.int64)
            self._solved(none, none)

    def _fewest(self, behind: Integers) -> int:
        """Minimise how many groups stay behind; return the number."""
        point = self._solved(behind, np.full(len(behind), -1, dtype=np.int64))
        return int(point[behind].sum())

    def _served(self, counted: GroupColumns) -> Integers:
        if self.point is None:
            self.any_point()
        assert self.point is not None
        served = counted.groups.offset.copy()
        np.add.at(served, counted.group, counted.coefficient * self.point[counted.column])
        return served

    def _coverages(self, counted: GroupColumns) -> list[Fraction]:
        served, whole = self._served(counted).tolist(), counted.groups.denominator.tolist()
        return [Fraction(units, steps) for units, steps in zip(served, whole, strict=True)]

    def _carry(self, values: Integers) -> None:
        """Extend the point to columns just added."""
        assert self.point is not None
        self.point = np.concatenate([self.point, values])

    def _forget(self, mark: tuple[int, int, int, int, int]) -> None:
        self._builder.back_to(mark)
        assert self.point is not None
        self.point = self.point[: self._builder.columns]

    def _solved(self, column: Integers, coefficient: Integers) -> Integers:
        """Maximise an expression, and make the best point the present one."""
        objective = np.zeros(self._builder.columns, dtype=np.int64)
        np.add.at(objective, column, coefficient)
        start = self.point
        left = None if self._deadline is None else self._deadline - time.monotonic()
        if left is not None and left <= 0:
            raise OutOfTimeError
        answer = solve_integer_program(
            self._builder.build(), objective, start=start, time_limit=left, found=self._improved
        )
        if answer.infeasible and start is None:
            raise InfeasibleError("the rules, floors and promises cannot all be kept")
        if answer.point is None and start is None:
            raise OutOfTimeError
        self.point = answer.point if answer.point is not None else start
        assert self.point is not None
        return self.point
