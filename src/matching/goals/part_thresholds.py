"""Thresholds of the parts of a leximin solution, and what they say of every group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import Groups
from matching.formulation.unit_keys import level

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the parts of a decomposition prove.

    Parameters
    ----------
    levels
        Thresholds in rising order, as unit keys ``(k, D)``.
    price_of_part
        Price of every part's nodes: number of levels − position of its threshold; 0 from the sink's part on.
    gives, takes
        Groups whose last unit, or whose next unit, is worth exactly the threshold.
    """

    levels: tuple[tuple[int, int], ...]
    price_of_part: Integers
    gives: Mask
    takes: Mask


def thresholds(
    groups: Groups,
    part: Integers,
    order: Sequence[int],
    units: Integers,
    base: Integers,
    top: Integers,
    last: int,
) -> Thresholds:
    """Return the thresholds of a decomposition.

    Parameters
    ----------
    groups, part
        The groups and the part each ended in.
    order
        Parts in rising order of their thresholds.
    units, base, top
        Final, least and most units of every group.
    last
        The part of the sink, whose units are worth nothing.
    """
    numbers = np.stack([units, units + 1, base + 1])
    ranks, unit_of_rank = _ranks(numbers, groups.denominator)
    taken, coming, first = ranks
    ordered = np.array(order, dtype=np.int64)
    lowest = int(first[base < top].min(initial=len(unit_of_rank)))
    highest = np.full(len(order), -1, dtype=np.int64)
    np.maximum.at(highest, part[units > base], taken[units > base])
    running = np.empty(len(order), dtype=np.int64)
    running[ordered] = np.maximum.accumulate(np.maximum(highest[ordered], min(lowest, len(unit_of_rank) - 1)))
    worthless = np.zeros(len(order), dtype=np.bool_)
    worthless[ordered[order.index(last) :]] = True
    found = np.unique(np.append(running[~worthless], lowest))
    found = found[found < len(unit_of_rank)]
    price = np.where(worthless, 0, len(found) - np.searchsorted(found, running))
    same = np.where(worthless, -1, running)[part]
    return Thresholds(
        levels=tuple((int(k), int(d)) for k, d in unit_of_rank[found]),
        price_of_part=price,
        gives=(taken == same) & (units > base),
        takes=(coming == same) & (units < top),
    )


def _ranks(numbers: Integers, denominator: Integers) -> tuple[Integers, Integers]:
    """Return the rank of the key of every unit number (one row per kind of number), and a unit ``(k, D)`` of each rank."""
    steps = np.broadcast_to(denominator, numbers.shape).ravel()
    unit = np.clip(numbers.ravel(), 1, steps)
    start, reach = level(unit - 1, steps), level(unit, steps)
    order = np.lexsort((-reach, start))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (start[order][1:] != start[order][:-1]) | (reach[order][1:] != reach[order][:-1])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.cumsum(new) - 1
    first = order[new]
    return rank.reshape(numbers.shape), np.stack([unit[first], steps[first]], axis=1)
