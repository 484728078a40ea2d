"""Rows of the program, told over families of columns; rule by rule, and then joined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.auditing.packing import Integers, sums
from matching.auditing.reference_program.families import Family
from matching.plan.integer_program import UNBOUNDED, IntegerProgram


@dataclass(frozen=True, eq=False)
class Terms:
    """Entries of rows in the columns of one family, shape ``(n,)`` each."""

    family: str
    row: Integers
    member: Integers
    coefficient: Integers


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows ``lower ≤ Σ terms ≤ upper`` that state one rule."""

    rule: str
    terms: tuple[Terms, ...]
    lower: Integers
    upper: Integers

    def __len__(self) -> int:
        return len(self.lower)


@dataclass(frozen=True, eq=False)
class Part:
    """What one rule or goal brings to the program: columns of its own, and rows."""

    families: tuple[Family, ...] = ()
    rows: tuple[Rows, ...] = ()


def terms(family: str, row: Integers, member: Integers, coefficient: Integers | int) -> Terms:
    """Return entries; one coefficient may stand for all."""
    return Terms(family, row, member, np.broadcast_to(np.asarray(coefficient, dtype=np.int64), row.shape))


def at_most(rule: str, upper: Integers, *entries: Terms) -> Rows:
    """Return rows that only bound from above."""
    return Rows(rule, entries, np.full(len(upper), -UNBOUNDED, dtype=np.int64), upper.astype(np.int64))


def at_least(rule: str, lower: Integers, *entries: Terms) -> Rows:
    """Return rows that only bound from below."""
    return Rows(rule, entries, lower.astype(np.int64), np.full(len(lower), UNBOUNDED, dtype=np.int64))


def exactly(rule: str, value: Integers, *entries: Terms) -> Rows:
    """Return equations."""
    return Rows(rule, entries, value.astype(np.int64), value.astype(np.int64))


def totals(rule: str, family: Family) -> Rows:
    """Return the equations of a family of sums with what it sums up."""
    every = np.arange(len(family), dtype=np.int64)
    return exactly(
        rule,
        np.zeros_like(every),
        terms(family.base, family.member, family.source, family.weight),
        terms(family.name, every, every, -1),
    )


def only_if(
    rule: str,
    source: Integers,
    code: Integers,
    most: Integers,
    name: str,
    member: Integers,
    base: str = "units",
) -> Rows:
    """Return rows ``Σ base ≤ most·choice``: the columns with one code only if the choice of that code is made."""
    every = np.arange(len(most), dtype=np.int64)
    return at_most(
        rule, np.zeros_like(every), terms(base, code, source, 1), terms(name, every, member, -most)
    )


def program_of(families: Sequence[Family], rows: Sequence[Rows]) -> IntegerProgram:
    """Return families and rows as one program; entries of a row stand by column."""
    upper = np.concatenate([np.zeros(0, dtype=np.int64), *(family.upper for family in families)])
    start, column, coefficient = _entries(offsets(families), rows)
    return IntegerProgram(
        lower=np.zeros_like(upper),
        upper=upper,
        row_start=start,
        column=column,
        coefficient=coefficient,
        row_lower=np.concatenate([np.zeros(0, dtype=np.int64), *(one.lower for one in rows)]),
        row_upper=np.concatenate([np.zeros(0, dtype=np.int64), *(one.upper for one in rows)]),
    )


def with_rows(program: IntegerProgram, families: Sequence[Family], rows: Sequence[Rows]) -> IntegerProgram:
    """Return the program with further rows below its own."""
    start, column, coefficient = _entries(offsets(families), rows)
    return IntegerProgram(
        program.lower,
        program.upper,
        np.concatenate([program.row_start, start[1:] + program.row_start[-1]]),
        np.concatenate([program.column, column]),
        np.concatenate([program.coefficient, coefficient]),
        np.concatenate([program.row_lower, *(one.lower for one in rows)]),
        np.concatenate([program.row_upper, *(one.upper for one in rows)]),
    )


def offsets(families: Sequence[Family]) -> dict[str, int]:
    """Return the first column of every family."""
    ends = np.cumsum([0, *(len(family) for family in families)]).tolist()
    return dict(zip((family.name for family in families), ends, strict=False))


def _entries(offset: Mapping[str, int], rows: Sequence[Rows]) -> tuple[Integers, Integers, Integers]:
    empty = np.zeros(0, dtype=np.int64)
    row, column, value, count = [empty], [empty], [empty], 0
    for block in rows:
        for entry in block.terms:
            row.append(entry.row + count)
            column.append(entry.member + offset[entry.family])
            value.append(entry.coefficient)
        count += len(block)
    width = max(int(np.concatenate(column).max(initial=0)) + 1, 1)
    keys, codes = np.unique(np.concatenate(row) * width + np.concatenate(column), return_inverse=True)
    total = sums(codes, np.concatenate(value), len(keys))
    keys, total = keys[total != 0], total[total != 0]
    start = np.searchsorted(keys // width, np.arange(count + 1)).astype(np.int64)
    return start, keys % width, total
