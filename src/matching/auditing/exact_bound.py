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
    return _largest(program, objective, lower, upper, rows, multipliers, scale)[0] // scale


def tightened(
    program: IntegerProgram,
    objective: Integers,
    lower: Integers,
    upper: Integers,
    rows: Integers,
    multipliers: Integers,
    scale: int,
    least: int,
) -> tuple[Integers, Integers]:
    """Return bounds that hold for the columns at every point whose objective is at least a number.

    Parameters
    ----------
    program, objective, lower, upper, rows, multipliers, scale
        As for :func:`leaf_bound`.
    least
        The number.

    Raises
    ------
    ValueError
        If the scale is not positive, or a multiplier uses an open side of its row.

    Notes
    -----
    With ``r = scale·c − yA`` and ``B`` the bound before it is divided by the scale, a point loses ``|r_j|`` of ``B`` with
    every unit that column ``j`` is away from the side that ``r_j`` prefers, and may lose ``B − scale·least`` at most.
    Bounds that cross say that there is no such point.
    """
    if scale < 1:
        raise ValueError("the scale of a bound is at least 1")
    total, rest = _largest(program, objective, lower, upper, rows, multipliers, scale)
    slack = total - scale * least
    if slack < 0:
        return np.maximum(lower, upper) + 1, np.minimum(lower, upper) - 1
    low, high = lower.copy(), upper.copy()
    moves = np.flatnonzero((rest != 0) & (upper > lower))
    reach = np.minimum(slack // np.abs(rest[moves]), (upper - lower)[moves]).astype(np.int64)
    rising = np.asarray(rest[moves] > 0, dtype=np.bool_)
    low[moves[rising]] = upper[moves[rising]] - reach[rising]
    high[moves[~rising]] = lower[moves[~rising]] + reach[~rising]
    return low, high


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
    shown = _largest(program, nothing, lower, upper, rows, multipliers, 0)[0] < 0
    return shown or bool((lower > upper).any())


def _largest(
    program: IntegerProgram,
    objective: Integers,
    lower: Integers,
    upper: Integers,
    rows: Integers,
    multipliers: Integers,
    scale: int,
) -> tuple[int, NDArray[Any]]:
    """Return ``Σ y·b + Σ max(r·l, r·u)`` and ``r = scale·c − yA``."""
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
    return int((multipliers.astype(kind) * side.astype(kind)).sum()) + int((rest * limit).sum()), rest


def _size(numbers: Integers) -> NDArray[np.float64]:
    return np.asarray(np.abs(numbers.astype(np.float64)))
