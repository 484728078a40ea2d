"""What every goal says to taking units from one need and giving them to another, in exact whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups, children_reached, groups_of, points_of, spoken_of, steps
from matching.auditing.last_plan import last_plan, units_now
from matching.auditing.measures import lowest, unit_cost, unit_points
from matching.auditing.packing import picked, positions
from matching.auditing.supplied_groups import reached
from matching.explanation.standing import Standing
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

JUDGED = ("sum", "leximin", "max_min")
"""Criteria of which an exchange is judged alone, without looking at the whole plan."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Units of a stock row taken from one need and given to another, one entry each; ``MISSING`` stands for nobody.

    Parameters
    ----------
    line
        Stock row.
    taken, given
        Need that loses the units, and need that gets them.
    units
        How many.
    """

    line: Integers
    taken: Integers
    given: Integers
    units: Integers


def verdicts(standing: Standing, goals: Sequence[Goal], swap: Exchange) -> tuple[Integers, Integers]:
    """Return the first goal that an exchange changes, ``MISSING`` where none does, and whether for the better (1 or -1)."""
    goal = np.full(len(swap.line), MISSING, dtype=np.int64)
    sign = np.zeros(len(swap.line), dtype=np.int64)
    for number, one in enumerate(goals):
        effect = effect_on(standing, one, swap)
        first = (goal == MISSING) & (effect != 0)
        goal[first], sign[first] = number, effect[first]
    return goal, sign


def effect_on(standing: Standing, goal: Goal, swap: Exchange) -> Integers:
    """Return whether every exchange makes a goal better (1), worse (-1), or neither (0).

    Of criteria other than sums, leximin and max-min nothing is said: 0.
    """
    if goal.criterion not in JUDGED:
        return np.zeros(len(swap.line), dtype=np.int64)
    if goal.criterion != "sum":
        return _grouped(standing.facts, goal, swap)
    if goal.measure in ("cost", "visits"):
        return np.asarray(np.sign(-costs(standing, goal.measure, swap)))
    lost, won = units_gained(standing.facts, goal.measure, swap)
    if goal.among:
        lost, won = (_spoken(standing.facts, goal, *one) for one in ((swap.taken, lost), (swap.given, won)))
    return np.asarray(np.sign(won - lost))


def _spoken(facts: Facts, goal: Goal, need: Integers, units: Integers) -> Integers:
    """Return units of the needs, or children, that a goal speaks of; 0 for all others."""
    member = picked(facts.problem["needs"]["child"], need, MISSING) if goal.measure in OF_CHILDREN else need
    return np.where(picked(spoken_of(facts, goal), member, False), units, 0)


def units_gained(facts: Facts, measure: str, swap: Exchange) -> tuple[Integers, Integers]:
    """Return what a measure loses at the need taken from, and what it gains at the need given to."""
    if measure in OF_CHILDREN:
        return _children(facts, swap.taken, swap.units, -1), _children(facts, swap.given, swap.units, 1)
    if measure == "changes":
        return _kept(facts, swap.line, swap.taken, -swap.units), _kept(
            facts, swap.line, swap.given, swap.units
        )
    found = []
    for need in (swap.taken, swap.given):
        known = need >= 0
        points = np.zeros(len(need), dtype=np.int64)
        if measure == "weight":
            points[known] = unit_points(facts, swap.line[known], need[known])
        else:
            points[known] = points_of(facts, measure)[need[known]]
        found.append(points * swap.units)
    return found[0], found[1]


def _kept(facts: Facts, line: Integers, need: Integers, units: Integers) -> Integers:
    """Return by how much units more (or less) for a need change what is kept of the last plan, as a positive number."""
    last = last_plan(facts)
    offer = facts.problem["stock"]["offer"][line].astype(np.int64)
    place = positions(last.key, np.where(need >= 0, offer * len(facts.problem["needs"]) + need, MISSING))
    before = picked(last.before, place, 0)
    now = picked(units_now(facts, last, facts.allocation.quantity), place, 0)
    return np.asarray(np.abs(np.minimum(before, now + units) - np.minimum(before, now)))


def _children(facts: Facts, need: Integers, units: Integers, sign: int) -> Integers:
    """Return 1 where a child in special circumstances would be helped first, or lose all it has."""
    child = picked(facts.problem["needs"]["child"], need, MISSING)
    units_had = picked(children_reached(facts, facts.given), child, 0)
    special = picked(facts.special, child, 0) == 1
    turns = units_had == 0 if sign > 0 else units_had == units
    return np.where((need >= 0) & special & turns, 1, 0)


def costs(standing: Standing, measure: str, swap: Exchange) -> Integers:
    """Return by how much an exchange raises the cost, or the number of visits."""
    facts = standing.facts
    offer = facts.problem["stock"]["offer"][swap.line].astype(np.int64)
    there, here = (picked(facts.commune, need, MISSING) for need in (swap.taken, swap.given))
    moved = there != here
    opened = moved & (here >= 0) & (standing.at(offer, np.maximum(here, 0), facts.commune) == 0)
    left = standing.at(offer, np.maximum(there, 0), facts.commune)
    closed = moved & (there >= 0) & (left == swap.units)
    visits = opened.astype(np.int64) - closed
    if measure == "visits":
        return np.asarray(visits)
    price = np.maximum(facts.problem["offers"]["visit_cost"], 0)[offer]
    setup = np.maximum(facts.problem["offers"]["setup_cost"], 0)[offer]
    total = visits * price + setup * ((standing.visits[offer] == 0) & (here >= 0))
    for need, sign in ((swap.taken, -1), (swap.given, 1)):
        known = need >= 0
        total[known] += sign * unit_cost(facts, swap.line[known], need[known]) * swap.units[known]
    return np.asarray(total)


def _grouped(facts: Facts, goal: Goal, swap: Exchange) -> Integers:
    groups = groups_of(facts, goal)
    size = steps(facts, goal, groups)
    lost, won = units_gained(facts, goal.measure, swap)
    down, up = (_members(facts, goal, groups, need) for need in (swap.taken, swap.given))
    lost, won = np.where(down >= 0, lost, 0), np.where(up >= 0, won, 0)
    alike = down == up
    net = np.sign(won - lost) * (up >= 0)
    served = groups.served
    old = [(picked(served, one, 0), picked(size, one, 1)) for one in (down, up)]
    new = [(old[0][0] - lost, old[0][1]), (old[1][0] + won, old[1][1])]
    if goal.criterion == "max_min":
        return np.where(alike, net, _lowered(facts, goal, groups, size, new, down))
    moved = _leximin_sign(old, new)
    moved = np.where((down < 0) | (lost == 0), np.sign(won), moved)
    moved = np.where((up < 0) | (won == 0), -np.sign(lost), moved)
    return np.where(alike, net, moved)


def _members(facts: Facts, goal: Goal, groups: Groups, need: Integers) -> Integers:
    """Return the group that every need counts in."""
    if goal.measure == "children_helped":
        return picked(groups.member, picked(facts.problem["needs"]["child"], need, MISSING), MISSING)
    return picked(groups.member, need, MISSING)


Fractions = list[tuple[Integers, Integers]]


def _less(first: tuple[Integers, Integers], second: tuple[Integers, Integers]) -> Integers:
    """Return the sign of the first fraction less the second, without overflow."""
    numbers = [part.astype(object) for part in (*first, *second)]
    return np.asarray(np.sign(numbers[0] * numbers[3] - numbers[2] * numbers[1]), dtype=np.int64)


def _leximin_sign(old: Fractions, new: Fractions) -> Integers:
    """Return whether two coverages, lowest first, rise (1) or fall (-1)."""
    lowest, highest = _sorted(old)
    lower, higher = _sorted(new)
    first = _less(lower, lowest)
    return np.where(first != 0, first, _less(higher, highest))


def _sorted(pair: Fractions) -> tuple[tuple[Integers, Integers], tuple[Integers, Integers]]:
    turned = _less(pair[0], pair[1]) > 0
    low = tuple(np.where(turned, b, a) for a, b in zip(*pair, strict=True))
    high = tuple(np.where(turned, a, b) for a, b in zip(*pair, strict=True))
    return (low[0], low[1]), (high[0], high[1])


def _lowered(
    facts: Facts, goal: Goal, groups: Groups, size: Integers, new: Fractions, down: Integers
) -> Integers:
    """Return -1 where the group that loses falls below the lowest coverage of all groups within reach, else 0."""
    within = reached(facts, goal)
    level = lowest(groups, size, within)
    if level is None:
        return np.zeros(len(down), dtype=np.int64)
    worst = np.full(len(down), level.numerator), np.full(len(down), level.denominator)
    counted = picked(within, down, 0) == 1
    return np.where(counted & (_less(new[0], worst) < 0), -1, 0)
