"""The bound that whole multipliers of rows prove at a leaf, in exact whole numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import Integers
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

SAFE = 2.0**61
"""Below this estimate of all terms together, 64 bits hold every sum."""


def leaf_bound(
    program: IntegerProgram,
    objective: Integers,
    lower: Integers,
    upper: Integers,
    rows: Integers,
    multipliers: Integers,
    scale: int,
) -> int:
    """Return a whole number that no point of a leaf exceeds in the objective.

    Parameters
    ----------
    program, objective
        The program and what is maximised.
    lower, upper
        Bounds of the columns at the leaf.
    rows, multipliers
        Rows, and their multipliers: positive ones for rows bounded from above, negative ones from below.
    scale
        Positive factor of the objective.

    Raises
    ------
    ValueError
        If the scale is not positive, or a multiplier uses an open side of its row.

    Notes
    -----
    For every point, ``scale·c·x = y·Ax + (scale·c − yA)·x``, and both parts are at most what their bounds allow.
    """
    if scale < 1:
        raise ValueError("the scale of a bound is at least 1")
    return _largest(program, objective, lower, upper, rows, multipliers, scale) // scale


def is_empty_leaf(
    program: IntegerProgram, lower: Integers, upper: Integers, rows: Integers, multipliers: Integers
) -> bool:
    """Return whether multipliers show that no point keeps the rows within the bounds of a leaf.

    Raises
    ------
    ValueError
        If a multiplier uses an open side of its row.
    """
    nothing = np.zeros(program.columns, dtype=np.int64)
    shown = _largest(program, nothing, lower, upper, rows, multipliers, 0) < 0
    return shown or bool((lower > upper).any())


def _largest(
    program: IntegerProgram,
    objective: Integers,
    lower: Integers,
    upper: Integers,
    rows: Integers,
    multipliers: Integers,
    scale: int,
) -> int:
    """Return ``Σ y·b + Σ max(r·l, r·u)`` with ``r = scale·c − yA``."""
    side = np.where(multipliers > 0, program.row_upper[rows], program.row_lower[rows])
    side = np.where(multipliers == 0, 0, side)
    if (np.abs(side) >= UNBOUNDED).any():
        raise ValueError("a multiplier uses an open side of its row")
    start, count = program.row_start[rows], np.diff(program.row_start)[rows]
    entry = np.repeat(start - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    column, coefficient = program.column[entry], program.coefficient[entry]
    weight = np.repeat(multipliers, count)
    kind: Any = object
    reach = np.maximum(_size(lower), np.maximum(_size(upper), 1.0))
    prices = float((_size(weight) * _size(coefficient) * reach[column]).sum())
    sizes = prices + float((_size(multipliers) * _size(side)).sum())
    if sizes + scale * (float((_size(objective) * reach).sum()) + 1.0) < SAFE:
        kind = np.int64
    rest = objective.astype(kind) * scale
    np.subtract.at(rest, column, weight.astype(kind) * coefficient.astype(kind))
    limit = np.where(np.asarray(rest > 0, dtype=np.bool_), upper, lower).astype(kind)
    return int((multipliers.astype(kind) * side.astype(kind)).sum()) + int((rest * limit).sum())


def _size(numbers: Integers) -> NDArray[np.float64]:
    return np.asarray(np.abs(numbers.astype(np.float64)))
