"""Indices of a list of coverages: how the worst-off stand, and how unequal all are; exact, floats only in Theil's.

Every group counts once, whatever its size, so doubling all needs and gifts of a commune changes nothing.
Indices are for reports only: each of them can improve because the better-off get less (levelling down), which is why
no goal of this library maximises one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matching.measuring.exact_numbers import exact_sum

Values = Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Indices:
    """What is told about the coverages of some groups; ``None`` where an index has no value.

    Parameters
    ----------
    groups
        How many groups are compared.
    worst, tenth_percentile, mean_of_worst, mean, best
        Coverages: lowest; lowest tenth; mean of the ``k`` lowest; mean of all; highest.
    k
        How many groups ``mean_of_worst`` takes.
    spread, ratio
        Best less worst; worst ÷ best.
    gini, theil, palma
        Indices of inequality: 0 (Palma's ratio: 1/4) when all are equal.
    """

    groups: int
    worst: Fraction | None
    tenth_percentile: Fraction | None
    mean_of_worst: Fraction | None
    k: int
    mean: Fraction | None
    best: Fraction | None
    spread: Fraction | None
    ratio: Fraction | None
    gini: Fraction | None
    theil: float | None
    palma: Fraction | None


def indices(values: Values, k: int = 3) -> Indices:
    """Return every index of some coverages; ``k`` is how many of the worst are averaged.

    Raises
    ------
    ValueError
        If ``k`` is below 1.
    """
    if k < 1:
        raise ValueError(f"the mean of the worst takes at least 1 group, not {k}")
    ranked = sorted(values)
    if not ranked:
        return Indices(0, None, None, None, 0, None, None, None, None, None, None, None)
    total = exact_sum(ranked)
    return Indices(
        groups=len(ranked),
        worst=ranked[0],
        tenth_percentile=percentile(ranked, Fraction(1, 10)),
        mean_of_worst=mean_of_worst(ranked, k),
        k=min(k, len(ranked)),
        mean=total / len(ranked),
        best=ranked[-1],
        spread=ranked[-1] - ranked[0],
        ratio=ranked[0] / ranked[-1] if ranked[-1] else None,
        gini=gini(ranked),
        theil=theil(ranked),
        palma=palma(ranked),
    )


def percentile(values: Values, share: Fraction) -> Fraction:
    """Return the lowest value that at least a share of all values do not exceed (nearest rank).

    Formula: ``x_(⌈share·n⌉)`` of the ``n`` values in rising order. Nothing is interpolated, so what is told is the
    coverage of a group that exists (Hyndman and Fan 1996, definition 1). Pitfall: with fewer than ten groups the tenth
    percentile is the worst group.
    """
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)), 1) - 1]


def mean_of_worst(values: Values, k: int) -> Fraction:
    """Return the mean of the ``k`` lowest values, or of all where there are fewer.

    Formula: ``Σ_{i ≤ k} x_(i) ÷ k`` (conditional value at risk of equal groups; Ogryczak and Tamir 2003). Pitfall: it
    says nothing about who is among the k.
    """
    lowest = sorted(values)[:k]
    return exact_sum(lowest) / len(lowest)


def gini(values: Values) -> Fraction | None:
    """Return Gini's index in [0, 1): half the mean difference of two groups over the mean; ``None`` when all are 0.

    Formula: ``Σ_i (2i − n − 1)·x_(i) ÷ (n·Σ x)`` over values in rising order (Gini 1912; Sen 1973). Pitfalls: it is
    relative, so a plan that gives everybody less in proportion looks the same; it is most sensitive in the middle, not
    at the bottom; with ``n`` groups it cannot exceed ``1 − 1/n``, so numbers of groups must be equal to compare.
    """
    ranked, count = sorted(values), len(values)
    total = exact_sum(ranked)
    if not total:
        return None
    weighted = exact_sum((2 * rank - count - 1) * value for rank, value in enumerate(ranked, 1))
    return weighted / (count * total)


def theil(values: Values) -> float | None:
    """Return Theil's T index in [0, ln n]: mean of ``x/μ · ln(x/μ)``; ``None`` when all are 0.

    Groups with nothing add 0 (the limit of ``x·ln x``). Source: Theil 1967. Pitfall: it is sensitive at the top, and
    its size means little by itself; it is told because it can be split into a part within and a part between zones.
    """
    total = exact_sum(values)
    if not total:
        return None
    mean = total / len(values)
    ratios = [float(value / mean) for value in values if value]
    return max(math.fsum(ratio * math.log(ratio) for ratio in ratios) / len(values), 0.0)


def palma(values: Values) -> Fraction | None:
    """Return Palma's ratio: what the best tenth has over what the worst four tenths have; ``None`` where that is 0.

    A group on the border counts with the part that lies inside; the ratio is 1/4 when all are equal. Source: Palma
    2011. Pitfall: it sees nothing of the half between.
    """
    ranked, count = sorted(values), len(values)
    bottom, top = _lowest_sum(ranked, Fraction(4 * count, 10)), _lowest_sum(ranked[::-1], Fraction(count, 10))
    return top / bottom if bottom else None


def _lowest_sum(ranked: Values, count: Fraction) -> Fraction:
    """Return the sum of the first ``count`` values, the last of them in part."""
    full = int(count)
    part = count - full
    rest = part * ranked[full] if part else Fraction(0)
    return exact_sum(ranked[:full]) + rest


def lorenz(values: Values) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return the points of the Lorenz curve: share of groups, worst first, and their share of all coverage.

    Empty when all values are 0. Source: Lorenz 1905.
    """
    ranked, total = sorted(values), exact_sum(values)
    if not total:
        return ()
    points, reached = [(Fraction(0), Fraction(0))], Fraction(0)
    for rank, value in enumerate(ranked, 1):
        reached += value
        points.append((Fraction(rank, len(ranked)), reached / total))
    return tuple(points)
