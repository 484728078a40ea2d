"""Cuts for a proof: rounds of Gomory's mixed-integer cuts off the relaxation's fractional point."""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.auditing.cut_rows import cut_row, with_cuts, with_row_below
from matching.engines.linear_program import Combination, Relaxation
from matching.plan.cuts import Cut
from matching.plan.integer_program import IntegerProgram

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

ROUNDS = 12
"""Most rounds of cuts."""

TRIED = 200
"""Fractional columns that a round looks at, the most fractional first."""

KEPT = 80
"""Cuts that a round adds, the deepest first."""

STEPS = 1 << 40
"""Parts in which a combination's weights are told; any weights give a valid cut, fine ones a deep one."""

LARGEST_WEIGHT = 2.0**20
"""Rows of a larger weight make cuts of poor numbers."""

BITS = 24
"""Coefficients of a cut are rounded to about so many bits."""

LEAST_DEPTH = 1e-4
"""Distance from the point, in units of the cut's length, below which a cut is not worth its row."""

LEAST_FRACTION = 0.01
"""Columns nearer to a whole number are not cut off."""

LEAST_GAIN = 0.02
"""Share of the gap that a round must close, else it was the last."""


@dataclass(frozen=True, eq=False, slots=True)
class CutProgram:
    """A program with cuts below its rows, and the cuts."""

    program: IntegerProgram
    cuts: tuple[Cut, ...]


def cut_off(
    program: IntegerProgram, objective: Integers, target: int, *, deadline: float | None = None
) -> CutProgram:
    """Return a program with cuts that bring the bound of its relaxation down towards a target.

    Only cuts that the last relaxation leans on are kept, with those they follow from.
    """
    plain = CutProgram(program, ())
    if (program.lower < 0).any():
        return plain
    relaxation, grown, cuts = Relaxation(program), program, list[Cut]()
    told = relaxation.solve(objective, program.lower, program.upper, seconds=_left(deadline))
    for _ in range(ROUNDS):
        if told.status != "optimal" or told.value < target + 1 or not _time_left(deadline):
            break
        fresh = _deepest(grown, relaxation, told.point)
        for cut, row in fresh:
            grown = with_row_below(grown, *row)
            cuts.append(cut)
        if not fresh:
            break
        relaxation.grow(grown)
        before = told.value
        told = relaxation.solve(objective, program.lower, program.upper, seconds=_left(deadline))
        if before - told.value < LEAST_GAIN * (before - target):
            break
    if told.status != "optimal" or not cuts:
        return plain
    return _leaned_on(program, grown, cuts, told.point)


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(deadline - time.monotonic(), 0.01)


def _time_left(deadline: float | None) -> bool:
    return deadline is None or time.monotonic() < deadline


def _deepest(
    program: IntegerProgram, relaxation: Relaxation, point: Reals
) -> list[tuple[Cut, tuple[Integers, Integers, int]]]:
    """Return the deepest cuts of a round with their rows."""
    fraction = np.abs(point - np.rint(point))
    columns = np.flatnonzero(fraction > LEAST_FRACTION)
    columns = columns[np.argsort(-fraction[columns], kind="stable")][:TRIED]
    found = []
    for combination in relaxation.combinations(columns):
        for sign in (1, -1):
            cut = _cut_of(program, combination, sign)
            row = None if cut is None else cut_row(program, cut)
            if cut is not None and row is not None and len(row[0]):
                depth = _depth(row, point)
                if depth > LEAST_DEPTH:
                    found.append((depth, cut, row))
    found.sort(key=lambda one: -one[0])
    return [(cut, row) for _, cut, row in found[:KEPT]]


def _cut_of(program: IntegerProgram, combination: Combination, sign: int) -> Cut | None:
    """Return the cut of one tableau row, with coefficients of moderate size, or ``None`` where its weights are large."""
    weights = combination.weights
    if np.abs(weights).max(initial=0.0) > LARGEST_WEIGHT:
        return None
    whole = np.rint(sign * weights * STEPS)
    rows = np.flatnonzero(whole)
    if not len(rows):
        return None
    multiplier = whole[rows].astype(np.int64)
    count = np.diff(program.row_start)[rows]
    entry = np.repeat(program.row_start[rows] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    columns = np.unique(program.column[entry])
    flipped = columns[combination.high[columns]]
    cut = Cut(rows, multiplier, combination.upper[rows], flipped, STEPS, 1)
    row = cut_row(program, cut)
    if row is None:
        return None
    bits = int(np.abs(row[1]).max(initial=1)).bit_length()
    return replace(cut, shrink=1 << max(bits - BITS, 0))


def _depth(row: tuple[Integers, Integers, int], point: Reals) -> float:
    columns, coefficient, most = row
    length = float(np.sqrt((coefficient.astype(np.float64) ** 2).sum()))
    return (float((coefficient * point[columns]).sum()) - most) / length if length else 0.0


def _leaned_on(program: IntegerProgram, grown: IntegerProgram, cuts: list[Cut], point: Reals) -> CutProgram:
    """Return the program with the cuts that bind at a point and those they follow from, renumbered."""
    rows = grown.entry_rows()
    activity = np.bincount(rows, weights=grown.coefficient * point[grown.column], minlength=grown.rows)
    size = np.bincount(rows, weights=np.abs(grown.coefficient * point[grown.column]), minlength=grown.rows)
    binding = activity >= grown.row_upper - 1e-6 * np.maximum(size, 1.0)
    needed = np.ones(grown.rows, dtype=np.bool_)
    needed[program.rows :] = binding[program.rows :]
    for number in range(len(cuts) - 1, -1, -1):
        if needed[program.rows + number]:
            needed[cuts[number].row] = True
    place = np.cumsum(needed) - 1
    kept = tuple(
        replace(cut, row=place[cut.row].astype(np.int64))
        for number, cut in enumerate(cuts)
        if needed[program.rows + number]
    )
    again = with_cuts(program, kept)
    return CutProgram(program, ()) if again is None else CutProgram(again, kept)
