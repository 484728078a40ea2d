"""Exact whole-number arithmetic on columns: keys of several columns, sums by key, lexicographic signs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LIMIT = 2**62
"""Keys stay below this number."""


def packed(columns: Sequence[Integers]) -> Integers:
    """Return one number per row that orders the rows as their columns do, the first column first.

    Parameters
    ----------
    columns
        At least one column, all of shape ``(n,)``, every value within ±2**61.
    """
    result = np.zeros(len(columns[0]), dtype=np.int64)
    width = 1
    for column in columns:
        part, span = _shifted(column)
        if width * span >= LIMIT:
            result, width = _dense(result)
        if width * span >= LIMIT:
            part, span = _dense(part)
        result = result * span + part
        width *= span
    return result


def _shifted(column: Integers) -> tuple[Integers, int]:
    if not len(column):
        return column.astype(np.int64), 1
    low = int(column.min())
    return column.astype(np.int64) - low, int(column.max()) - low + 1


def _dense(column: Integers) -> tuple[Integers, int]:
    values, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), len(values)


def sums(index: Integers, quantity: Integers, size: int) -> Integers:
    """Return the exact total per index, shape ``(size,)``."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, index, quantity)
    return total


def wide_sums(index: Integers, amount: Integers, size: int) -> list[int]:
    """Return the exact total per index where 64 bits may not hold it: halves are added up apart."""
    low, high = sums(index, amount & 0xFFFF_FFFF, size), sums(index, amount >> 32, size)
    return [(upper << 32) + lower for upper, lower in zip(high.tolist(), low.tolist(), strict=True)]


def pair_sums(
    first: Integers, second: Integers, size: int, *quantities: Integers
) -> tuple[Integers, Integers, list[Integers]]:
    """Return the distinct pairs and the exact total of each quantity; ``second`` lies below ``size``."""
    keys, codes = np.unique(first.astype(np.int64) * size + second, return_inverse=True)
    return (
        keys // max(size, 1),
        keys % max(size, 1),
        [sums(codes, column, len(keys)) for column in quantities],
    )


def positions(keys: Integers, wanted: Integers) -> Integers:
    """Return where each wanted number stands in the rising ``keys``, -1 where it is absent."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def picked(column: NDArray[np.generic], index: Integers, absent: int) -> Integers:
    """Return the entries of a column, ``absent`` where the index is negative."""
    if not len(column):
        return np.full(len(index), absent, dtype=np.int64)
    return np.where(index >= 0, column[np.maximum(index, 0)], absent).astype(np.int64)


def decided(differences: Sequence[Integers], size: int) -> tuple[Integers, Integers]:
    """Return the sign of the first difference that is not 0, and which one it is (-1 when all are 0)."""
    sign = np.zeros(size, dtype=np.int64)
    which = np.full(size, -1, dtype=np.int64)
    for number, difference in enumerate(differences):
        fresh = (sign == 0) & (difference != 0)
        sign = np.where(fresh, np.sign(difference), sign)
        which = np.where(fresh, number, which)
    return sign, which
