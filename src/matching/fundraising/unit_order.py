"""Every unmet unit in the order in which a policy would serve it, had it one gift after another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups, groups_of, points_of, spoken_of, steps
from matching.formulation.unit_keys import level
from matching.problem.goal_language import OF_CHILDREN, Goal
from matching.problem.hashing import chances
from matching.problem.past_needs import needs_over
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

NEVER = np.iinfo(np.int64).max
"""Key of a unit that a goal does not count."""


PER_MONEY = 1 << 30
"""Scale on which points per đồng are compared; points lie below two to the power of 20."""

PAID = ("units", "weight", "life_saving_units")
"""Totals whose gain is set against its price where money is short."""


@dataclass(frozen=True, eq=False, slots=True)
class UnmetUnits:
    """Unmet units, the first to be served first.

    Parameters
    ----------
    need
        Need of every unit, shape ``(units,)``.
    thrifty
        Positions of the units where money is short: of units that stand equally low the cheapest first, of those that
        add to a total the one that adds most per đồng.
    """

    need: Integers
    thrifty: Integers


def unmet_units(facts: Facts) -> UnmetUnits:
    """Return the units that confirmed needs lack whose time is not over, in the order of the policy's goals.

    A goal on sums prefers the unit that adds most; one on groups the unit whose group stands lowest before it
    (and, among equals, rises highest with it), its units counted in the order of the other goals. Ties keep the
    order of the lottery.
    """
    needs = facts.problem["needs"]
    left = np.where(still_open(facts), needs["quantity"] - facts.given, 0)
    need = np.repeat(np.arange(len(left)), np.maximum(left, 0))
    chance = -chances(needs["need"], facts.seed)[need]
    first = _first_help(facts, need, chance)
    plain = [_sum_key(facts, goal, need, first) for goal in facts.policy.goals if goal.criterion == "sum"]
    within = np.lexsort([need, chance, *reversed(plain)])
    need, first = need[within], first[within]
    price = np.maximum(facts.problem["kinds"]["price"][needs["kind"][need]], 1).astype(np.int64)
    keys: list[Integers] = []
    cheap: list[Integers] = []
    for goal in facts.policy.goals:
        if goal.criterion == "sum":
            key = _sum_key(facts, goal, need, first)
            keys.append(key)
            cheap.append(key * PER_MONEY // price if goal.measure in PAID else key)
        elif goal.measure not in ("cost", "lottery"):
            low, high = _level_keys(facts, goal, need, first)
            keys += [low, high]
            cheap += [low, price, high]
    order = np.lexsort([np.arange(len(need)), *reversed(keys)])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return UnmetUnits(need[order], place[np.lexsort([np.arange(len(need)), *reversed(cheap)])])


def still_open(facts: Facts) -> NDArray[np.bool_]:
    """Return the needs that may be asked for: confirmed, and not over."""
    return np.asarray(facts.confirmed & ~needs_over(facts.problem))


def units_over(facts: Facts) -> int:
    """Return the units that confirmed needs lack whose time is over: nobody is asked for them."""
    late = facts.confirmed & needs_over(facts.problem)
    return int(np.maximum(facts.problem["needs"]["quantity"] - facts.given, 0)[late].sum())


def _first_help(facts: Facts, need: Integers, chance: Integers) -> NDArray[np.bool_]:
    """Return whether a unit would be the first help of a child in special circumstances, one unit per child and kind."""
    child = facts.problem["needs"]["child"].astype(np.int64)
    helped = np.zeros(len(facts.problem["children"]) + 1, dtype=np.bool_)
    helped[child[facts.given > 0]] = True
    open_child = ~helped & np.append(facts.special, False)
    rows = np.flatnonzero((child[need] >= 0) & open_child[child[need]])
    kinds = len(facts.problem["kinds"])
    owner = child[need[rows]] * kinds + facts.problem["needs"]["kind"][need[rows]]
    order = np.lexsort((chance[rows], owner))
    new = np.diff(owner[order], prepend=-1) != 0
    first = np.zeros(len(need), dtype=np.bool_)
    first[rows[order[new]]] = True
    return first


def _sum_key(facts: Facts, goal: Goal, need: Integers, first: NDArray[np.bool_]) -> Integers:
    """Return a key that is lower for units that add more."""
    if goal.measure in OF_CHILDREN:
        spoken = np.append(spoken_of(facts, goal), False)[facts.problem["needs"]["child"][need]]
        return np.where(first & spoken, 0, 1)
    if goal.measure == "cost":
        return facts.problem["kinds"]["price"][facts.problem["needs"]["kind"][need]].astype(np.int64)
    if goal.measure == "lottery":
        return -chances(facts.problem["needs"]["need"], facts.seed)[need]
    if goal.measure in ("visits", "changes"):
        return np.zeros(len(need), dtype=np.int64)
    return -worth_of(facts, goal)[need]


def _level_keys(
    facts: Facts, goal: Goal, need: Integers, first: NDArray[np.bool_]
) -> tuple[Integers, Integers]:
    """Return at which coverage a unit's group stands before it, and how far it rises with it (negative)."""
    groups, group, points = counted(facts, goal, need)
    points = np.where(first, points, 0) if goal.measure == "children_helped" else points
    rows = np.flatnonzero((group != MISSING) & (points > 0))
    order = rows[np.argsort(group[rows], kind="stable")]
    total = np.cumsum(points[order])
    start = np.flatnonzero(np.diff(group[order], prepend=-1) != 0)
    base = np.repeat((total - points[order])[start], np.diff(np.append(start, len(order))))
    after = total - base + groups.served[group[order]]
    size = steps(facts, goal, groups)[group[order]]
    low, high = np.full(len(need), NEVER), np.zeros(len(need), dtype=np.int64)
    low[order] = level(after - points[order], size)
    high[order] = -level(after, size)
    return low, high


def worth_of(facts: Facts, goal: Goal) -> Integers:
    """Return what a unit of every need adds to a total of units or points, nothing for needs it does not speak of."""
    return np.where(spoken_of(facts, goal), points_of(facts, goal.measure), 0)


def counted(facts: Facts, goal: Goal, need: Integers) -> tuple[Groups, Integers, Integers]:
    """Return the groups of a goal, and the group and points of a unit of every need given."""
    groups = groups_of(facts, goal)
    if goal.measure == "children_helped":
        child = facts.problem["needs"]["child"][need]
        return groups, np.append(groups.member, MISSING)[child], np.ones(len(need), dtype=np.int64)
    return groups, groups.member[need], points_of(facts, goal.measure)[need]
