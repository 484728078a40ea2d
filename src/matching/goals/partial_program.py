"""A program in which all but some columns stand still: only the rows of those are left."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.engines.exact_rows import exact_activity
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]


def spans(starts: Integers, counts: Integers) -> Integers:
    """Return the numbers of all spans ``start, start + 1, …`` of so many each, one span after the other."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class PartialProgram:
    """Finds the rows of columns, and the program that is left of a program while the other columns stand still.

    Parameters
    ----------
    program
        The whole program.
    """

    program: IntegerProgram

    @cached_property
    def _by_column(self) -> tuple[Integers, Integers]:
        """Rows of all entries in the order of columns, and where those of every column begin."""
        program = self.program
        order = np.argsort(program.column, kind="stable")
        starts = np.searchsorted(program.column[order], np.arange(program.columns + 1))
        return program.entry_rows()[order], starts.astype(np.int64)

    def rows_of(self, columns: Integers) -> Integers:
        """Return the rows in which any of some columns stands."""
        rows, starts = self._by_column
        return np.unique(rows[spans(starts[columns], starts[columns + 1] - starts[columns])])

    def columns_in(self, rows: Integers) -> Integers:
        """Return the columns that stand in any of some rows."""
        return np.unique(self.program.column[self._entries(rows)])

    def _entries(self, rows: Integers) -> Integers:
        start = self.program.row_start
        return spans(start[rows], start[rows + 1] - start[rows])

    def around(self, point: Integers, free: Integers) -> IntegerProgram:
        """Return the program of some columns, in rising order, while the others stay as they are in a point."""
        program, rows = self.program, self.rows_of(free)
        place = np.full(program.columns, -1, dtype=np.int64)
        place[free] = np.arange(len(free))
        entries = self._entries(rows)
        counts = program.row_start[rows + 1] - program.row_start[rows]
        row = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
        moving = place[program.column[entries]] >= 0
        fixed = exact_activity(
            IntegerProgram(
                program.lower, program.upper,
                np.concatenate([[0], np.cumsum(np.bincount(row[~moving], minlength=len(rows)))]).astype(np.int64),
                program.column[entries[~moving]], program.coefficient[entries[~moving]],
                program.row_lower[rows], program.row_upper[rows],
            ),
            point,
        ).astype(np.int64)  # fmt: skip
        lower, upper = program.row_lower[rows], program.row_upper[rows]
        length = np.bincount(row[moving], minlength=len(rows))
        return IntegerProgram(
            program.lower[free],
            program.upper[free],
            np.concatenate([[0], np.cumsum(length)]).astype(np.int64),
            place[program.column[entries[moving]]],
            program.coefficient[entries[moving]],
            np.where(lower > -UNBOUNDED, lower - fixed, -UNBOUNDED),
            np.where(upper < UNBOUNDED, upper - fixed, UNBOUNDED),
        )
