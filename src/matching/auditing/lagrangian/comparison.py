"""Groups that a goal compares, and what plans that take from none of the worst-off must give each."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from matching.auditing.groups import groups_of, needy_children, points_of, steps
from matching.auditing.lagrangian.remaining import Remaining
from matching.auditing.packing import Flags, Integers, picked, sums
from matching.auditing.supplied_groups import reached
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

LARGEST = 2**61
"""Numbers of units stay below this."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The groups of one goal by commune and kind, those that it counts alone.

    Parameters
    ----------
    place
        Place of each among all groups of its measure.
    steps
        ``D``: coverage is units ÷ D.
    promised, served, top
        Units by promise, in the plan, and at most.
    member
        Group of every need, or of every child where children are counted; ``MISSING`` for none.
    points
        What a unit of every need counts; 1 for children.
    of_needs
        Whether members are needs, not children.
    """

    place: Integers
    steps: Integers
    promised: Integers
    served: Integers
    top: Integers
    member: Integers
    points: Integers
    of_needs: bool

    def above(self, level: Fraction) -> Integers:
        """Return the least units of every group for a coverage above a level."""
        size = self.steps.astype(object) * level.numerator // level.denominator + 1
        return np.asarray(np.minimum(size, LARGEST), dtype=np.int64)

    @cached_property
    def worst(self) -> Integers:
        """Groups that could get more, from the worst-off up; equal ones in their own order."""
        bits = 2 * int(self.steps.max(initial=1)).bit_length() + 1
        level = (self.served.astype(object) << bits) // self.steps
        order = np.lexsort((np.arange(len(level)), level)) if len(level) else np.zeros(0, dtype=np.int64)
        return np.asarray(order[(self.served < self.top)[order]], dtype=np.int64)

    def coverage(self, group: int) -> Fraction:
        """Return the coverage of a group in the plan."""
        return Fraction(int(self.served[group]), int(self.steps[group]))

    def floors(self, aside: int, level: Fraction) -> Integers | None:
        """Return the least units of every group in plans that lift all but some above a level and take from nobody else.

        Parameters
        ----------
        aside
            How many of the worst-off groups keep what they have, as do those that can get no more.
        level
            What the others exceed.

        Returns
        -------
        Nothing where one of the others cannot get there whatever the plan.
        """
        lifted = self.worst[aside:]
        wanted = self.above(level)[lifted]
        if (wanted > self.top[lifted]).any():
            return None
        floor = self.served.copy()
        floor[lifted] = np.maximum(wanted, self.promised[lifted])
        return floor


def comparison_of(left: Remaining, goal: Goal) -> Comparison:
    """Return the groups that a leximin or max-min goal compares."""
    facts, ground = left.facts, left.ground
    groups = groups_of(facts, goal)
    commune, kind = ground.numbers(ground.names.communes), ground.numbers(ground.names.kinds)
    order = np.lexsort((picked(kind, groups.kind, MISSING), commune[groups.commune]))
    among = np.arange(len(order), dtype=np.int64)
    if goal.criterion == "max_min":
        among = np.flatnonzero(reached(facts, goal)[order])
        order = order[among]
    place = np.full(len(groups.needed) + 1, MISSING, dtype=np.int64)
    place[order] = np.arange(len(order))
    member = place[groups.member]
    member[groups.member == MISSING] = MISSING
    if goal.measure == "children_helped":
        points, room = np.ones(len(member), dtype=np.int64), fresh_children(left).astype(np.int64)
    else:
        points = points_of(facts, goal.measure)
        room = np.where(left.reached, left.need, 0) * points
    size, served = steps(facts, goal, groups)[order], groups.served[order]
    promised = groups.promised[order]
    inside = member >= 0
    return Comparison(
        among, size, promised, served, promised + sums(member[inside], room[inside], len(order)), member, points,
        goal.measure != "children_helped",
    )  # fmt: skip


def fresh_children(left: Remaining) -> Flags:
    """Return the children that a unit beyond promises would help for the first time: in need, reached, and special."""
    facts = left.facts
    child = facts.problem["needs"]["child"]
    near = np.zeros(len(facts.problem["children"]), dtype=np.bool_)
    near[child[(child >= 0) & left.reached]] = True
    helped = np.zeros(len(near), dtype=np.bool_)
    helped[child[(child >= 0) & (facts.promised > 0)]] = True
    return np.asarray(near & ~helped & facts.special & needy_children(facts))
