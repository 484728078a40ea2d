"""Collects the columns and rows of an integer program block by block."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.errors import OverflowRefusedError
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]
Block = tuple[Integers, Integers, Integers]
"""Entries per row, and column and coefficient of each entry, in order of rows."""


class ProgramBuilder:
    """Grows a program; what was added keeps its number."""

    def __init__(self) -> None:
        self.columns = 0
        self.rows = 0
        self._lower: list[Integers] = []
        self._upper: list[Integers] = []
        self._row_lower: list[Integers] = []
        self._row_upper: list[Integers] = []
        self._entries: list[Block] = []
        self._rules: list[tuple[str, str]] = []
        self._rule = ("", "")

    @classmethod
    def of(cls, program: IntegerProgram) -> "ProgramBuilder":
        """Return a builder that begins with a program."""
        builder = cls()
        builder.add_columns(program.lower, program.upper)
        rows, bounds = program.entry_rows(), (program.row_lower, program.row_upper)
        builder.add_rows(program.rows, rows, program.column, program.coefficient, *bounds)
        return builder

    def speak_of(self, rule: str, subject: str = "") -> None:
        """Say of which rule, and of whose, the rows added from now on tell."""
        self._rule = (rule, subject)

    def add_columns(self, lower: ArrayLike, upper: ArrayLike) -> Integers:
        """Return the numbers of new whole columns with these bounds."""
        least, most = np.atleast_1d(_whole(lower)), np.atleast_1d(_whole(upper))
        least, most = np.broadcast_arrays(least, most)
        first = self.columns
        self.columns += len(most)
        self._lower.append(least.copy())
        self._upper.append(most.copy())
        return np.arange(first, self.columns, dtype=np.int64)

    def add_binaries(self, count: int) -> Integers:
        """Return the numbers of new columns of 0 or 1."""
        return self.add_columns(np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64))

    def add_rows(
        self,
        count: int,
        row: ArrayLike,
        column: ArrayLike,
        coefficient: ArrayLike,
        lower: ArrayLike = -UNBOUNDED,
        upper: ArrayLike = UNBOUNDED,
    ) -> None:
        """Add rows told by entries (row from 0, column, coefficient) and bounds that are broadcast over the rows.

        Raises
        ------
        OverflowRefusedError
            If a number does not fit in 64 bits.
        """
        try:
            lower, upper, coefficient = _whole(lower), _whole(upper), _whole(coefficient)
        except OverflowError:
            rule, subject = self._rule
            raise OverflowRefusedError(f"numbers of {rule} of {subject} do not fit in 64 bits") from None
        columns = _whole(column)
        values = np.broadcast_to(coefficient, columns.shape)
        self._entries.append(_added_up(count, _whole(row), columns, values))
        self._rules.append(self._rule)
        self._row_lower.append(np.array(np.broadcast_to(lower, (count,))))
        self._row_upper.append(np.array(np.broadcast_to(upper, (count,))))
        self.rows += count

    def add_row(
        self,
        terms: Sequence[tuple[Integers, int | Integers]],
        lower: int = -UNBOUNDED,
        upper: int = UNBOUNDED,
    ) -> None:
        """Add one row: the sum over terms (columns, coefficient of each)."""
        columns = [np.atleast_1d(_whole(numbers)) for numbers, _ in terms]
        values = [np.broadcast_to(value, own.shape) for own, (_, value) in zip(columns, terms, strict=True)]
        joined = np.concatenate([*columns, np.zeros(0, dtype=np.int64)])
        coefficient = np.concatenate([*values, np.zeros(0, dtype=np.int64)])
        self.add_rows(1, np.zeros(len(joined), dtype=np.int64), joined, coefficient, lower, upper)

    def told_rules(self) -> list[tuple[str, str]]:
        """Return the rule and subject of every row; empty texts for the network itself and for goals."""
        sizes = [len(bounds) for bounds in self._row_lower]
        return [rule for rule, size in zip(self._rules, sizes, strict=True) for _ in range(size)]

    def marked(self) -> tuple[int, int, int, int, int]:
        """Return the present state, for :meth:`back_to`."""
        return self.columns, self.rows, len(self._lower), len(self._row_lower), len(self._entries)

    def back_to(self, mark: tuple[int, int, int, int, int]) -> None:
        """Forget everything added since a mark."""
        self.columns, self.rows, columns, rows, entries = mark
        del self._lower[columns:], self._upper[columns:], self._row_lower[rows:], self._row_upper[rows:]
        del self._rules[rows:]
        del self._entries[entries:]

    def bounds(self) -> tuple[Integers, Integers]:
        """Return the bounds of all columns."""
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *self._lower]), np.concatenate([none, *self._upper])

    def narrow(self, lower: Integers, upper: Integers) -> None:
        """Give all columns other bounds; going back to an earlier mark keeps those of the columns that stay."""
        ends = np.cumsum([len(block) for block in self._lower])[:-1]
        self._lower = [part.copy() for part in np.split(lower, ends)] if len(self._lower) else []
        self._upper = [part.copy() for part in np.split(upper, ends)] if len(self._upper) else []

    def build(self) -> IntegerProgram:
        """Return the program as it stands."""
        none = [np.zeros(0, dtype=np.int64)]
        length, column, value = (
            np.concatenate(none + [block[part] for block in self._entries]) for part in range(3)
        )
        return IntegerProgram(
            lower=np.concatenate(self._lower + none),
            upper=np.concatenate(self._upper + none),
            row_start=np.concatenate([[0], np.cumsum(length)]).astype(np.int64),
            column=column,
            coefficient=value,
            row_lower=np.concatenate(self._row_lower + none),
            row_upper=np.concatenate(self._row_upper + none),
        )


def _added_up(count: int, row: Integers, column: Integers, value: Integers) -> Block:
    """Return entries per row, columns and coefficients, sorted by row; those of one row and column are added up."""
    width = int(column.max(initial=-1)) + 1
    keys, place = np.unique(row * width + column, return_inverse=True)
    total = np.zeros(len(keys), dtype=np.int64)
    np.add.at(total, place.reshape(-1), value)
    keys, total = keys[total != 0], total[total != 0]
    length = np.bincount(keys // max(width, 1), minlength=count).astype(np.int64)
    return length, keys % max(width, 1), total


def _whole(values: ArrayLike) -> Integers:
    return np.asarray(values, dtype=np.int64)
