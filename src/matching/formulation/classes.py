"""Fact A: interchangeable needs form one class; attributes are cut only where some offer of the kind cuts them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.attributes import NeedAttributes, combine, cut
from matching.formulation.supply import Line, Supply
from matching.problem.earmarks import Condition
from matching.problem.fitting import need_items
from matching.problem.people import communes_of_needs, showable
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Demand:
    """What is still needed, as columns over needs.

    Parameters
    ----------
    left
        Units left after promises, 0 for unconfirmed needs.
    commune, item
        Rows of the tables.
    weight
        Points of one unit.
    life_saving
        1 for the life-saving tier, else 0.
    showable
        1 where a donor may be shown the child, else 0.
    """

    left: Integers
    commune: Integers
    item: Integers
    weight: Integers
    life_saving: Integers
    showable: Integers


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of needs and, inside each, tiers of equal weight.

    Parameters
    ----------
    of_need
        Class of every need, ``MISSING`` where nothing is left to give.
    representative, kind, commune
        Per class: one of its needs, its kind and commune.
    count
        Needs per class.
    tier_of_need
        Tier of every need, ``MISSING`` likewise.
    tier_class, tier_weight, tier_life, tier_units
        Per tier: its class, the points and life-saving flag of a unit, and its units; sorted by class.
    dealt
        Per class: whether units are dealt round, because an offer has a limit per child or a goal counts children.
    children
        Per class, where a goal counts children: a number shared by the classes of children with the same needs.
    """

    of_need: Integers
    representative: Integers
    kind: Integers
    commune: Integers
    count: Integers
    tier_of_need: Integers
    tier_class: Integers
    tier_weight: Integers
    tier_life: Integers
    tier_units: Integers
    dealt: NDArray[np.bool_]
    children: Integers


def demand(problem: Problem, supplied: Supply) -> Demand:
    """Return what is still needed after promises."""
    needs = problem["needs"]
    left = np.where(needs["confirmed"] == 1, needs["quantity"] - supplied.promises.per_need, 0)
    visible = np.append(showable(problem), False)[needs["child"]]
    return Demand(
        left=left,
        commune=communes_of_needs(problem),
        item=need_items(problem),
        weight=np.where(needs["weight"] == MISSING, problem["kinds"]["weight"][needs["kind"]], needs["weight"]),
        life_saving=needs.is_("tier", "life_saving").astype(np.int64),
        showable=visible.astype(np.int64),
    )


def classes(problem: Problem, supplied: Supply, demanded: Demand, counted: Integers | None) -> Classes:
    """Group the needs that every line, rule and goal treats alike.

    Parameters
    ----------
    problem, supplied, demanded
        The problem and both its sides.
    counted
        Children that a goal counts, or ``None``: then classes never mix weights or quantities, and needs of
        children with different sets of needs stay apart.
    """
    rows = np.flatnonzero(demanded.left > 0)
    extra = _child_columns(problem, supplied, counted, rows) if counted is not None else []
    base, dealt = _base_classes(problem, supplied, demanded, rows, extra)
    sets = np.zeros(len(rows), dtype=np.int64)
    if counted is not None and len(rows):
        child = problem["needs"]["child"][rows].astype(np.int64)
        owner = np.where(child >= 0, child, len(problem["children"]) + np.arange(len(rows)))
        sets = _sets_of(owner, base)
        base = combine([base, sets])[0]
    return _with_tiers(problem, demanded, rows, base, dealt, sets)


def _child_columns(problem: Problem, supplied: Supply, counted: Integers, rows: Integers) -> list[Integers]:
    """Return whether each need's child is counted, and whether something was promised to it."""
    of_child = problem["needs"]["child"][rows]
    is_counted = np.zeros(len(problem["children"]) + 1, dtype=np.int64)
    is_counted[counted] = 1
    promised = np.zeros(len(problem["children"]) + 1, dtype=np.int64)
    promised[problem["needs"]["child"][supplied.promises.need]] = 1
    promised[MISSING] = 0
    return [is_counted[of_child], promised[of_child]]


def _base_classes(
    problem: Problem, supplied: Supply, demanded: Demand, rows: Integers, extra: Sequence[Integers]
) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the class of each row and whether its kind is dealt round."""
    attributes = NeedAttributes(problem)
    quoted = _needs_of_their_own(problem, supplied)
    kinds = problem["needs"]["kind"][rows]
    group = np.empty(len(rows), dtype=np.int64)
    dealt = np.zeros(len(rows), dtype=np.bool_)
    total = 0
    for kind in np.unique(kinds).tolist():
        inside = np.flatnonzero(kinds == kind)
        lines = [line for line in supplied.lines if line.kind == kind]
        limited = any(line.child_max != MISSING for line in lines)
        columns = _columns(problem, demanded, attributes, lines, rows[inside])
        columns.append(quoted[rows[inside]])
        columns += [column[inside] for column in extra]
        if limited or extra:
            columns.append(demanded.left[rows[inside]])
        if limited or extra or _benefits(problem, lines):
            columns += [demanded.weight[rows[inside]], demanded.life_saving[rows[inside]]]
        codes, representatives = combine(columns)
        group[inside] = codes + total
        dealt[inside] = limited or bool(extra)
        total += len(representatives)
    return group, dealt


def _columns(
    problem: Problem, demanded: Demand, attributes: NeedAttributes, lines: Sequence[Line], rows: Integers
) -> list[Integers]:
    columns = [demanded.commune[rows], demanded.item[rows]]
    wishes: dict[str, set[Condition]] = {}
    for line in lines:
        for clause in line.clauses:
            for condition in clause.person:
                wishes.setdefault(condition.field, set()).add(condition)
    columns += [cut(attributes.column(field)[rows], wishes[field]) for field in sorted(wishes)]
    if any(line.shows_child for line in lines):
        columns.append(demanded.showable[rows])
    windows = sorted({line.window for line in lines}, key=lambda window: (window.start, window.end))
    if any(window.start != MISSING or window.end != MISSING for window in windows):
        starts, ends = problem["needs"]["window_from"][rows], problem["needs"]["window_to"][rows]
        pairs, firsts = combine([starts, ends])
        met = np.array([window.meets(starts[firsts], ends[firsts]) for window in windows])
        columns.append(np.unique(met, axis=1, return_inverse=True)[1].reshape(-1)[pairs])
    return columns


def _needs_of_their_own(problem: Problem, supplied: Supply) -> Integers:
    """Return a number of its own for every need that a quote names or a promise reaches, ``MISSING`` for the rest."""
    own = np.full(len(problem["needs"]), MISSING, dtype=np.int64)
    named = problem["quotes"]["need"]
    rows = np.unique(np.concatenate([named[named >= 0].astype(np.int64), supplied.promises.need]))
    own[rows] = np.arange(len(rows))
    return own


def _benefits(problem: Problem, lines: Sequence[Line]) -> bool:
    quotes = problem["quotes"]
    offers = set(quotes["offer"][quotes["benefit"] != MISSING].tolist())
    return any(line.offer in offers for line in lines)


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
    problem: Problem, demanded: Demand, rows: Integers, base: Integers, dealt: NDArray[np.bool_], sets: Integers
) -> Classes:
    group, first = combine([base]) if len(rows) else (base, base)
    tier, tier_first = combine([group, demanded.life_saving[rows], demanded.weight[rows]]) if len(rows) else (base, base)
    of_need = np.full(len(problem["needs"]), MISSING, dtype=np.int64)
    tier_of_need = of_need.copy()
    of_need[rows], tier_of_need[rows] = group, tier
    representative = rows[first]
    return Classes(
        of_need=of_need,
        representative=representative,
        kind=problem["needs"]["kind"][representative].astype(np.int64),
        commune=demanded.commune[representative],
        count=np.bincount(group, minlength=len(first)),
        tier_of_need=tier_of_need,
        tier_class=group[tier_first],
        tier_weight=demanded.weight[rows[tier_first]],
        tier_life=demanded.life_saving[rows[tier_first]],
        tier_units=np.bincount(tier, weights=demanded.left[rows], minlength=len(tier_first)).astype(np.int64),
        dealt=dealt[first],
        children=sets[first],
    )
