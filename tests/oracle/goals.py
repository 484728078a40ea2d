"""What a plan is worth, by the definitions: one exact value per goal, compared in order."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any

from matching.problem.policy import Disadvantage, Goal, Policy
from oracle import fair_criteria
from oracle.attributes import label
from oracle.facts import Need, Situation
from oracle.lots import chance
from oracle.welfare import worths

LEAST = ("cost", "visits", "changes", "children_with_nothing")
"""Measures of which the least is best."""

CHILDREN = ("children_helped", "children_with_nothing")
"""Measures that count children."""

Value = int | Fraction | tuple[Fraction, ...]
Group = tuple[str, ...]


@dataclass(frozen=True)
class Yardstick:
    """How one goal is measured: the groups, what each may reach, and which of them max-min counts."""

    goal: Goal
    groups: tuple[Group, ...]
    whole: tuple[int, ...]
    sizes: tuple[int, ...]
    reachable: frozenset[int]
    step: Fraction = Fraction(1)
    all_children: int = 0

    def worth(self, units: tuple[int, ...]) -> Value:
        """Return the goal's value when every group has so many units (one number for a sum)."""
        if self.goal.criterion == "sum":
            if self.goal.measure == "children_with_nothing":
                return units[0] - self.all_children
            return -units[0] if self.goal.measure in LEAST else units[0]
        if self.goal.criterion == "max_min":
            reached = (Fraction(units[g], self.whole[g]) for g in sorted(self.reachable))
            return min(reached, default=Fraction(0))
        return CRITERIA[self.goal.criterion](self, units)


def enough(goal: Goal, best: Any) -> Any:
    """Return the value that is as good as the best: a share of it, rounded up, where a goal keeps a share only."""
    return best if goal.keep is None else -(-best * goal.keep.numerator // goal.keep.denominator)


def _leximin(stick: Yardstick, units: tuple[int, ...]) -> Value:
    return tuple(sorted(Fraction(u, d) for u, d in zip(units, stick.whole, strict=True)))


def _alpha_fair(stick: Yardstick, units: tuple[int, ...]) -> Value:
    assert stick.goal.alpha is not None
    sizes = tuple((n, d * stick.step) for n, d in zip(stick.sizes, stick.whole, strict=True))
    table = worths(stick.goal.alpha, sizes)
    return sum(sum(worth[:count]) for worth, count in zip(table, units, strict=True))


CRITERIA: dict[str, Callable[[Yardstick, tuple[int, ...]], Value]] = {
    "leximin": _leximin,
    "alpha_fair": _alpha_fair,
    "k_worst": fair_criteria.k_worst,
    "gini": fair_criteria.gini,
    "threshold": fair_criteria.threshold,
    "bounded_disparity": fair_criteria.bounded_disparity,
    "proportional_to_need": fair_criteria.proportional_to_need,
    "at_least": fair_criteria.at_least,
    "most_at_least": fair_criteria.most_at_least,
    "at_most": fair_criteria.at_most,
}
"""Definition of every criterion that compares groups by all of their units."""


def yardsticks(facts: Situation, policy: Policy) -> tuple[Yardstick, ...]:
    """Return how each goal of the policy is measured in this situation."""
    return tuple(_yardstick(facts, goal, policy.disadvantage) for goal in policy.goals)


def group_of(facts: Situation, goal: Goal, need: Need) -> Group:
    """Return the group that a need counts in: its values in the columns of the grouping; none for everyone."""
    return tuple(label(facts.tables, need, column) for column in goal.columns)


def spoken(facts: Situation, goal: Goal, need: Need) -> bool:
    """Return whether a goal speaks of a need."""
    return all(label(facts.tables, need, column) in values for column, values in goal.among)


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
        return frozenset(need.row for need in facts.needs if spoken(facts, goal, need))
    needy = {need.child for need in facts.needs if need.confirmed and need.child >= 0}
    whole = goal.measure == "children_helped"
    return frozenset(
        need.row
        for need in facts.needs
        if (need.confirmed or (whole and need.child in needy)) and spoken(facts, goal, need)
    )


def _yardstick(facts: Situation, goal: Goal, index: Disadvantage) -> Yardstick:
    if goal.criterion == "sum":
        needy = {
            need.child
            for need in facts.needs
            if need.confirmed and need.special and spoken(facts, goal, need)
        }
        return Yardstick(goal, ((),), (1,), (0,), frozenset(), all_children=len(needy))
    target = _targets(facts, index) if goal.adjusted else [100] * len(facts.indices)
    step = reduce(gcd, target) if target else 100
    needed: dict[Group, int] = {}
    weighed: dict[Group, int] = {}
    children = set()
    for need in facts.needs:
        if not need.confirmed or not spoken(facts, goal, need):
            continue
        group = group_of(facts, goal, need)
        count = need.quantity * points(goal, need)
        if goal.measure == "children_helped":
            count = int(need.special and need.child not in children)
            children.add(need.child)
        needed[group] = needed.get(group, 0) + count
        weighed[group] = weighed.get(group, 0) + count * target[need.commune] // step
    if goal.target == "attainable":
        needed = {group: size for group, size in needed.items() if dict(goal.best).get(group)}
        weighed, step = {group: units for group, units in goal.best}, 100
    groups = tuple(sorted(group for group, size in needed.items() if size))
    whole = tuple(weighed[group] for group in groups)
    sizes = tuple(needed[group] for group in groups)
    return Yardstick(goal, groups, whole, sizes, _reachable(facts, goal, groups), Fraction(step, 100))


def _reachable(facts: Situation, goal: Goal, groups: tuple[Group, ...]) -> frozenset[int]:
    """Return the groups to which some line can hand a unit that counts when it hands out nothing else.

    Where children are counted, a unit for a child whom a promise helps already does not.
    """
    helped = {facts.needs[promise.need].child for promise in facts.promises}
    helped = helped if goal.measure == "children_helped" else set()
    closed = {pair for limit in facts.limits if not limit.room for pair in limit.pairs}
    counted = [
        need
        for _, row in facts.admissible - closed
        for need in [facts.needs[row]]
        if _counts(goal, need) and spoken(facts, goal, need) and need.child not in helped
    ]
    found = {group_of(facts, goal, need) for need in counted}
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
    facts: Situation, goal: Goal, units: dict[tuple[int, int], int], groups: tuple[Group, ...]
) -> tuple[int, ...]:
    """Return the units of every group when each (line, need) pair, promised or not, gives so many units."""
    total = dict.fromkeys(groups, 0)
    rows = counted(facts, goal)
    helped = set()
    for (line, row), quantity in units.items():
        need = facts.needs[row]
        group = group_of(facts, goal, need)
        if group not in total or not quantity or row not in rows:
            continue
        if goal.measure not in CHILDREN:
            total[group] += quantity * gain(facts, goal, line, row)
        elif need.special and need.child not in helped:
            helped.add(need.child)
            total[group] += 1
    return tuple(total[group] for group in groups)
