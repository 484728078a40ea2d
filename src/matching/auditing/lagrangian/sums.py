"""Sums of products in exact whole numbers, in 64 bits where they are sure to fit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import Integers, sums

SAFE = 2.0**61
"""Below this estimate of a sum, 64 bits hold it."""


def exact_sums(key: Integers, first: NDArray[Any], second: Integers, size: int) -> list[int]:
    """Return ``Σ first·second`` per key as Python's whole numbers; no product is negative."""
    rough = first.astype(np.float64) * second
    large = np.bincount(key, weights=rough, minlength=size) >= SAFE
    if not large.any():
        return [int(one) for one in sums(key, first.astype(np.int64) * second, size)]
    total = [0] * size
    for one, left, right in zip(key.tolist(), first.tolist(), second.tolist(), strict=True):
        total[one] += int(left) * int(right)
    return total


def exact_dot(first: NDArray[Any], second: NDArray[Any]) -> int:
    """Return ``Σ first·second`` exactly."""
    if float(np.abs(first.astype(np.float64) * second.astype(np.float64)).sum()) < SAFE:
        return int((first.astype(np.int64) * second.astype(np.int64)).sum())
    return sum(int(one) * int(two) for one, two in zip(first.tolist(), second.tolist(), strict=True))
