"""What every goal says to taking units from one need and giving them to another, in exact whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import children_reached, points_of, spoken_of
from matching.auditing.last_plan import last_plan, units_now
from matching.auditing.measures import sum_value, unit_cost, unit_points
from matching.auditing.packing import picked, positions
from matching.explanation.group_effects import Moved, effect_on_groups
from matching.explanation.standing import Standing
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


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

    A goal of which a share is kept minds only what goes below that share, and asks for no more.
    """
    if goal.criterion != "sum":
        return effect_on_groups(standing, goal, _moved(standing, goal, swap))
    if goal.measure in ("cost", "visits"):
        return np.asarray(np.sign(-costs(standing, goal.measure, swap)))
    lost, won = units_gained(standing.facts, goal, swap)
    if goal.among:
        lost, won = (_spoken(standing.facts, goal, *one) for one in ((swap.taken, lost), (swap.given, won)))
    least = standing.kept_totals.get(goal)
    if least is not None:
        return -(sum_value(standing.facts, goal) + won - lost < least).astype(np.int64)
    return np.asarray(np.sign(won - lost))


def _moved(standing: Standing, goal: Goal, swap: Exchange) -> Moved:
    """Return what an exchange takes from one group and gives to another."""
    facts, member = standing.facts, standing.compared(goal).groups.member
    lost, won = units_gained(facts, goal, swap)
    owners = [swap.taken, swap.given]
    if goal.measure in OF_CHILDREN:
        owners = [picked(facts.problem["needs"]["child"], need, MISSING) for need in owners]
    down, up = (picked(member, owner, MISSING) for owner in owners)
    return Moved(down, np.where(down >= 0, lost, 0), up, np.where(up >= 0, won, 0))


def _spoken(facts: Facts, goal: Goal, need: Integers, units: Integers) -> Integers:
    """Return units of the needs, or children, that a goal speaks of; 0 for all others."""
    member = picked(facts.problem["needs"]["child"], need, MISSING) if goal.measure in OF_CHILDREN else need
    return np.where(picked(spoken_of(facts, goal), member, False), units, 0)


def units_gained(facts: Facts, goal: Goal, swap: Exchange) -> tuple[Integers, Integers]:
    """Return what a goal's measure loses at the need taken from, and gains at the need given to.

    Quoted points count in totals only; the coverage of a group is told by the weights of its needs.
    """
    if goal.measure in OF_CHILDREN:
        return _children_changed(facts, swap)
    if goal.measure == "changes":
        return _kept(facts, swap.line, swap.taken, -swap.units), _kept(
            facts, swap.line, swap.given, swap.units
        )
    found = []
    for need in (swap.taken, swap.given):
        known = need >= 0
        points = np.zeros(len(need), dtype=np.int64)
        if goal.measure == "weight" and goal.criterion == "sum":
            points[known] = unit_points(facts, swap.line[known], need[known])
        else:
            points[known] = points_of(facts, goal.measure)[need[known]]
        found.append(points * swap.units)
    return found[0], found[1]


def _children_changed(facts: Facts, swap: Exchange) -> tuple[Integers, Integers]:
    """Return where a child loses all it has, and where one gets its first help; units that stay with a child do neither."""
    child = facts.problem["needs"]["child"]
    one, other = (picked(child, need, MISSING) for need in (swap.taken, swap.given))
    moved = (one != other) | (one < 0)
    lost, won = _children(facts, swap.taken, swap.units, -1), _children(facts, swap.given, swap.units, 1)
    return lost * moved, won * moved


def _kept(facts: Facts, line: Integers, need: Integers, units: Integers) -> Integers:
    """Return by how much units more (or less) for a need change what is kept of the last plan, as a positive number."""
    last = last_plan(facts)
    offer = facts.problem["stock"]["offer"][line].astype(np.int64)
    place = positions(last.key, np.where(need >= 0, offer * len(facts.problem["needs"]) + need, MISSING))
    before = picked(last.before, place, 0)
    now = picked(units_now(facts, last, facts.allocation.quantity), place, 0)
    after = np.maximum(now + units, 0)  # of what the last plan did not hold, nothing counts as held now
    return np.asarray(np.abs(np.minimum(before, after) - np.minimum(before, now)))


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
