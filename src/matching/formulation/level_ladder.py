"""Rungs of coverage: per level and group a 0/1 column that says whether the group stays below the rung."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import GroupColumns
from matching.formulation.program_builder import ProgramBuilder

Integers = NDArray[np.int64]


class Ladder:
    """Rising rungs of all groups of a goal, in the incremental form whose relaxation is tight between rungs.

    With rungs ``e_1 ≤ e_2 ≤ …`` and columns ``below_i``: ``served + Σ (e_i − e_{i−1})·below_i ≥ e_last`` and
    ``below_i ≤ below_{i+1}``.

    Parameters
    ----------
    builder, counted
        The program, and what every group counts in it.
    """

    def __init__(self, builder: ProgramBuilder, counted: GroupColumns) -> None:
        self._builder = builder
        self._counted = counted
        self._lacking: list[Integers] = []
        self._columns: list[Integers] = []
        self._new = 0

    @property
    def rungs(self) -> int:
        """Number of rungs."""
        return len(self._columns)

    def back_to(self, rungs: int) -> None:
        """Forget the rungs above a number; the program forgets its part on its own."""
        del self._lacking[rungs:], self._columns[rungs:]
        self._new = 0

    def add(self, level: Fraction, *, strictly: bool) -> Integers:
        """Add a rung: just above a level, or (strictly) at it; return its columns, one per group."""
        groups = self._counted.groups
        up, down = level.numerator, level.denominator
        least = [
            -(-up * whole // down) if strictly else up * whole // down + 1
            for whole in groups.denominator.tolist()
        ]
        rung = np.array(least, dtype=np.int64)
        lacking = np.maximum(rung - groups.offset, 0)
        hopeless = (rung > groups.size).astype(np.int64)
        columns = self._builder.add_columns(hopeless, np.maximum(hopeless, lacking > 0))
        self._lacking.append(lacking)
        self._columns.append(columns)
        self._new += 1
        self._tie()
        return columns

    def past(self, served: Integers) -> Integers:
        """Return the values of the columns added since the last call, for groups served so much."""
        new, self._new = self._new, 0
        offset = self._counted.groups.offset
        first = len(self._columns) - new
        return np.concatenate(
            [np.where(served - offset < lacking, 1, 0).astype(np.int64) for lacking in self._lacking[first:]]
        )

    def _tie(self) -> None:
        counted, size = self._counted, len(self._counted.groups.size)
        steps = np.diff(np.stack(self._lacking), axis=0, prepend=0)
        row = np.arange(size)
        rungs = len(self._columns)
        self._builder.add_rows(
            size,
            np.concatenate([counted.group, np.tile(row, rungs)]),
            np.concatenate([counted.column, *self._columns]),
            np.concatenate([counted.coefficient, steps.reshape(-1)]),
            lower=self._lacking[-1],
        )
        if rungs > 1:
            self._builder.add_rows(
                size,
                np.concatenate([row, row]),
                np.concatenate([self._columns[-1], self._columns[-2]]),
                np.concatenate([np.ones(size, dtype=np.int64), -np.ones(size, dtype=np.int64)]),
                lower=0,
            )
