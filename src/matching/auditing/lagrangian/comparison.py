"""Groups that a goal compares, and the least that any plan gives them together when no more of them fall behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.groups import groups_of, needy_children, points_of, steps
from matching.auditing.lagrangian.remaining import Remaining
from matching.auditing.lagrangian.sums import exact_dot
from matching.auditing.measures import rising
from matching.auditing.packing import Flags, Integers, picked, sums
from matching.auditing.values import reached
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
    coverages
        Coverages of the plan, lowest first.
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
    coverages: tuple[Fraction, ...]
    of_needs: bool

    def above(self, level: Fraction) -> Integers:
        """Return the least units of every group for a coverage above a level."""
        size = self.steps.astype(object) * level.numerator // level.denominator + 1
        return np.asarray(np.minimum(size, LARGEST), dtype=np.int64)

    def behind(self, level: Fraction) -> int:
        """Return how many groups of the plan are at or below a level."""
        return int((self.served < self.above(level)).sum())

    def least(self, weights: Integers, levels: Sequence[tuple[Fraction, int]]) -> int | None:
        """Return the least of ``Σ weight·units``, promises included, over all plans that leave few groups behind.

        Parameters
        ----------
        weights
            Per group, not negative.
        levels
            Rising levels, each with how many groups may be at or below it.

        Returns
        -------
        Nothing where more groups than that stay behind for want of anything that reaches them: there is no such plan.
        """
        total, before = exact_dot(weights, self.promised), self.promised
        rows = np.arange(len(weights))
        for level, count in levels:
            wanted = np.maximum(self.above(level)[rows], self.promised[rows])
            free = wanted <= self.top[rows]
            # Those that cannot get above the level are behind it in every plan.
            count -= int(len(self.steps) - free.sum())
            if count < 0:
                return None
            rows, wanted, before = rows[free], wanted[free], before[free]
            own: NDArray[Any] = weights[rows]
            rise = (own.astype(object) if _large(own, wanted) else own) * (wanted - before)
            total += sum(np.sort(rise)[: max(len(rise) - count, 0)].tolist())
            before = wanted
        return total


def _large(weights: Integers, units: Integers) -> bool:
    return float((weights.astype(np.float64) * units).max(initial=0)) >= 2.0**61


def comparison_of(left: Remaining, goal: Goal) -> Comparison:
    """Return the groups that a leximin or max-min goal compares."""
    facts, ground = left.facts, left.ground
    groups = groups_of(facts, goal.measure, goal.group)
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
        tuple(Fraction(*pair) for pair in rising(served, size)), goal.measure != "children_helped",
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
