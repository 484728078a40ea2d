"""Rows of an integer program in whole numbers of any size: sums, and the same rows with smaller numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]

EXACT_LIMIT = 2.0**62
"""Sums of magnitudes below this stay exact in 64 bits, and far enough below for a floating estimate."""


def exact_activity(program: IntegerProgram, point: Integers) -> NDArray[Any]:
    """Return ``A·x``, as 64-bit integers where they hold it and as Python's integers elsewhere."""
    rows = program.entry_rows()
    sizes = np.abs(program.coefficient.astype(np.float64) * point[program.column])
    if np.bincount(rows, weights=sizes, minlength=1).max() < EXACT_LIMIT:
        return program.activity(point)
    total = np.zeros(program.rows, dtype=object)
    np.add.at(total, rows, program.coefficient.astype(object) * point[program.column])
    return total


def is_point(program: IntegerProgram, point: Integers) -> bool:
    """Whether a whole point keeps all bounds and rows, exactly."""
    if (point < program.lower).any() or (point > program.upper).any():
        return False
    total = exact_activity(program, point)
    above = (total > program.row_upper) & (program.row_upper < UNBOUNDED)
    below = (total < program.row_lower) & (program.row_lower > -UNBOUNDED)
    return not (above.any() or below.any())


def exact_value(objective: Integers, point: Integers) -> int:
    """Return ``c·x`` exactly."""
    if float(np.abs(objective.astype(np.float64) * point).sum()) < EXACT_LIMIT:
        return int(objective @ point)
    return int(np.dot(objective.astype(object), point.astype(object)))


def with_row(program: IntegerProgram, coefficient: Integers, least: int, most: int) -> IntegerProgram:
    """Return the program with one more row over all columns."""
    used = np.flatnonzero(coefficient)
    return program.with_row(used, coefficient[used], least, most)


def with_small_numbers(program: IntegerProgram) -> IntegerProgram:
    """Return a program with the same whole points and smaller coefficients.

    A coefficient larger than what a row can overrun its bound by is cut down to that (so a switch ``x ≤ M·y``
    gets the smallest ``M``), and rows are divided by the greatest divisor of their coefficients.
    """
    if not len(program.column):
        return program
    return _divided(_clipped(program))


def _clipped(program: IntegerProgram) -> IntegerProgram:
    rows, column = program.entry_rows(), program.column
    reach = np.maximum(np.abs(program.lower), np.abs(program.upper)).astype(np.float64)
    sizes = np.abs(program.coefficient.astype(np.float64)) * reach[column]
    most = np.bincount(rows, weights=sizes, minlength=program.rows)
    upper_only = (program.row_lower <= -UNBOUNDED) & (program.row_upper < UNBOUNDED)
    lower_only = (program.row_upper >= UNBOUNDED) & (program.row_lower > -UNBOUNDED)
    handled = (upper_only | lower_only) & (most < EXACT_LIMIT / 2)
    handled &= np.abs(np.where(upper_only, program.row_upper, program.row_lower)) < EXACT_LIMIT / 2
    sign = np.where(handled, np.where(upper_only, 1, -1), 0)
    bound = np.where(upper_only, program.row_upper, -program.row_lower)
    coefficient = np.where(handled[rows], program.coefficient * sign[rows], 0)
    peak = np.where(coefficient > 0, program.upper[column], program.lower[column])
    top = np.zeros(program.rows, dtype=np.int64)
    np.add.at(top, rows, coefficient * peak)
    excess = np.where(handled, top - np.where(handled, bound, 0), 0)
    handled &= excess > 0
    limit = np.where(handled, excess, UNBOUNDED)[rows]
    clipped = np.clip(coefficient, -limit, limit)
    lowered = np.zeros(program.rows, dtype=np.int64)
    np.add.at(lowered, rows, (coefficient - clipped) * peak)
    bound = bound - lowered
    return replace(
        program,
        coefficient=np.where(handled[rows], clipped * sign[rows], program.coefficient),
        row_upper=np.where(handled & upper_only, bound, program.row_upper),
        row_lower=np.where(handled & lower_only, -bound, program.row_lower),
    )


def _divided(program: IntegerProgram) -> IntegerProgram:
    starts, ends = program.row_start[:-1], program.row_start[1:]
    filled = np.flatnonzero(starts < ends)
    divisor = np.ones(program.rows, dtype=np.int64)
    divisor[filled] = np.maximum(np.gcd.reduceat(np.abs(program.coefficient), starts[filled]), 1)
    return replace(
        program,
        coefficient=program.coefficient // divisor[program.entry_rows()],
        row_upper=np.where(program.row_upper < UNBOUNDED, program.row_upper // divisor, UNBOUNDED),
        row_lower=np.where(program.row_lower > -UNBOUNDED, -(-program.row_lower // divisor), -UNBOUNDED),
    )


def row_factors(program: IntegerProgram) -> NDArray[np.float64]:
    """Return a power of two per row that brings its coefficients around 1, shape ``(rows,)``."""
    factors = np.ones(program.rows)
    filled = np.flatnonzero(np.diff(program.row_start) > 0)
    if len(filled):
        size = np.maximum(np.abs(program.coefficient.astype(np.float64)), 1.0)
        starts = program.row_start[filled]
        middle = np.sqrt(np.maximum.reduceat(size, starts) * np.minimum.reduceat(size, starts))
        factors[filled] = np.exp2(-np.rint(np.log2(middle)))
    return factors
