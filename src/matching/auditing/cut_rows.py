"""Cuts derived again in whole numbers: what every whole point of a program keeps."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import Integers
from matching.plan.cuts import Cut
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Numbers = NDArray[Any]
"""Whole numbers of any size."""


def with_cuts(program: IntegerProgram, cuts: Sequence[Cut]) -> IntegerProgram | None:
    """Return the program with the rows of all cuts below its own, or ``None`` where one does not follow."""
    for cut in cuts:
        row = cut_row(program, cut)
        if row is None:
            return None
        program = with_row_below(program, *row)
    return program


def with_row_below(
    program: IntegerProgram, column: Integers, coefficient: Integers, most: int
) -> IntegerProgram:
    """Return the program with one more row that is bounded from above."""
    return program.with_row(column, coefficient, -UNBOUNDED, most)


def cut_row(program: IntegerProgram, cut: Cut) -> tuple[Integers, Integers, int] | None:
    """Return columns, coefficients and upper bound of a cut, or ``None`` where it does not follow or is too large.

    Combine rows to ``Σ a·x + Σ c·s = b`` with the whole slacks ``s ≥ 0`` of the sides used, count flipped columns from
    their upper bounds down and all others from their lower ones up, and divide by the divisor ``d``. With ``f = b mod d``
    and ``F(v) = ⌊v÷d⌋·(d−f) + max(0, v mod d − f)``
    every whole point keeps ``Σ F(a)·x + Σ F(c)·s ≤ ⌊b÷d⌋·(d−f)`` (mixed-integer rounding: Nemhauser & Wolsey 1990;
    Gomory 1960). Slacks are then written out again, and both sides divided by ``shrink`` and rounded down
    (Chvátal 1973), which no column below 0 may disturb.
    """
    if _is_malformed(program, cut):
        return None
    entry_row, column, coefficient = _entries(program, cut.row)
    side = np.where(cut.upper, program.row_upper[cut.row], program.row_lower[cut.row])
    if (np.abs(side) >= UNBOUNDED).any():
        return None
    columns, place = np.unique(column, return_inverse=True)
    place = place.reshape(-1)
    multiplier = cut.multiplier.astype(object)
    combined = _added(place, multiplier[entry_row] * coefficient.astype(object), len(columns))
    right = int((multiplier * side.astype(object)).sum())
    flipped = np.isin(columns, cut.flipped)
    end = np.where(flipped, program.upper[columns], program.lower[columns]).astype(object)
    right -= int((combined * end).sum())
    combined[flipped] = -combined[flipped]
    rest = right % cut.divisor
    rounded = _rounded(combined, cut.divisor, rest)
    bound = right // cut.divisor * (cut.divisor - rest)
    rounded[flipped] = -rounded[flipped]
    bound += int((rounded * end).sum())
    loose = program.row_lower[cut.row] != program.row_upper[cut.row]
    sign = np.where(cut.upper, 1, -1).astype(object)
    slack = np.where(loose, _rounded(multiplier * sign, cut.divisor, rest) * sign, 0).astype(object)
    rounded = rounded - _added(place, slack[entry_row] * coefficient.astype(object), len(columns))
    bound -= int((slack * side.astype(object)).sum())
    rounded, bound = rounded // cut.shrink, bound // cut.shrink
    kept = rounded != 0
    if abs(bound) >= UNBOUNDED or any(abs(value) >= UNBOUNDED for value in rounded.tolist()):
        return None
    return columns[kept].astype(np.int64), rounded[kept].astype(np.int64), bound


def _is_malformed(program: IntegerProgram, cut: Cut) -> bool:
    sizes = {len(cut.row), len(cut.multiplier), len(cut.upper)}
    if len(sizes) != 1 or not len(cut.row) or cut.divisor < 1 or cut.shrink < 1:
        return True
    if (program.lower < 0).any() or (cut.row < 0).any() or (cut.row >= program.rows).any():
        return True
    return bool((np.diff(cut.row) <= 0).any() or (np.diff(cut.flipped) <= 0).any())


def _entries(program: IntegerProgram, rows: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the place among the rows, the column and the coefficient of every entry of some rows."""
    count = np.diff(program.row_start)[rows]
    entry_row = np.repeat(np.arange(len(rows)), count)
    entry = np.repeat(program.row_start[rows] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    return entry_row, program.column[entry], program.coefficient[entry]


def _rounded(values: Numbers, divisor: int, rest: int) -> Numbers:
    above = values % divisor - rest
    return np.asarray(
        values // divisor * (divisor - rest) + np.where((above > 0).astype(np.bool_), above, 0), dtype=object
    )


def _added(place: Integers, values: Numbers, size: int) -> Numbers:
    total = np.zeros(size, dtype=object)
    np.add.at(total, place, values)
    return total
