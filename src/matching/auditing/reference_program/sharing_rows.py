"""Rows of needs that hang together, and of givers who want to be alone with a need or a child."""

import numpy as np

from matching.auditing.packing import Integers, positions, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import choice, used
from matching.auditing.reference_program.rows import Part, at_most, exactly, only_if, terms
from matching.auditing.reference_program.standing import alone, places
from matching.vocabulary import MISSING


def unsplittable(core: Core) -> Part:
    """A need that cannot be met in part gets all that is left of it or nothing."""
    ground, problem = core.ground, core.ground.facts.problem
    rows = ground.names.needs[core.needs]
    own = problem["needs"]["splittable"][rows]
    splittable = np.where(own == MISSING, problem["kinds"]["splittable"][problem["needs"]["kind"][rows]], own)
    left = ground.need_left[core.needs]
    needs = np.flatnonzero((splittable == 0) & (left > 1))
    every = np.arange(len(needs), dtype=np.int64)
    met = choice("met", left[needs], needs, every, base="needs")
    whole = exactly(
        "unsplittable",
        np.zeros_like(every),
        terms("needs", every, needs, 1),
        terms("met", every, every, -left[needs]),
    )
    place = positions(core.needs[needs], core.pairs.need)
    pairs = np.flatnonzero(place >= 0)
    pairs = pairs[core.pairs.upper[pairs] < left[needs[place[pairs]]]]
    row = np.arange(len(pairs), dtype=np.int64)
    each = only_if("unsplittable", pairs, row, core.pairs.upper[pairs], "met", place[pairs])
    return Part((met,), (whole, each))


def bundle(core: Core) -> Part:
    """Needs of one bundle get all that is left of them or nothing."""
    ground, needs = core.ground, core.ground.facts.problem["needs"]
    names = needs["bundle"][ground.names.needs]
    asked = np.maximum(needs["quantity"][ground.names.needs] - ground.promised, 0)
    members = np.flatnonzero((names != "") & (asked > 0))
    _, group = np.unique(names[members], return_inverse=True)
    column = core.need_columns(members)
    size = int(group.max(initial=-1)) + 1
    blocked = np.zeros(size, dtype=np.bool_)
    blocked[group[column < 0]] = True
    members, group, column = (part[column >= 0] for part in (members, group, column))
    started = choice(
        "complete",
        np.maximum(sums(group, asked[members], size), 1),
        column,
        group,
        base="needs",
        upper=np.where(blocked, 0, 1),
    )
    every = np.arange(len(members), dtype=np.int64)
    rows = exactly(
        "bundle",
        np.zeros_like(every),
        terms("needs", every, column, 1),
        terms("complete", every, group, -asked[members]),
    )
    return Part((started,), (rows,))


def exclusive(core: Core) -> Part:
    """A child with an exclusive sponsor gets this kind from nobody else."""
    return _alone(core, "exclusive")


def cofunding(core: Core) -> Part:
    """A need is not paid together with other donors where an offer rules it out."""
    return _alone(core, "cofunding")


def _alone(core: Core, rule: str) -> Part:
    """Return, per place, the choice of one giver who is alone, or of all who share.

    Promises have ruled out pairs already; what is left at a place excludes only what is new.
    """
    pairs, ground = core.pairs, core.ground
    place = places(ground, rule, pairs.need)
    giver, wants = ground.giver[pairs.offer], alone(ground, rule)[pairs.offer]
    people = int(giver.max(initial=0)) + 1
    both = np.unique(place * people + giver) // people
    spots, count = np.unique(both, return_counts=True)
    contested = np.intersect1d(spots[count > 1], place[wants])
    rows = np.flatnonzero(np.isin(place, contested))
    spot, key = positions(contested, place[rows]), place[rows] * people + giver[rows]
    single = np.unique(key[wants[rows]])
    owner = positions(single, key)
    sole = used(f"{rule}_alone", len(single), rows[wants[rows]], owner[wants[rows]])
    home = positions(contested, single // people)
    every = np.arange(len(single), dtype=np.int64)
    shared = choice(
        f"{rule}_shared",
        np.ones(len(contested), dtype=np.int64),
        every,
        home,
        base=f"{rule}_alone",
        meaning="missed",
    )
    spots = np.arange(len(contested), dtype=np.int64)
    one = exactly(
        rule,
        np.ones_like(spots),
        terms(f"{rule}_alone", home, every, 1),
        terms(f"{rule}_shared", spots, spots, 1),
    )
    size = len(single) + 1
    mine = rows[wants[rows]]
    keys, first, code = np.unique(
        pairs.need[mine] * size + owner[wants[rows]], return_index=True, return_inverse=True
    )
    most = _most(core, mine, code, len(keys), pairs.need[mine[first]])
    by_giver = only_if(rule, mine, code, most, f"{rule}_alone", owner[wants[rows]][first])
    served = pairs.need[rows] * size + owner
    mixed = np.isin(served, served[~wants[rows]])
    rows, spot, owner, served = rows[mixed], spot[mixed], owner[mixed], served[mixed]
    keys, first, code = np.unique(served, return_index=True, return_inverse=True)
    most = _most(core, rows, code, len(keys), pairs.need[rows[first]])
    ones, giving = np.arange(len(keys), dtype=np.int64), owner[first]
    own = np.flatnonzero(giving >= 0)
    together = at_most(
        rule,
        np.zeros_like(ones),
        terms("units", code, rows, 1),
        terms(f"{rule}_alone", own, giving[own], -most[own]),
        terms(f"{rule}_shared", ones, spot[first], -most),
    )
    return Part((sole, shared), (one, by_giver, together))


def _most(core: Core, rows: Integers, code: Integers, size: int, need: Integers) -> Integers:
    return np.minimum(sums(code, core.pairs.upper[rows], size), core.ground.need_left[need])
