"""Alpha-fair welfare told again: the worth of a unit by its formula, in decimals of eighty places."""

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache


@cache
def worths(alpha: Fraction, sizes: tuple[tuple[int, Fraction], ...]) -> tuple[tuple[int, ...], ...]:
    """Return the worth of every unit of groups told by the units they need and their size at target."""
    for places in range(16, 5, -1):
        found = [[_worth(alpha, size, k, places) for k in range(1, needed + 1)] for needed, size in sizes]
        later = [unit for worth in found for unit in (worth[1:] if alpha >= 1 else worth)]
        if max(later, default=0) < 2**27 and sum(later) < 2**42:
            first = 8 * (sum(later) + 1)
            return tuple(tuple([first, *worth[1:]] if alpha >= 1 else worth) for worth in found)
    raise OverflowError("the oracle has no room for this welfare")


def _worth(alpha: Fraction, size: Fraction, k: int, places: int) -> int:
    if k == 1 and alpha >= 1:
        return 0
    with localcontext() as context:
        context.prec = 120
        whole = Decimal(size.numerator) / Decimal(size.denominator)
        before = _utility(alpha, (k - 1) / whole) if k > 1 else Decimal(0)
        value = whole * (_utility(alpha, k / whole) - before) * 2**places
        near = value.quantize(Decimal(10) ** -60)
        return int((near + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR"))


def _utility(alpha: Fraction, coverage: Decimal) -> Decimal:
    if alpha == 1:
        return coverage.ln()
    power = Decimal((1 - alpha).numerator) / Decimal((1 - alpha).denominator)
    return coverage**power / power
