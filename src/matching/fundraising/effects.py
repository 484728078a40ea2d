"""What serving more units does to every goal, the rest of the plan kept; effects compared as the policy compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import children_reached, spoken_of, steps
from matching.formulation.unit_keys import check_denominators, level
from matching.fundraising.records import GoalEffect
from matching.fundraising.unit_order import counted, worth_of
from matching.problem.goal_language import MINIMISED, OF_CHILDREN, Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Effect:
    """Effect on one goal: a total to be added, or the groups that rise.

    Parameters
    ----------
    total
        Change of the total, better when larger; 0 for goals on groups.
    group, before, after, size
        Groups that rise, their units before and after, and the steps of their coverage.
    """

    total: int
    group: Integers
    before: Integers
    after: Integers
    size: Integers


@dataclass(frozen=True, eq=False)
class Yardstick:
    """Counts for every goal of a policy what some units of needs add to a plan."""

    facts: Facts

    @cached_property
    def unhelped(self) -> NDArray[np.bool_]:
        """Whether every child is in special circumstances and receives nothing in the plan."""
        return np.asarray(self.facts.special & (children_reached(self.facts, self.facts.given) == 0))

    @cached_property
    def price(self) -> Integers:
        """Reference price of a unit of every need."""
        kinds, needs = self.facts.problem["kinds"], self.facts.problem["needs"]
        return np.asarray(kinds["price"][needs["kind"]], dtype=np.int64)

    @cached_property
    def _tables(self) -> list[tuple[Integers, Integers, Integers, Integers] | None]:
        """Per goal on groups: group and points of a unit of every need, served units and steps of every group."""
        every = np.arange(len(self.facts.commune))
        found: list[tuple[Integers, Integers, Integers, Integers] | None] = []
        for goal in self.facts.policy.goals:
            if goal.criterion == "sum" or goal.measure in ("cost", "lottery"):
                found.append(None)
                continue
            groups, group, points = counted(self.facts, goal, every)
            size = steps(self.facts, goal, groups)
            check_denominators(size)
            found.append((group, points, groups.served, size))
        return found

    @cached_property
    def points(self) -> dict[int, Integers]:
        """What a unit of every need adds, per goal that is a total of units or points; the lottery is luck, no worth."""
        goals = enumerate(self.facts.policy.goals)
        return {
            number: worth_of(self.facts, goal)
            for number, goal in goals
            if goal.criterion == "sum" and goal.measure in ("units", "weight", "life_saving_units")
        }

    def first_helped(self, need: Integers) -> Integers:
        """Return the children in special circumstances who would receive their first help."""
        child = np.unique(self.facts.problem["needs"]["child"][need])
        child = child[child >= 0]
        first: Integers = child[self.unhelped[child]]
        return first

    def effects(self, need: Integers, units: Integers) -> tuple[Effect, ...]:
        """Return the effect on every goal of some more units for distinct needs."""
        none = np.zeros(0, dtype=np.int64)
        found = []
        for number, table in enumerate(self._tables):
            goal = self.facts.policy.goals[number]
            if table is None:
                found.append(Effect(self._total(number, goal, need, units), none, none, none, none))
                continue
            group, points, served, size = table
            if goal.measure == "children_helped":
                owner, place = np.unique(self.facts.problem["needs"]["child"][need], return_index=True)
                first = group[need[place[(owner >= 0) & np.append(self.unhelped, False)[owner]]]]
                added = np.bincount(first[first != MISSING], minlength=len(served)).astype(np.int64)
            else:
                rows = group[need] != MISSING
                added = np.bincount(
                    group[need][rows], weights=(points[need] * units)[rows], minlength=len(served)
                ).astype(np.int64)
            raised = np.flatnonzero(added)
            found.append(Effect(0, raised, served[raised], served[raised] + added[raised], size[raised]))
        return tuple(found)

    def _total(self, number: int, goal: Goal, need: Integers, units: Integers) -> int:
        if goal.measure in OF_CHILDREN:
            return int(spoken_of(self.facts, goal)[self.first_helped(need)].sum())
        if goal.measure == "cost":
            return -int((self.price[need] * units).sum())
        if goal.measure == "visits":
            return -len(np.unique(self.facts.commune[need]))
        return int((self.points[number][need] * units).sum()) if number in self.points else 0


def told(goals: Sequence[Goal], effects: Sequence[Effect]) -> tuple[GoalEffect, ...]:
    """Return effects as records for people; the lowest group that rises stands for all."""
    found = []
    for number, effect in enumerate(effects):
        before = after = Fraction(0)
        if len(effect.group):
            lowest = int(np.argmin(level(effect.before, effect.size)))
            before = Fraction(int(effect.before[lowest]), int(effect.size[lowest]))
            after = Fraction(int(effect.after[lowest]), int(effect.size[lowest]))
        change = -effect.total if goals[number].measure in MINIMISED else effect.total
        found.append(GoalEffect(number, change, len(effect.group), before, after))
    return tuple(found)


def compared(left: Sequence[Effect], right: Sequence[Effect]) -> int:
    """Return 1 where the left effects are better, -1 where the right ones are, goal by goal in order, 0 if alike.

    Two leximin values are compared by the groups that differ: with ``B`` the coverages before and ``A`` after,
    ``sorted(A(left) ∪ B(right))`` against ``sorted(A(right) ∪ B(left))``.
    """
    for one, other in zip(left, right, strict=True):
        if one.total != other.total:
            return 1 if one.total > other.total else -1
        if len(one.group) or len(other.group):
            first = np.sort(np.concatenate([level(one.after, one.size), level(other.before, other.size)]))
            second = np.sort(np.concatenate([level(other.after, other.size), level(one.before, one.size)]))
            at = np.flatnonzero(first != second)
            if len(at):
                return 1 if first[at[0]] > second[at[0]] else -1
    return 0
