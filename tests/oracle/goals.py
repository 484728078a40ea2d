"""What a plan is worth, by the definitions: one exact value per goal, compared in order."""

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any

from matching.problem.policy import Disadvantage, Goal, Policy
from oracle.facts import Need, Situation
from oracle.lots import chance

LEAST = ("cost", "visits")
"""Measures of which the least is best."""

Value = int | Fraction | tuple[Fraction, ...]


@dataclass(frozen=True)
class Yardstick:
    """How one goal is measured: the groups, what each may reach, and which of them max-min counts."""

    goal: Goal
    groups: tuple[tuple[int, int], ...]
    whole: tuple[int, ...]
    sizes: tuple[int, ...]
    reachable: frozenset[int]

    def worth(self, units: tuple[int, ...]) -> Value:
        """Return the goal's value when every group has so many units (one number for a sum)."""
        if self.goal.criterion == "sum":
            return -units[0] if self.goal.measure in LEAST else units[0]
        if self.goal.criterion == "leximin":
            return tuple(sorted(Fraction(u, d) for u, d in zip(units, self.whole, strict=True)))
        return min((Fraction(units[g], self.whole[g]) for g in sorted(self.reachable)), default=Fraction(0))


def yardsticks(facts: Situation, policy: Policy) -> tuple[Yardstick, ...]:
    """Return how each goal of the policy is measured in this situation."""
    return tuple(_yardstick(facts, goal, policy.disadvantage) for goal in policy.goals)


def group_of(goal: Goal, need: Need) -> tuple[int, int]:
    """Return the group (commune, kind or -1) that a need counts in; (-1, -1) for everyone."""
    if goal.group == "everyone":
        return (-1, -1)
    by_kind = goal.group == "commune_kind" and goal.measure != "children_helped"
    return (need.commune, need.kind if by_kind else -1)


def gain(facts: Situation, goal: Goal, line: int, need: int) -> int:
    """Return what one unit of a pair adds to a measure that adds up (all but children helped)."""
    if goal.measure == "cost":
        return facts.cost[line, need]
    if goal.measure == "weight" and goal.criterion == "sum":
        return facts.benefit[line, need]
    return points(goal, facts.needs[need])


def points(goal: Goal, need: Need) -> int:
    """Return what one unit of a need counts towards the coverage of its group, whoever gives it."""
    if goal.measure == "weight":
        return need.weight
    if goal.measure == "lottery":
        return chance(need.cells["need"])
    return 1 if goal.measure == "units" or need.life_saving else 0


def counted(facts: Situation, goal: Goal) -> frozenset[int]:
    """Return the needs that count: all of them in a sum; in groups the confirmed ones, or all of a child with any."""
    if goal.criterion == "sum":
        return frozenset(need.row for need in facts.needs)
    needy = {need.child for need in facts.needs if need.confirmed and need.child >= 0}
    whole = goal.measure == "children_helped"
    return frozenset(need.row for need in facts.needs if need.confirmed or (whole and need.child in needy))


def _yardstick(facts: Situation, goal: Goal, index: Disadvantage) -> Yardstick:
    if goal.criterion == "sum":
        return Yardstick(goal, ((-1, -1),), (1,), (0,), frozenset())
    needed: dict[tuple[int, int], int] = {}
    children = set()
    for need in facts.needs:
        if not need.confirmed:
            continue
        group = group_of(goal, need)
        if goal.measure != "children_helped":
            needed[group] = needed.get(group, 0) + need.quantity * points(goal, need)
        elif need.special and need.child not in children:
            children.add(need.child)
            needed[group] = needed.get(group, 0) + 1
    groups = tuple(sorted(group for group, size in needed.items() if size))
    target = _targets(facts, index) if goal.adjusted else [100] * len(facts.indices)
    step = reduce(gcd, target) if target else 100
    whole = tuple(needed[group] * target[group[0]] // step for group in groups)
    sizes = tuple(needed[group] for group in groups)
    return Yardstick(goal, groups, whole, sizes, _reachable(facts, goal, groups))


def _reachable(facts: Situation, goal: Goal, groups: tuple[tuple[int, int], ...]) -> frozenset[int]:
    """Return the groups to which some line can hand a unit when it hands out nothing else."""
    closed = {pair for limit in facts.limits if not limit.room for pair in limit.pairs}
    counted = [
        need for _, row in facts.admissible - closed for need in [facts.needs[row]] if _counts(goal, need)
    ]
    found = {group_of(goal, need) for need in counted}
    return frozenset(number for number, group in enumerate(groups) if group in found)


def _counts(goal: Goal, need: Need) -> bool:
    return {"children_helped": need.special, "life_saving_units": need.life_saving}.get(goal.measure, True)


def _targets(facts: Situation, index: Disadvantage) -> list[int]:
    total = sum(index.weights.values())
    result = []
    for parts in facts.indices:
        value = Fraction(0)
        for part, weight in index.weights.items():
            share: Any = parts[part]
            if part == "zone":
                share = Fraction(index.zones.get(share, 0), 100)
            value += weight * share
        result.append(100 + round(index.spread * (value / total if total else 0)))
    return result


def served_of(
    facts: Situation, goal: Goal, units: dict[tuple[int, int], int], groups: tuple[tuple[int, int], ...]
) -> tuple[int, ...]:
    """Return the units of every group when each (line, need) pair, promised or not, gives so many units."""
    total = dict.fromkeys(groups, 0)
    rows = counted(facts, goal)
    helped = set()
    for (line, row), quantity in units.items():
        need = facts.needs[row]
        group = group_of(goal, need)
        if group not in total or not quantity or row not in rows:
            continue
        if goal.measure != "children_helped":
            total[group] += quantity * gain(facts, goal, line, row)
        elif need.special and need.child not in helped:
            helped.add(need.child)
            total[group] += 1
    return tuple(total[group] for group in groups)
