"""Criteria that are not sums over groups, by their definitions: plain Python on the units of every group."""

from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any, Protocol

from matching.problem.policy import Goal

Value = Fraction | tuple[Fraction, ...]


MOST_PARTS = 10**8
"""Coverages are exact where a whole one has at most so many equal parts."""


class Stick(Protocol):
    """What a criterion reads of a yardstick."""

    @property
    def goal(self) -> Goal: ...
    @property
    def whole(self) -> tuple[int, ...]: ...
    @property
    def sizes(self) -> tuple[int, ...]: ...
    @property
    def reachable(self) -> frozenset[int]: ...
    @property
    def step(self) -> Fraction: ...


def _open(stick: Stick, units: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return units and steps of the groups that supply reaches."""
    return [(units[g], stick.whole[g]) for g in sorted(stick.reachable)]


def _coverages(stick: Stick, units: tuple[int, ...], margin: Fraction = Fraction(0)) -> list[Fraction]:
    """Return the coverages of the groups that supply reaches: exact, or of a rounded worth per unit where told so."""
    groups = _open(stick, units)
    whole = lcm(margin.denominator, *(size for _, size in groups))
    if whole <= MOST_PARTS:
        return [Fraction(served, size) for served, size in groups]
    whole = max(MOST_PARTS, 10 ** (4 + len(str(max((size for _, size in groups), default=1)))))
    return [served * Fraction(floor(Fraction(whole, size)), whole) for served, size in groups]


def _margin(stick: Stick) -> Fraction:
    assert stick.goal.delta is not None
    return Fraction(stick.goal.delta, 100) * stick.step


def k_worst(stick: Stick, units: tuple[int, ...]) -> Value:
    worst = sorted(_coverages(stick, units))[: stick.goal.k]
    return sum(worst, Fraction(0)) / max(len(worst), 1)


def gini(stick: Stick, units: tuple[int, ...]) -> Value:
    welfare, count = Fraction(0), 0
    rising = sorted(_coverages(stick, units))
    for rank, coverage in enumerate(rising):
        told = stick.goal.weights
        weight = (told[rank] if rank < len(told) else told[-1]) if told else len(rising) - rank
        welfare, count = welfare + weight * coverage, count + weight
    return welfare / max(count, 1)


def threshold(stick: Stick, units: tuple[int, ...]) -> Value:
    margin = _margin(stick)
    coverages = _coverages(stick, units, margin)
    if not coverages:
        return Fraction(0)
    lowest, count = min(coverages), len(coverages)
    above = sum((one - lowest - margin for one in coverages if one - lowest > margin), Fraction(0))
    return ((count - 1) * margin + count * lowest + above) / count


def bounded_disparity(stick: Stick, units: tuple[int, ...]) -> Value:
    coverages = _coverages(stick, units, _margin(stick)) or [Fraction(0)]
    widest = max(one - other for one in coverages for other in coverages)
    return Fraction(sum(units)), -max(widest - _margin(stick), Fraction(0))


def proportional_to_need(stick: Stick, units: tuple[int, ...]) -> Value:
    groups = _open(stick, units)
    if not groups:
        return Fraction(sum(units)), Fraction(0)
    common = Fraction(sum(served for served, _ in groups), sum(size for _, size in groups))
    lacking = [common * size - served for served, size in groups if served < common * size]
    return Fraction(sum(units)), -sum(lacking, Fraction(0))


def _at_level(stick: Stick, rounded: Any) -> list[int]:
    assert stick.goal.level is not None
    share = Fraction(stick.goal.level, 100) * stick.step
    return [min(rounded(share * size), need) for size, need in zip(stick.whole, stick.sizes, strict=True)]


def at_least(stick: Stick, units: tuple[int, ...]) -> Value:
    lacking = [max(least - had, 0) for least, had in zip(_at_level(stick, ceil), units, strict=True)]
    return Fraction(sum(_at_level(stick, ceil)) - sum(lacking))


def most_at_least(stick: Stick, units: tuple[int, ...]) -> Value:
    return Fraction(sum(had >= least for least, had in zip(_at_level(stick, ceil), units, strict=True)))


def at_most(stick: Stick, units: tuple[int, ...]) -> Value:
    above = [max(had - most, 0) for most, had in zip(_at_level(stick, floor), units, strict=True)]
    return Fraction(sum(units)), Fraction(-sum(above))
