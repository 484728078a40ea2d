"""Goals in order on an integer program: each solved, then kept while the next is solved."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.engines.exact_rows import exact_value
from matching.engines.integer_program import solve_integer_program
from matching.engines.linear_program import Relaxation
from matching.errors import InfeasibleError, NoPlanError
from matching.formulation.goal_columns import Total
from matching.formulation.program_builder import ProgramBuilder
from matching.goals.proof_search.whole_prices import Leaf, WholePrices

Integers = NDArray[np.int64]


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
        self.builder = builder
        self.point: Integers | None = None
        self._deadline = deadline
        self._improved = improved

    def maximise(self, total: Total) -> None:
        """Solve a sum goal and keep its value from now on."""
        self.any_point()
        objective = np.zeros(self.builder.columns, dtype=np.int64)
        np.add.at(objective, total.column, total.coefficient)
        value = exact_value(objective, self.best())
        prices, leaf = self._proved(objective, value)
        if leaf.bound is None or leaf.bound > value:
            self.builder.narrow(*prices.tightened(leaf, value, *self.builder.bounds()))
            self.point = self.solved(objective, start=self.point)
            value = exact_value(objective, self.point)
        self.builder.narrow(*prices.tightened(leaf, value, *self.builder.bounds()))
        self.builder.add_row([(total.column, total.coefficient)], lower=value)

    def most(self, total: Total) -> int:
        """Solve a sum goal without keeping its value; return it."""
        self.any_point()
        objective = np.zeros(self.builder.columns, dtype=np.int64)
        np.add.at(objective, total.column, total.coefficient)
        self.point = self.solved(objective, start=self.point)
        return exact_value(objective, self.point)

    def keep(self, total: Total, least: int) -> None:
        """Keep at least so much of a sum from now on."""
        self.builder.add_row([(total.column, total.coefficient)], lower=least)

    def _proved(self, objective: Integers, target: int) -> tuple[WholePrices, Leaf]:
        """Return what the relaxation proves of an objective, exactly."""
        program = self.builder.build()
        prices = WholePrices(program, objective)
        relaxed = Relaxation(program).solve(
            objective, program.lower, program.upper, seconds=self.seconds_left()
        )
        return prices, prices.leaf_of(relaxed, program.lower, program.upper, target)

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
            self.point = self.solved(np.zeros(self.builder.columns, dtype=np.int64))

    def seconds_left(self) -> float | None:
        """Return the seconds until the deadline.

        Raises
        ------
        OutOfTimeError
            If there are none.
        """
        if self._deadline is None:
            return None
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        return left

    def solved(self, objective: Integers, *, start: Integers | None = None, gap: float = 0.0) -> Integers:
        """Return the best point of an objective that could be found.

        Parameters
        ----------
        objective
            Weight of every column, maximised.
        start
            A point to begin with, which is returned where none better is found.
        gap
            Part of the best value within which the search may end.

        Raises
        ------
        InfeasibleError
            If there is no point.
        OutOfTimeError
            If the deadline passed before it was known to be the best; a point found so far becomes the best.
        """
        answer = solve_integer_program(
            self.builder.build(),
            objective,
            start=start,
            time_limit=self.seconds_left(),
            gap=gap,
            found=self._improved,
        )
        if answer.infeasible and start is None:
            raise InfeasibleError("the rules, floors and promises cannot all be kept")
        point = answer.point if answer.point is not None else start
        if point is None:
            raise OutOfTimeError
        if not answer.proved_optimal and not gap:
            self.point = point
            raise OutOfTimeError
        return point

    def better_point(
        self, prices: WholePrices, leaf: Leaf, objective: Integers, value: int
    ) -> Integers | None:
        """Return the best point whose objective is above a value, or None where there is none.

        Parameters
        ----------
        prices, leaf
            What the relaxation proves of the objective: it fixes many columns of such points.
        objective, value
            What is maximised, and the value to exceed.

        Raises
        ------
        OutOfTimeError
            If the deadline passed before the answer was known; a point found so far becomes the best.
        """
        lower, upper = prices.tightened(leaf, value + 1, *self.builder.bounds())
        if (lower > upper).any():
            return None
        answer = solve_integer_program(
            replace(self.builder.build(), lower=lower, upper=upper),
            objective,
            time_limit=self.seconds_left(),
            cutoff=value + 1,
            found=self._improved,
        )
        if answer.infeasible:
            return None
        if not answer.proved_optimal:
            if answer.point is not None and self.point is not None:
                self.point = answer.point[: len(self.point)]
            raise OutOfTimeError
        return answer.point
