"""Independent parts of an integer program: columns that no row joins, and the program of each part alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.plan.integer_program import IntegerProgram

Integers = NDArray[np.int64]

LEAST_COLUMNS = 100
"""Parts of fewer columns are taken together: what is that small is solved at once anyway."""


@dataclass(frozen=True, eq=False)
class ProgramParts:
    """A partition of the columns of a program.

    Parameters
    ----------
    part
        Part of every column, shape ``(columns,)``.
    """

    part: Integers

    def __len__(self) -> int:
        return int(self.part.max(initial=0)) + 1

    @cached_property
    def columns(self) -> tuple[Integers, ...]:
        """The columns of every part, rising."""
        return _by_part(self.part, len(self))

    @cached_property
    def place(self) -> Integers:
        """Place of every column among those of its part."""
        place = np.zeros_like(self.part)
        for own in self.columns:
            place[own] = np.arange(len(own))
        return place

    def programs(self, program: IntegerProgram) -> tuple[IntegerProgram, ...]:
        """Return the program of every part: its columns, and the rows that speak of no others.

        A row without entries is with the first part.
        """
        filled = np.flatnonzero(np.diff(program.row_start) > 0)
        entry_part = self.part[program.column]
        home = np.zeros(program.rows, dtype=np.int64)
        if len(filled):
            starts = program.row_start[filled]
            home[filled] = np.minimum.reduceat(entry_part, starts)
            home[filled[home[filled] != np.maximum.reduceat(entry_part, starts)]] = -1
        rows = _by_part(home, len(self))
        return tuple(self._one(program, *both) for both in zip(self.columns, rows, strict=True))

    def _one(self, program: IntegerProgram, columns: Integers, rows: Integers) -> IntegerProgram:
        count = np.diff(program.row_start)[rows]
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        entry = np.repeat(program.row_start[rows] - start[:-1], count) + np.arange(int(start[-1]))
        return IntegerProgram(
            program.lower[columns],
            program.upper[columns],
            start,
            self.place[program.column[entry]],
            program.coefficient[entry],
            program.row_lower[rows],
            program.row_upper[rows],
        )


def independent_parts(program: IntegerProgram, together: Sequence[Integers] = ()) -> ProgramParts:
    """Return the parts of a program that no row joins, small ones taken together, in the order of their first columns.

    Parameters
    ----------
    program
        The program.
    together
        Sets of columns that belong together although no row joins them.
    """
    first = _first_of_component(program.columns, *_links(program, together))
    names, part = np.unique(first, return_inverse=True)
    part = part.reshape(-1)
    size = np.bincount(part, minlength=len(names))
    bundle = (np.cumsum(size) - size) // LEAST_COLUMNS
    return ProgramParts(np.unique(bundle, return_inverse=True)[1].reshape(-1)[part].astype(np.int64))


def _links(program: IntegerProgram, together: Sequence[Integers]) -> tuple[Integers, Integers]:
    """Return pairs of columns that belong together: every column of a row with the next one."""
    none = np.zeros(0, dtype=np.int64)
    same_row = np.ones(max(len(program.column) - 1, 0), dtype=np.bool_)
    inner = program.row_start[(program.row_start > 0) & (program.row_start < len(program.column))]
    same_row[inner - 1] = False
    left = np.concatenate([program.column[:-1][same_row], none, *(one[:-1] for one in together)])
    right = np.concatenate([program.column[1:][same_row], none, *(one[1:] for one in together)])
    return left, right


def _first_of_component(size: int, left: Integers, right: Integers) -> Integers:
    """Return per node the smallest one that links lead to, by hooking roots to smaller ones and shortening paths."""
    root = np.arange(size, dtype=np.int64)
    while True:
        one, other = root[left], root[right]
        apart = one != other
        if not apart.any():
            return root
        left, right = left[apart], right[apart]
        np.minimum.at(root, np.maximum(one, other)[apart], np.minimum(one, other)[apart])
        while True:
            shorter = root[root]
            if np.array_equal(shorter, root):
                break
            root = shorter


def _by_part(part: Integers, parts: int) -> tuple[Integers, ...]:
    order = np.argsort(part, kind="stable")
    ends = np.searchsorted(part[order], np.arange(parts + 1))
    return tuple(order[ends[number] : ends[number + 1]] for number in range(parts))
