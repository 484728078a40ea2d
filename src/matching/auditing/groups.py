"""Groups that a goal compares: what each needs, what it got, and the steps of its coverage."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.packing import Flags, Integers, positions, sums
from matching.errors import OverflowRefusedError
from matching.problem.commune_targets import targets
from matching.problem.hashing import chances
from matching.problem.policy import Goal
from matching.vocabulary import MISSING, Tier, code_of


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of one grouping of needs or children that need anything at all.

    Parameters
    ----------
    commune, kind
        Rows of the tables, shape ``(groups,)``; the kind is ``MISSING`` where all kinds are joined.
    needed, served, promised
        Units (or children) needed, given in all, and given by promises, shape ``(groups,)``.
    member
        Group of every need, or of every child when children are counted; ``MISSING`` for none.
    """

    commune: Integers
    kind: Integers
    needed: Integers
    served: Integers
    promised: Integers
    member: Integers


def groups_of(facts: Facts, measure: str, group: str) -> Groups:
    """Return the groups of a measure by ``commune`` or ``commune_kind``; only confirmed needs count."""
    kinds = len(facts.problem["kinds"])
    if measure == "children_helped":
        commune = facts.problem["children"]["commune"].astype(np.int64)
        key, counted = commune * (kinds + 1), facts.special & needy_children(facts)
        needed = np.ones(len(commune), dtype=np.int64)
        served, promised = (
            (children_reached(facts, units) > 0).astype(np.int64) for units in (facts.given, facts.promised)
        )
    else:
        points = points_of(facts, measure)
        kind = facts.problem["needs"]["kind"].astype(np.int64) + 1 if group == "commune_kind" else 0
        key, counted = facts.commune * (kinds + 1) + kind, facts.confirmed
        needed = points * facts.problem["needs"]["quantity"]
        served, promised = points * facts.given, points * facts.promised
    rows = np.flatnonzero(counted & (needed > 0))
    keys, codes = np.unique(key[rows], return_inverse=True)
    member = np.full(len(key), MISSING, dtype=np.int64)
    member[rows] = codes
    size = len(keys)
    return Groups(
        commune=keys // (kinds + 1),
        kind=keys % (kinds + 1) - 1,
        needed=sums(codes, needed[rows], size),
        served=sums(codes, served[rows], size),
        promised=sums(codes, promised[rows], size),
        member=member,
    )


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
    if not goal.adjusted:
        return groups.needed
    percent = targets(facts.problem, facts.policy.disadvantage)
    factor = percent // max(int(np.gcd.reduce(percent)), 1) if len(percent) else percent
    if len(groups.needed) and int(groups.needed.max()) * int(factor.max()) >= 2**62:
        raise OverflowRefusedError("a group's need times its target exceeds 2**62")
    return groups.needed * factor[groups.commune]


def numbers_of(groups: Groups, commune: Integers, kind: Integers, kinds: int) -> Integers:
    """Return the group of every (commune, kind), -1 where there is none."""
    own = groups.commune * (kinds + 1) + groups.kind + 1
    return positions(own, commune * (kinds + 1) + kind + 1)
