"""Sums of many exact fractions, kept small on the way."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Return the sum; equal denominators are joined first, then neighbours in size, so that numbers stay short."""
    joined: dict[int, int] = defaultdict(int)
    for value in values:
        joined[value.denominator] += value.numerator
    parts = [Fraction(joined[denominator], denominator) for denominator in sorted(joined)]
    while len(parts) > 1:
        parts = [sum(parts[start : start + 2], Fraction(0)) for start in range(0, len(parts), 2)]
    return parts[0] if parts else Fraction(0)
