"""Groups that a goal compares: what each needs, what it got, and the steps of its coverage."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.names import Names, ranks
from matching.auditing.packing import Flags, Integers, packed, picked, sums
from matching.errors import OverflowRefusedError, PolicyError
from matching.problem.attainable import best_of_groups
from matching.problem.commune_targets import targets
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.hashing import chances
from matching.problem.need_attributes import Attribute, attribute_of_children, attribute_of_needs
from matching.problem.policy import Goal
from matching.vocabulary import MISSING, Tier, code_of


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of one grouping of needs or children that need anything at all.

    Parameters
    ----------
    commune, kind
        Rows of the tables, shape ``(groups,)``, where the grouping is by commune, or by commune and kind; else ``MISSING``.
    needed, served, promised
        Units (or children) needed, given in all, and given by promises, shape ``(groups,)``.
    member
        Group of every need, or of every child when children are counted; ``MISSING`` for none.
    wanted, place
        Units that every need wants (1 for children), and its commune.
    """

    commune: Integers
    kind: Integers
    needed: Integers
    served: Integers
    promised: Integers
    member: Integers
    wanted: Integers
    place: Integers

    @property
    def size(self) -> int:
        """Number of groups."""
        return len(self.needed)

    def names(self, numbers: Names, of_children: bool) -> Integers:
        """Return what every group is called in a certificate, shape ``(groups, 2)``.

        Groups by commune, or by commune and kind, are named by the canonical numbers of both; all others by that of
        their first need (or child) in canonical order, and -1.
        """
        rows = numbers.children if of_children else numbers.needs
        if (self.commune != MISSING).all():
            commune, kind = (
                ranks(numbers.communes)[self.commune],
                picked(ranks(numbers.kinds), self.kind, MISSING),
            )
            return np.stack([commune, kind], axis=1)
        first = np.full(self.size, len(rows), dtype=np.int64)
        inside = self.member >= 0
        np.minimum.at(first, self.member[inside], ranks(rows)[inside])
        return np.stack([first, np.full(self.size, MISSING, dtype=np.int64)], axis=1)


def groups_of(facts: Facts, goal: Goal) -> Groups:
    """Return the groups that a goal compares; only confirmed needs count, and of them only those it speaks of."""
    problem = facts.problem
    if goal.measure == "children_helped":
        place, counted = (
            problem["children"]["commune"].astype(np.int64),
            facts.special & needy_children(facts),
        )
        wanted = np.ones(len(place), dtype=np.int64)
        served, promised = (
            (children_reached(facts, units) > 0).astype(np.int64) for units in (facts.given, facts.promised)
        )
    else:
        points = points_of(facts, goal.measure)
        place, counted = facts.commune, facts.confirmed
        wanted = points * problem["needs"]["quantity"]
        served, promised = points * facts.given, points * facts.promised
    rows = np.flatnonzero(counted & (wanted > 0) & spoken_of(facts, goal))
    codes, commune, kind = _coded(facts, goal, place, rows)
    if goal.target == "attainable":
        kept = _best(facts, goal, rows, codes, len(commune)) > 0
        rows, codes = rows[kept[codes]], (np.cumsum(kept) - 1)[codes[kept[codes]]]
        commune, kind = commune[kept], kind[kept]
    member = np.full(len(place), MISSING, dtype=np.int64)
    member[rows] = codes
    size = len(commune)
    return Groups(
        commune=commune,
        kind=kind,
        needed=sums(codes, wanted[rows], size),
        served=sums(codes, served[rows], size),
        promised=sums(codes, promised[rows], size),
        member=member,
        wanted=wanted,
        place=place,
    )


def _best(facts: Facts, goal: Goal, rows: Integers, codes: Integers, size: int) -> Integers:
    """Return what the goal states as the most that every group can get."""
    read = attribute_of_children if goal.measure == "children_helped" else attribute_of_needs
    whole = [read(facts.problem, name) for name in goal.columns]
    return best_of_groups(goal, [Attribute(one.codes[rows], one.labels) for one in whole], codes, size)


def _coded(facts: Facts, goal: Goal, place: Integers, rows: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the group of some rows, and the commune and kind of every group."""
    if goal.columns in (("commune",), ("commune", "kind")):
        kinds = len(facts.problem["kinds"])
        by_kind = len(goal.columns) == 2
        kind = facts.problem["needs"]["kind"].astype(np.int64)[rows] + 1 if by_kind else 0
        keys, codes = np.unique(place[rows] * (kinds + 1) + kind, return_inverse=True)
        return codes.reshape(-1), keys // (kinds + 1), keys % (kinds + 1) - 1
    read = attribute_of_children if goal.measure == "children_helped" else attribute_of_needs
    codes = np.unique(
        packed([read(facts.problem, name).codes[rows] for name in goal.columns]), return_inverse=True
    )[1].reshape(-1)
    none = np.full(int(codes.max(initial=-1)) + 1, MISSING, dtype=np.int64)
    return codes, none, none


def spoken_of(facts: Facts, goal: Goal) -> Flags:
    """Return the needs, or the children where children are counted, that a goal speaks of."""
    by_child = goal.measure in OF_CHILDREN
    size = len(facts.problem["children" if by_child else "needs"])
    chosen = np.ones(size, dtype=np.bool_)
    for name, values in goal.among:
        column = (attribute_of_children if by_child else attribute_of_needs)(facts.problem, name)
        number = {label: code for code, label in enumerate(column.labels)} | {"": MISSING}
        unknown = [value for value in values if value not in number]
        if unknown:
            raise PolicyError(f"a goal speaks of {name} {unknown[0]!r}, which the problem does not know")
        chosen &= np.isin(column.codes, [number[value] for value in values])
    return chosen


def points_of(facts: Facts, measure: str) -> Integers:
    """Return what one unit of every need counts in a measure of units, points or life-saving units."""
    if measure == "weight":
        return facts.weight
    if measure == "life_saving_units":
        tier = facts.problem["needs"]["tier"]
        return np.asarray(tier == code_of(Tier.LIFE_SAVING), dtype=np.int64)
    if measure == "lottery":
        return chances(facts.problem["needs"]["need"], facts.seed)
    return np.ones(len(facts.commune), dtype=np.int64)


def needy_children(facts: Facts) -> Flags:
    """Return which children have a confirmed need."""
    child = facts.problem["needs"]["child"]
    needy = np.zeros(len(facts.problem["children"]), dtype=np.bool_)
    needy[child[(child >= 0) & facts.confirmed]] = True
    return needy


def children_reached(facts: Facts, units: Integers) -> Integers:
    """Return the units that every child receives, of units told per need."""
    child = facts.problem["needs"]["child"]
    own = child >= 0
    return sums(child[own].astype(np.int64), units[own], len(facts.problem["children"]))


def steps(facts: Facts, goal: Goal, groups: Groups) -> Integers:
    """Return ``D`` of every group: its coverage is ``served ÷ D``.

    Raises
    ------
    OverflowRefusedError
        If a number of steps exceeds 2**62.
    """
    if goal.target == "attainable":
        rows = np.flatnonzero(groups.member >= 0)
        return _best(facts, goal, rows, groups.member[rows], groups.size)
    if not goal.adjusted:
        return groups.needed
    percent = targets(facts.problem, facts.policy.disadvantage)
    factor = percent // percent_divisor(facts) if len(percent) else percent
    if groups.size and int(groups.needed.max()) * int(factor.max()) >= 2**62:
        raise OverflowRefusedError("a group's need times its target exceeds 2**62")
    rows = np.flatnonzero(groups.member >= 0)
    return sums(groups.member[rows], groups.wanted[rows] * factor[groups.place[rows]], groups.size)


def percent_divisor(facts: Facts) -> int:
    """Return the greatest common divisor of all targets, in per cent."""
    percent = targets(facts.problem, facts.policy.disadvantage)
    return max(int(np.gcd.reduce(percent)), 1) if len(percent) else 100
