"""What the next unit of a group is worth in an alpha-fair goal: whole numbers from whole roots and series."""

import itertools
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import OverflowRefusedError

Integers = NDArray[np.int64]
Numbers = NDArray[Any]

MOST_PLACES, LEAST_PLACES = 16, 6
"""Binary places of a unit's worth."""

LIMIT, LIMIT_TOGETHER = 2**27, 2**42
"""No unit but the first of a group is worth as much as this, which flows still add up; all together less than that."""

AHEAD = 8
"""How many times all other units, and one more, a first unit is worth: more than prices of the others differ."""

BITS = (224, 896)
"""Binary places of roots and logarithms: first attempt, and the one after which a tie is rounded up."""


@dataclass(frozen=True, slots=True)
class WelfareSteps:
    """Worth of every unit of every group, group after group.

    Parameters
    ----------
    start
        Where the units of every group begin, shape ``(groups + 1,)``.
    gain
        Worth of every unit; falling within a group.
    first
        Worth of a group's first unit where it comes before all others (``alpha ≥ 1``), else 0.
    """

    start: Integers
    gain: Integers
    first: int

    def total(self, units: Integers) -> int:
        """Return the welfare when every group gets so many units."""
        running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.gain)])
        return int((running[self.start[:-1] + units] - running[self.start[:-1]]).sum())


def welfare_steps(alpha: Fraction, needed: Integers, steps: Integers, share: Fraction) -> WelfareSteps:
    """Return the worth of the units of groups that need so many and whose coverage has so many steps.

    Parameters
    ----------
    alpha
        How much the worst-off count.
    needed, steps
        Units and steps of every group, shape ``(groups,)``.
    share
        Part of a unit at target that one step stands for.

    Raises
    ------
    OverflowRefusedError
        If the worth of all units does not fit 64 bits with enough places.
    """
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(needed)])
    group = np.repeat(np.arange(len(needed)), needed)
    unit = np.arange(len(group)) - start[group] + 1
    opening = (unit == 1) & (alpha >= 1)
    places = MOST_PLACES
    while places >= LEAST_PLACES:
        worth = _rounded(alpha, group, unit, steps, share, places)
        rest, most = sum(worth[~opening].tolist()), max(worth[~opening].tolist(), default=0)
        first = AHEAD * (rest + 1) if alpha >= 1 else 0
        if most < LIMIT and rest < LIMIT_TOGETHER and first * max(len(needed), 1) < 2**60:
            worth[opening] = first
            return WelfareSteps(start, worth.astype(np.int64), first)
        places -= max((most // LIMIT).bit_length(), (rest // LIMIT_TOGETHER).bit_length() - 1, 1)
    raise OverflowRefusedError(
        "the alpha-fair welfare does not fit 64 bits; choose a smaller alpha or larger groups"
    )


def _rounded(
    alpha: Fraction, group: Integers, unit: Integers, steps: Integers, share: Fraction, places: int
) -> Numbers:
    """Return the worth of every unit as Python's whole numbers, halves rounded up."""
    for bits in BITS:
        known = {size: _root(share * size, alpha, bits) for size in set(steps.tolist())}
        factor = [known[size] for size in steps.tolist()]
        fall = _falls(alpha, int(unit.max(initial=0)), bits)
        divisor = abs(1 - alpha) if alpha != 1 else Fraction(1)
        sides = []
        for extra in (0, 1):
            low = np.array([value + extra for value in factor], dtype=object)[group]
            step = np.array([bounds[extra] for bounds in fall], dtype=object)[unit - 1]
            scaled = low * step * (divisor.denominator << (places + 1)) + (divisor.numerator << (2 * bits))
            sides.append(scaled // (divisor.numerator << (2 * bits + 1)))
        if not len(unit) or bool((sides[0] == sides[1]).all()):
            break
    result: Numbers = sides[1]
    return result


def _falls(alpha: Fraction, most: int, bits: int) -> list[tuple[int, int]]:
    """Return bounds of ``|k**(1−α) − (k−1)**(1−α)|``, or of ``ln k − ln(k−1)``, for k from 1; 0 for a first unit apart."""
    if alpha == 1:
        return [(0, 0), *(_logarithm_step(k, bits) for k in range(2, most + 1))][:most]
    powers = [_root(Fraction(k), 1 - alpha, bits) for k in range(1, most + 1)]
    first = (0, 0) if alpha > 1 else (powers[0], powers[0] + 1) if powers else (0, 0)
    result = [first]
    for before, after in itertools.pairwise(powers):
        fall = after - before if alpha < 1 else before - after
        result.append((fall - 1, fall + 1))
    return result[:most]


def _logarithm_step(k: int, bits: int) -> tuple[int, int]:
    """Return bounds of ``ln(k ÷ (k−1)) = 2·Σ 1 ÷ ((2j+1)·(2k−1)**(2j+1))`` in units of ``2**-bits``."""
    odd = 2 * k - 1
    power, total, count = (2 << bits) // odd, 0, 0
    while power:
        total += power // (2 * count + 1)
        power //= odd * odd
        count += 1
    return total, total + 2 * count + 2


def _root(base: Fraction, exponent: Fraction, bits: int) -> int:
    """Return the whole part of ``base**exponent · 2**bits``."""
    degree, power = exponent.denominator, exponent.numerator
    if power < 0:
        base, power = 1 / base, -power
    inside = (base.numerator**power << (degree * bits)) // base.denominator**power
    return _whole_root(inside, degree)


def _whole_root(number: int, degree: int) -> int:
    if degree == 1 or number < 2:
        return number
    if degree == 2:
        return isqrt(number)
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better
