"""Fact A: interchangeable needs form one class; what no offer that comes to their commune tells apart is merged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.alike_needs import needs_of_their_own
from matching.formulation.attributes import combine
from matching.formulation.merged_suppliers import Supplier
from matching.formulation.open_demand import Demand
from matching.formulation.shared_hubs import Localities
from matching.formulation.supply_lines import Supply
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of needs and, inside each, tiers of equal weight.

    Parameters
    ----------
    of_need
        Class of every need, ``MISSING`` where nothing is left to give.
    locality
        Locality of every class (see ``localities``); classes are sorted by it.
    representative, kind, commune
        Per class: one of its needs, its kind and commune.
    count
        Needs per class.
    tier_of_need
        Tier of every need, ``MISSING`` likewise.
    tier_class, tier_weight, tier_life, tier_first, tier_units
        Per tier: its class, the points and life-saving flag of a unit, one of its needs, and its units; sorted by class.
    dealt
        Per class: whether units are dealt round, because an offer has a limit per child or a goal counts children.
    situation
        Per class: the situation of its representative.
    children
        Per class, where a goal counts children: a number shared by the classes of children with the same needs.
    """

    of_need: Integers
    locality: Integers
    representative: Integers
    kind: Integers
    commune: Integers
    count: Integers
    tier_of_need: Integers
    tier_class: Integers
    tier_weight: Integers
    tier_life: Integers
    tier_first: Integers
    tier_units: Integers
    dealt: NDArray[np.bool_]
    situation: Integers
    children: Integers


@dataclass(frozen=True, slots=True)
class Locals:
    """Per wanting need: its locality and situation, and whether its units are dealt round."""

    locality: Integers
    situation: Integers
    dealt: NDArray[np.bool_]


def classes(
    problem: Problem,
    supplied: Supply,
    demanded: Demand,
    places: Localities,
    sources: Sequence[Supplier],
    counted: Integers | None,
    drawn: bool,
    apart: NDArray[np.bool_] | None = None,
    cuts: Sequence[Integers] = (),
) -> Classes:
    """Group the needs that every line, rule and goal treats alike.

    Parameters
    ----------
    problem, supplied, demanded
        The problem and both its sides.
    places
        Localities: needs of one kind and commune that the same offers welcome.
    sources
        Suppliers; where one with a limit per child or quoted benefits comes, quantities or weights are not mixed.
    counted
        Children that a goal counts, or ``None``: then classes never mix weights or quantities, and needs of
        children with different sets of needs stay apart.
    drawn
        Whether the lottery is a goal: then every need is a tier of its own, and needs under a limit per child are
        classes of their own.
    apart
        Needs that an integer program wants as classes of their own.
    cuts
        Codes per need that goals tell apart.
    """
    rows = places.rows
    extra = _child_columns(problem, supplied, counted, rows) if counted is not None else []
    limited, weighed = _special_places(problem, sources, places)
    kind, commune = problem["needs"]["kind"][rows], demanded.commune[rows]
    single = limited[kind, commune] & drawn
    if apart is not None:
        single = single | apart[rows]
    dealt = (limited[kind, commune] | bool(extra)) & ~single
    apart = dealt | weighed[kind, commune]
    quoted = needs_of_their_own(problem)[rows]
    promised = _promised_apart(problem, supplied)[rows]
    columns = [
        places.of_row,
        np.where(weighed[kind, commune], quoted, MISSING),
        np.where(dealt, promised, MISSING),
        np.where(single, rows, MISSING),
        np.where(dealt, demanded.left[rows], MISSING),
        np.where(apart, demanded.weight[rows], MISSING),
        np.where(apart, demanded.life_saving[rows], MISSING),
        *extra,
        *(cut[rows] for cut in cuts),
    ]
    base = combine(columns)[0]
    sets = np.zeros(len(rows), dtype=np.int64)
    if counted is not None and len(rows):
        child = problem["needs"]["child"][rows].astype(np.int64)
        owner = np.where(child >= 0, child, len(problem["children"]) + np.arange(len(rows)))
        base = combine([base, _occurrence(owner, base)])[0]
        sets = _sets_of(owner, base)
        base = combine([base, sets])[0]
    local = Locals(places.of_row, places.situation, dealt)
    return _with_tiers(problem, demanded, rows, base, local, sets, drawn)


def _special_places(
    problem: Problem, sources: Sequence[Supplier], places: Localities
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return per kind and commune whether a limit per child, and whether quotes for single needs or benefits, come there."""
    limited = np.zeros((len(problem["kinds"]), len(problem["communes"])), dtype=np.bool_)
    weighed = limited.copy()
    for source in sources:
        quoted = source.quotes is not None and source.quotes.of_pairs
        for reach in source.reaches if source.pairs else ():
            kind = places.profile_kind[reach.profile]
            limited[kind, reach.communes] |= source.child_max != MISSING
            weighed[kind, reach.communes] |= quoted
    return limited, weighed


def _child_columns(problem: Problem, supplied: Supply, counted: Integers, rows: Integers) -> list[Integers]:
    """Return whether each need's child is counted, and whether something was promised to it."""
    of_child = problem["needs"]["child"][rows]
    is_counted = np.zeros(len(problem["children"]) + 1, dtype=np.int64)
    is_counted[counted] = 1
    promised = np.zeros(len(problem["children"]) + 1, dtype=np.int64)
    promised[problem["needs"]["child"][supplied.promises.need]] = 1
    promised[MISSING] = 0
    return [is_counted[of_child], promised[of_child]]


def _promised_apart(problem: Problem, supplied: Supply) -> Integers:
    """Return a number of its own for every need that a promise reaches, ``MISSING`` for the rest."""
    own = np.full(len(problem["needs"]), MISSING, dtype=np.int64)
    rows = np.unique(supplied.promises.need)
    own[rows] = np.arange(len(rows))
    return own


def _occurrence(owner: Integers, base: Integers) -> Integers:
    """Return which of its owner's needs in the same class each need is, from 0: a class holds one need per child."""
    order = np.lexsort((np.arange(len(base)), base, owner))
    new = (np.diff(owner[order], prepend=-1) != 0) | (np.diff(base[order], prepend=-1) != 0)
    position = np.arange(len(order))
    result = np.empty(len(order), dtype=np.int64)
    result[order] = position - np.maximum.accumulate(np.where(new, position, 0))
    return result


def _sets_of(owner: Integers, base: Integers) -> Integers:
    """Return a number for the multiset of classes of each row's owner, equal for equal multisets."""
    order = np.lexsort((base, owner))
    sorted_owner, sorted_base = owner[order], base[order]
    first = np.flatnonzero(np.r_[True, sorted_owner[1:] != sorted_owner[:-1]]) if len(order) else order
    size = np.diff(np.r_[first, len(order)])
    label = np.zeros(len(first), dtype=np.int64)
    for position in range(int(size.max(initial=0))):
        member = np.where(size > position, sorted_base[np.minimum(first + position, len(order) - 1)], MISSING)
        label = combine([label, member])[0]
    result = np.empty(len(order), dtype=np.int64)
    result[order] = np.repeat(label, size)
    return result


def _with_tiers(
    problem: Problem,
    demanded: Demand,
    rows: Integers,
    base: Integers,
    local: Locals,
    sets: Integers,
    drawn: bool,
) -> Classes:
    group, first = combine([base]) if len(rows) else (base, base)
    columns = [group, demanded.life_saving[rows], demanded.weight[rows], *([rows] if drawn else [])]
    tier, tier_first = combine(columns) if len(rows) else (base, base)
    of_need = np.full(len(problem["needs"]), MISSING, dtype=np.int64)
    tier_of_need = of_need.copy()
    of_need[rows], tier_of_need[rows] = group, tier
    representative = rows[first]
    return Classes(
        of_need=of_need,
        locality=local.locality[first],
        representative=representative,
        kind=problem["needs"]["kind"][representative].astype(np.int64),
        commune=demanded.commune[representative],
        count=np.bincount(group, minlength=len(first)),
        tier_of_need=tier_of_need,
        tier_class=group[tier_first],
        tier_weight=demanded.weight[rows[tier_first]],
        tier_life=demanded.life_saving[rows[tier_first]],
        tier_first=rows[tier_first],
        tier_units=np.bincount(tier, weights=demanded.left[rows], minlength=len(tier_first)).astype(np.int64),
        dealt=local.dealt[first],
        situation=local.situation[first],
        children=sets[first],
    )
