"""Integer programs as frozen arrays: whole columns with finite bounds, rows in compressed form."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

UNBOUNDED = 2**62
"""Stands for an open side of a row."""


@dataclass(frozen=True, eq=False, slots=True)
class IntegerProgram:
    """All whole points ``x`` with ``lower ≤ x ≤ upper`` and ``row_lower ≤ A·x ≤ row_upper``.

    Parameters
    ----------
    lower, upper
        Finite bounds of every column, shape ``(columns,)``.
    row_start
        Where the entries of every row begin, shape ``(rows + 1,)``.
    column, coefficient
        Column and coefficient of every entry, shape ``(entries,)``.
    row_lower, row_upper
        Bounds of every row, ``-UNBOUNDED`` and ``UNBOUNDED`` where open, shape ``(rows,)``.
    """

    lower: Integers
    upper: Integers
    row_start: Integers
    column: Integers
    coefficient: Integers
    row_lower: Integers
    row_upper: Integers

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.lower)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    def entry_rows(self) -> Integers:
        """Return the row of every entry, shape ``(entries,)``."""
        return np.repeat(np.arange(self.rows, dtype=np.int64), np.diff(self.row_start))

    def with_row(self, column: Integers, coefficient: Integers, least: int, most: int) -> "IntegerProgram":
        """Return the program with one more row below its own, told by its columns and their coefficients."""
        return replace(
            self,
            row_start=np.append(self.row_start, self.row_start[-1] + len(column)),
            column=np.concatenate([self.column, column]),
            coefficient=np.concatenate([self.coefficient, coefficient]),
            row_lower=np.append(self.row_lower, least),
            row_upper=np.append(self.row_upper, most),
        )

    def activity(self, point: Integers) -> Integers:
        """Return ``A·x`` of a point in 64 bits, shape ``(rows,)``; exact while no row sum leaves them."""
        total = np.zeros(self.rows, dtype=np.int64)
        np.add.at(total, self.entry_rows(), self.coefficient * point[self.column])
        return total
