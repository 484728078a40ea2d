"""Columns and rows of goals that count children or compare groups: helped, and short of a number of units."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups, children_reached, groups_of, needy_children, points_of, steps
from matching.auditing.names import Names
from matching.auditing.packing import Flags, Integers, positions, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import choice, used
from matching.auditing.reference_program.rows import Part, Rows, at_least, at_most, terms
from matching.auditing.supplied_groups import reached
from matching.problem.criterion_forms import FORMS
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal

HELPED = "helped"
"""Family of the children in special circumstances that a unit beyond promises would help for the first time."""


@dataclass(frozen=True, eq=False)
class Cover:
    """The groups of one goal in canonical order, and what reaches them beyond promises.

    Parameters
    ----------
    promised, size, served, needed
        Units by promise, steps of the coverage, units in the plan, and units needed, per group.
    attainable
        Most units that pairs can bring each group, promises included.
    family, member, group, points
        Columns that serve groups: family, column, its group and what one unit counts.
    reached
        Groups that the goal counts.
    """

    promised: Integers
    size: Integers
    served: Integers
    needed: Integers
    attainable: Integers
    family: str
    member: Integers
    group: Integers
    points: Integers
    reached: Flags

    def lowest(self) -> Fraction:
        """Return the lowest coverage among the reached groups."""
        pairs = zip(self.served[self.reached].tolist(), self.size[self.reached].tolist(), strict=True)
        return min(Fraction(served, size) for served, size in pairs)

    def thresholds(self, level: Fraction, *, above: bool) -> Integers:
        """Return the least units of every group for a coverage of at least (or above) a level."""
        size = self.size.astype(object) * level.numerator
        least = size // level.denominator + 1 if above else -(-size // level.denominator)
        return np.asarray(np.minimum(least, 2**61), dtype=np.int64)


def special_children(core: Core) -> Integers:
    """Return the children (rows of ``children`` by id) in special circumstances, promised nothing, with a pair."""
    facts, names = core.ground.facts, core.ground.names
    open_child = facts.special & needy_children(facts) & (children_reached(facts, facts.promised) == 0)
    owner = core.ground.owner[core.needs]
    served = np.unique(owner[owner < len(names.children)])
    return np.asarray(served[open_child[names.children[served]]])


def helped(core: Core) -> Part:
    """Tell which children get a unit, where a goal counts them."""
    if not any(goal.measure in OF_CHILDREN for goal in core.ground.facts.policy.goals):
        return Part()
    children = special_children(core)
    place = positions(children, core.ground.owner[core.needs])
    needs = np.flatnonzero(place >= 0)
    family = used(HELPED, len(children), needs, place[needs], base="needs")
    every = np.arange(len(children), dtype=np.int64)
    rows = at_least(
        HELPED, np.zeros_like(every), terms("needs", place[needs], needs, 1), terms(HELPED, every, every, -1)
    )
    return Part((family,), (rows,))


def cover_of(core: Core, goal: Goal) -> Cover:
    """Return the groups of a leximin or max-min goal."""
    facts, ground = core.ground.facts, core.ground
    groups, order = _ordered_groups(core.ground.facts, core.ground.names, goal)
    place = ground.numbers(order)
    if goal.measure == "children_helped":
        family, children = HELPED, special_children(core)
        member = np.arange(len(children), dtype=np.int64)
        group, points = groups.member[ground.names.children[children]], np.ones_like(member)
        most = points
    else:
        family, rows = "needs", ground.names.needs[core.needs]
        member = np.arange(len(rows), dtype=np.int64)
        group, points = groups.member[rows], points_of(facts, goal.measure)[rows]
        most = ground.need_left[core.needs] * points
    kept = group >= 0
    member, group, points, most = member[kept], place[group[kept]], points[kept], most[kept]
    wanted = reached(facts, goal) if FORMS[goal.criterion].of_reached else np.ones(len(order), dtype=np.bool_)
    return Cover(
        promised=groups.promised[order],
        size=steps(facts, goal, groups)[order],
        served=groups.served[order],
        needed=groups.needed[order],
        attainable=groups.promised[order] + sums(group, most, len(order)),
        family=family,
        member=member,
        group=group,
        points=points,
        reached=np.asarray(wanted[order]),
    )


def _ordered_groups(facts: Facts, names: Names, goal: Goal) -> tuple[Groups, Integers]:
    """Return the groups of a goal, and their order by name."""
    groups = groups_of(facts, goal)
    called = groups.names(names, goal.measure == "children_helped")
    order = np.lexsort((called[:, 1], called[:, 0]))
    return groups, order.astype(np.int64)


def coverages_of(facts: Facts, names: Names, goal: Goal) -> tuple[Fraction, ...]:
    """Return what a plan gives every group as a share, in the order of the goal's cover."""
    groups, order = _ordered_groups(facts, names, goal)
    pairs = zip(groups.served[order].tolist(), steps(facts, goal, groups)[order].tolist(), strict=True)
    return tuple(Fraction(served, size) for served, size in pairs)


def group_rows(core: Core, goal: Goal) -> tuple[Integers, Integers]:
    """Return the rows of ``communes`` and ``kinds`` of a goal's groups, in the order of its cover."""
    groups, order = _ordered_groups(core.ground.facts, core.ground.names, goal)
    return groups.commune[order], groups.kind[order]


def levels_of(cover: Cover) -> tuple[Fraction, ...]:
    """Return the distinct coverages of the plan in rising order."""
    pairs = zip(cover.served.tolist(), cover.size.tolist(), strict=True)
    return tuple(sorted({Fraction(served, size) for served, size in pairs}))


@dataclass(frozen=True, eq=False)
class Shortfalls:
    """0/1 columns that tell which groups stay below a number of units, sorted by group and number.

    Parameters
    ----------
    name
        Family of the columns.
    group, least
        Group and number of every column; only where promises do not settle it and pairs can reach it.
    """

    name: str
    group: Integers
    least: Integers

    def find(self, cover: Cover, least: Integers, among: Flags) -> tuple[Integers, int]:
        """Return the columns that tell who stays below, and how many groups stay there anyway."""
        rows = np.flatnonzero(among)
        anyway = int((least[rows] > cover.attainable[rows]).sum())
        rows = rows[(least[rows] > cover.promised[rows]) & (least[rows] <= cover.attainable[rows])]
        values = np.unique(self.least)
        own = self.group * (len(values) + 1) + np.searchsorted(values, self.least)
        return positions(own, rows * (len(values) + 1) + np.searchsorted(values, least[rows])), anyway


def shortfalls(cover: Cover, name: str, thresholds: list[Integers], among: Flags) -> tuple[Shortfalls, Part]:
    """Return a column for every group and threshold that is open, with its rows."""
    every = np.flatnonzero(among)
    keys = [np.stack([every, least[every]], axis=1) for least in thresholds]
    table = np.unique(np.concatenate([np.zeros((0, 2), dtype=np.int64), *keys]), axis=0)
    group, least = table[:, 0], table[:, 1]
    kept = (least > cover.promised[group]) & (least <= cover.attainable[group])
    group, least = group[kept], least[kept]
    due = least - cover.promised[group]
    order = np.argsort(cover.group, kind="stable")
    start, end = (np.searchsorted(cover.group[order], group, side=side) for side in ("left", "right"))
    count = end - start
    row = np.repeat(np.arange(len(group), dtype=np.int64), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    entry = order[np.repeat(start, count) + step]
    member, points = cover.member[entry], cover.points[entry]
    family = choice(name, due, member, row, base=cover.family, meaning="missed", weight=points)
    rows = _chained(cover, name, group, due)
    follows = np.flatnonzero(group[1:] == group[:-1])
    each = np.arange(len(follows), dtype=np.int64)
    monotone = at_most(
        name, np.zeros_like(each), terms(name, each, follows, 1), terms(name, each, follows + 1, -1)
    )
    return Shortfalls(name, group, least), Part((family,), (rows, monotone))


def _chained(cover: Cover, name: str, group: Integers, due: Integers) -> Rows:
    """Return one row per group: ``served + Σ (due_i − due_{i−1})·short_i ≥ due_last``.

    With rising ``short_i`` this says the same of whole numbers as one row per threshold, and more of fractions.
    """
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else group
    last = np.r_[first[1:], len(group)][: len(first)] - 1
    row = np.searchsorted(group[first], group) if len(group) else group
    step = np.diff(due, prepend=0)
    step[first] = due[first]
    place = np.full(len(cover.size), -1, dtype=np.int64)
    place[group[first]] = np.arange(len(first))
    entry = np.flatnonzero(place[cover.group] >= 0)
    column = np.arange(len(group), dtype=np.int64)
    return at_least(
        name,
        due[last],
        terms(cover.family, place[cover.group[entry]], cover.member[entry], cover.points[entry]),
        terms(name, row, column, step),
    )
