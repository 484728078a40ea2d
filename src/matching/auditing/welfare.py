"""Alpha-fair welfare in whole numbers: what the next unit of a group is worth, computed with proved rounding.

The ``k``-th unit of a group with ``D`` steps is worth ``D·(U(k/D) − U((k−1)/D))``, with ``U(x) = x**(1−α)/(1−α)``, or
``ln x`` for ``α = 1``. For ``α ≥ 1`` the first unit of a group is worth more than all other units together.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups, percent_divisor, steps
from matching.auditing.packing import Integers
from matching.errors import OverflowRefusedError
from matching.problem.policy import Goal

Numbers = NDArray[Any]
"""Python's whole numbers, which know no limit."""

FINEST, COARSEST = 16, 6
"""Binary places of a unit's worth, at most and at least."""

LARGEST, LARGEST_TOGETHER = 2**27, 2**42
"""No unit but the first of a group is worth as much as this, and all of them together less than that."""

AHEAD = 8
"""How many times all other units, and one more, the first unit of a group is worth where it comes first."""

MOST_UNITS = 20_000_000
"""Units of all groups beyond which no table is made."""

DIGITS = (30, 240)
"""Decimal places of the first attempt, and of the second, after which a tie is a tie."""


@dataclass(frozen=True, eq=False)
class Welfare:
    """Worth of every unit of every group.

    Parameters
    ----------
    start
        Where the units of every group begin, shape ``(groups + 1,)``.
    gain
        Worth of every unit, group after group.
    first
        Worth of the first unit of a group where it comes before all others, else 0.
    """

    start: Integers
    gain: Integers
    first: int

    def at(self, unit: Integers) -> Integers:
        """Return the worth of the given unit (from 1) of every group; 0 beyond its need or before its first."""
        place = self.start[:-1] + unit - 1
        inside = (unit >= 1) & (place < self.start[1:])
        return np.where(inside, np.append(self.gain, 0)[np.where(inside, place, 0)], 0)

    def total(self, units: Integers) -> int:
        """Return the welfare when every group gets so many units; more than it needs are worth nothing more."""
        units = np.clip(units, 0, np.diff(self.start))
        running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.gain)])
        return int((running[self.start[:-1] + units] - running[self.start[:-1]]).sum())


def welfare_of(facts: Facts, goal: Goal, groups: Groups) -> Welfare:
    """Return the worth of every unit of the groups of an alpha-fair goal.

    Raises
    ------
    OverflowRefusedError
        If the worth of all units does not fit 64 bits with enough places.
    """
    if goal not in facts.welfare:
        facts.welfare[goal] = _computed(facts, goal, groups)
    table = facts.welfare[goal]
    assert isinstance(table, Welfare)
    return table


def _computed(facts: Facts, goal: Goal, groups: Groups) -> Welfare:
    size = steps(facts, goal, groups)
    share = Fraction(percent_divisor(facts), 100) if goal.adjusted else Fraction(1)
    if int(groups.needed.sum()) > MOST_UNITS:
        raise OverflowRefusedError("the groups of an alpha-fair goal need too many units")
    assert goal.alpha is not None
    table = table_of(goal.alpha, groups.needed, size, share)
    if table is None:
        raise OverflowRefusedError(
            "the alpha-fair welfare does not fit 64 bits; choose a smaller alpha or larger groups"
        )
    return table


def table_of(alpha: Fraction, needed: Integers, size: Integers, share: Fraction) -> Welfare | None:
    """Return the table with the most binary places that fit, ``None`` where too few do.

    Parameters
    ----------
    alpha
        How much the worst-off count.
    needed, size
        Units that every group needs, and its steps.
    share
        What one step stands for.
    """
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(needed)])
    group = np.repeat(np.arange(len(needed)), needed)
    unit = np.arange(len(group)) - start[group] + 1
    places = FINEST
    while places >= COARSEST:
        worth = _worth(alpha, group, unit, size, share, places)
        if alpha >= 1:
            worth[unit == 1] = 0
        rest, most = (int(worth.sum()), int(worth.max())) if len(worth) else (0, 0)
        first = AHEAD * (rest + 1) if alpha >= 1 else 0
        if most < LARGEST and rest < LARGEST_TOGETHER and first * max(len(needed), 1) < 2**60:
            if alpha >= 1:
                worth[unit == 1] = first
            return Welfare(start, worth.astype(np.int64), first)
        places -= max(most.bit_length() - 27, rest.bit_length() - 43, 1)
    return None


def _worth(
    alpha: Fraction, group: Integers, unit: Integers, size: Integers, share: Fraction, places: int
) -> Numbers:
    """Return the rounded worth of every unit as Python's whole numbers; halves are rounded up."""
    low = high = np.zeros(0, dtype=object)
    for digits in DIGITS:
        low, high = _bounds(alpha, group, unit, size, share, places, digits)
        if bool((low == high).all()):
            break
    return high


def _bounds(
    alpha: Fraction,
    group: Integers,
    unit: Integers,
    size: Integers,
    share: Fraction,
    places: int,
    digits: int,
) -> tuple[Numbers, Numbers]:
    one = 10**digits
    context = Context(prec=digits + 80)
    bound = _logarithm if alpha == 1 else _power
    powers = [bound(Fraction(k), 1 - alpha, context, one) for k in range(1, int(unit.max(initial=0)) + 1)]
    step = [_difference(powers, k, alpha) for k in range(1, len(powers) + 1)]
    known = {whole: _power(share * whole, alpha, context, one) for whole in set(size.tolist())}
    factor = [known[whole] for whole in size.tolist()]
    divisor = abs(1 - alpha) if alpha != 1 else Fraction(1)
    result = []
    for side in (0, 1):
        worth = np.array([bound[side] for bound in factor], dtype=object)[group]
        worth = (
            worth * np.array([bound[side] for bound in step], dtype=object)[unit - 1] if len(unit) else worth
        )
        scaled = worth * (2 ** (places + 1) * divisor.denominator) + one * one * divisor.numerator
        result.append(scaled // (2 * one * one * divisor.numerator))
    return result[0], result[1]


def _difference(powers: list[tuple[int, int]], k: int, alpha: Fraction) -> tuple[int, int]:
    """Return bounds of ``|k**(1−α) − (k−1)**(1−α)|``, or of ``ln k − ln(k−1)``."""
    low, high = powers[k - 1]
    if k == 1:
        return (0, 0) if alpha >= 1 else (low, high)
    before, after = powers[k - 2]
    return (low - after, high - before) if alpha <= 1 else (before - high, after - low)


def _logarithm(base: Fraction, _: Fraction, context: Context, one: int) -> tuple[int, int]:
    """Return bounds of ``ln base`` in units of ``1/one``."""
    natural = context.subtract(context.ln(Decimal(base.numerator)), context.ln(Decimal(base.denominator)))
    return _around(context, natural, one)


def _power(base: Fraction, exponent: Fraction, context: Context, one: int) -> tuple[int, int]:
    """Return bounds of ``base**exponent`` in units of ``1/one``; exact ones for whole exponents."""
    if exponent.denominator == 1:
        exact = base ** int(exponent)
        return one * exact.numerator // exact.denominator, -(-one * exact.numerator // exact.denominator)
    natural = context.subtract(context.ln(Decimal(base.numerator)), context.ln(Decimal(base.denominator)))
    ratio = context.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
    return _around(context, context.exp(context.multiply(natural, ratio)), one)


def _around(context: Context, value: Decimal, one: int) -> tuple[int, int]:
    middle = int(context.multiply(value, Decimal(one)).to_integral_value())
    return middle - 2, middle + 2
