"""The most that a weighted sum of goals can reach in any plan, by Lagrangian relaxation of needs and slots."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.auditing.groups import points_of
from matching.auditing.lagrangian.comparison import Comparison, fresh_children
from matching.auditing.lagrangian.entries import Worth, entries_of
from matching.auditing.lagrangian.offers import best_of_offers
from matching.auditing.lagrangian.remaining import Remaining
from matching.auditing.lagrangian.sums import exact_dot
from matching.auditing.packing import Integers, picked
from matching.errors import OverflowRefusedError

LARGEST = 2.0**52
"""What a unit counts stays below this number."""

COUNTED_BY_NEED = ("units", "weight", "life_saving_units", "lottery")
"""Measures that a unit of a need adds to."""


@dataclass(frozen=True, eq=False)
class Weighing:
    """A weighted sum of goals, and the prices that bound it.

    Parameters
    ----------
    measures
        Factor of every measure that is summed; cost and visits count negatively.
    groups
        Comparisons, and the weight of every group in them.
    need, child, slot
        Prices per row of the tables.
    """

    measures: Mapping[str, int]
    groups: tuple[tuple[Comparison, Integers], ...]
    need: Integers
    child: Integers
    slot: Integers


def priced_maximum(left: Remaining, short: Integers, weighing: Weighing) -> int:
    """Return a whole number that the weighted sum over units beyond promises exceeds in no plan.

    Parameters
    ----------
    left, weighing
        What promises leave, and what is summed at which prices.
    short
        Visits short of their lots (see :func:`matching.auditing.lagrangian.offers.short_of_lots`).

    Raises
    ------
    OverflowRefusedError
        If a unit counts too much to be exact.
    """
    units, children = counted(left, weighing)
    child = left.facts.problem["needs"]["child"].astype(np.int64)
    worth = Worth(
        need=units + picked(weighing.child, child, 0) - weighing.need,
        line=picked(weighing.slot, left.facts.slot, 0),
        points=weighing.measures.get("weight", 0),
        money=weighing.measures.get("cost", 0),
    )
    if worth.money * float(left.facts.price.max(initial=0)) >= LARGEST:
        raise OverflowRefusedError("a multiplier of cost is too large")
    fixed = exact_dot(weighing.need, np.where(left.reached, left.need, 0)) + exact_dot(
        weighing.slot, left.slot
    )
    fixed += int(np.maximum(children - weighing.child, 0).sum())
    entries = entries_of(left, worth)
    visits = weighing.measures.get("visits", 0)
    return fixed + best_of_offers(left, entries, short, money=worth.money, visits=visits)


def counted(left: Remaining, weighing: Weighing) -> tuple[Integers, Integers]:
    """Return what a unit of every need counts, and what helping every child for the first time does.

    Raises
    ------
    OverflowRefusedError
        If that is too much to be exact.
    """
    facts = left.facts
    terms = [
        (points_of(facts, measure), factor)
        for measure, factor in weighing.measures.items()
        if measure in COUNTED_BY_NEED and factor
    ]
    units = np.zeros(len(left.need), dtype=np.int64)
    children = np.zeros(len(facts.problem["children"]), dtype=np.int64)
    children += weighing.measures.get("children_helped", 0)
    for points, factor in terms:
        units = units + _product(points, np.full(len(points), factor, dtype=np.int64))
    for compared, weights in weighing.groups:
        own = _product(compared.points, picked(weights, compared.member, 0))
        if compared.of_needs:
            units = units + own
        else:
            children = children + own
    return units, np.where(fresh_children(left), children, 0)


def _product(first: Integers, second: Integers) -> Integers:
    if float((first.astype(np.float64) * second).max(initial=0)) >= LARGEST:
        raise OverflowRefusedError("a multiplier is too large")
    return first * second
