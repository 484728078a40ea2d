"""Packages for a purse: of every shape the units that the policy would serve first, the best packages kept."""

from collections.abc import Iterator
from functools import cmp_to_key

import numpy as np
from numpy.typing import NDArray

from matching.fundraising.effects import Effect, compared
from matching.fundraising.index import Units
from matching.problem.goal_language import OF_CHILDREN

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

Chosen = tuple[str, Integers, Integers, tuple[Effect, ...]]
"""Shape, needs, units of each, and what they do for every goal."""

ROUNDS = 8
"""So often what is left of a purse is offered to units that are cheap enough."""

COMPARED = 4
"""So many times as many packages as are asked for are compared exactly; the others fall behind at first sight."""


def best_packages(
    units: Units, allowed: Mask, cost: Integers, purse: int, limit: int, shapes: tuple[str, ...]
) -> list[Chosen]:
    """Return the best packages that a purse pays, the best first, no two alike.

    Parameters
    ----------
    units, allowed
        Unmet units, and those that may be chosen.
    cost
        What each takes from the purse: đồng, or 1 where the donor counts units.
    purse
        Đồng or units at hand.
    limit
        So many packages at most.
    shapes
        Shapes to be tried, ``mixed`` among them where units of all kinds and communes may be joined.
    """
    found: list[Chosen] = []
    seen: set[bytes] = set()
    for shape in shapes:
        for chosen in _sets(units, shape, allowed, cost, purse, max(COMPARED * limit, 8)):
            need, count = np.unique(units.need[chosen], return_counts=True)
            whole = units.wholeness.keeps(need, count)
            need, count = need[whole], count[whole]
            if not len(need):
                continue
            mark = need.tobytes() + count.tobytes()
            if mark not in seen:
                seen.add(mark)
                found.append((shape, need, count, units.yardstick.effects(need, count)))
    return sorted(found, key=cmp_to_key(_order))[:limit]


def _order(one: Chosen, other: Chosen) -> int:
    """Return a negative number where the first is better."""
    return -compared(one[3], other[3])


def _sets(
    units: Units, shape: str, allowed: Mask, cost: Integers, purse: int, most: int
) -> Iterator[Integers]:
    if shape == "mixed":
        for order in (units.order["thrifty"], units.order["mixed"]):
            yield _filled(order[allowed[order]], cost, purse)
        return
    order = units.order[shape]
    order = order[allowed[order]]
    key = units.key[shape][order]
    start = np.flatnonzero(np.diff(key, prepend=-1) != 0)
    if not len(start):
        return
    size = np.diff(np.append(start, len(order)))
    total = np.cumsum(cost[order])
    base = (total - cost[order])[start]
    bought = total - np.repeat(base, size) <= purse
    count = np.add.reduceat(bought.astype(np.int64), start)
    for part in _promising(units, order[bought], count)[:most].tolist():
        if shape == "commune":
            yield _filled(np.sort(order[start[part] : start[part] + size[part]]), cost, purse)
        else:
            yield order[start[part] : start[part] + count[part]]


def _filled(rows: Integers, cost: Integers, purse: int) -> Integers:
    """Return units in order until the purse is empty; what is left goes to later units that are cheap enough."""
    taken = []
    for _ in range(ROUNDS):
        rows = rows[cost[rows] <= purse]
        if not len(rows):
            break
        total = np.cumsum(cost[rows])
        count = int(np.searchsorted(total, purse, side="right"))
        taken.append(rows[:count])
        purse -= int(total[count - 1])
        rows = rows[count:]
    return np.concatenate(taken) if taken else rows[:0]


def _promising(units: Units, bought: Integers, count: Integers) -> Integers:
    """Return the parts at first sight best: totals of goals on sums, the first unit for goals on groups."""
    parts = np.flatnonzero(count)
    if not len(parts):
        return parts
    start = np.cumsum(count[parts]) - count[parts]
    need, keys = units.need[bought], []
    for number, goal in enumerate(units.facts.policy.goals):
        if number in units.yardstick.points:
            keys.append(-np.add.reduceat(units.yardstick.points[number][need], start))
        elif goal.criterion != "sum" or goal.measure in OF_CHILDREN:
            keys.append(bought[start])
    return np.asarray(parts[np.lexsort([bought[start], *reversed(keys)])])
