"""Exact keys of units: at which coverage a unit of a group starts and how far it reaches."""

import numpy as np
from numpy.typing import NDArray

from matching.errors import OverflowRefusedError

Integers = NDArray[np.int64]

HALF = 31
FULL = 2 * HALF
DENOMINATOR_LIMIT = 1 << HALF


def check_denominators(denominator: Integers) -> None:
    """Refuse denominators for which 62 binary places could not tell coverages apart.

    Raises
    ------
    OverflowRefusedError
        If a denominator reaches 2**31.
    """
    largest = int(denominator.max(initial=0))
    if largest >= DENOMINATOR_LIMIT:
        raise OverflowRefusedError(
            f"a group needs {largest} steps of coverage, above the exact limit {DENOMINATOR_LIMIT}; use rounder targets"
        )


def level(numerator: Integers, denominator: Integers) -> Integers:
    """Return ``floor(numerator ÷ denominator · 2**62)`` for fractions in [0, 1].

    Fractions with denominators below 2**31 differ by more than 2**-62, so equal levels mean equal fractions and
    the order of levels is the order of fractions.
    """
    high, rest = np.divmod(numerator << HALF, denominator)
    return (high << HALF) + (rest << HALF) // denominator


def units_below(threshold: Integers, denominator: Integers) -> Integers:
    """Return how many units of a group start below a level: the smallest k with ``k ÷ denominator ≥ threshold``."""
    high, low = threshold >> HALF, threshold & (DENOMINATOR_LIMIT - 1)
    product = low * denominator
    total = high * denominator + (product >> HALF)
    rest = (total & (DENOMINATOR_LIMIT - 1)) | (product & (DENOMINATOR_LIMIT - 1))
    return (total >> HALF) + (rest > 0)
