"""Arcs from one supplier straight to classes, where pairs have limits, refusals or quotes of their own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.merged_suppliers import Supplier
from matching.formulation.need_classes import Classes
from matching.formulation.open_demand import Demand
from matching.formulation.supply_lines import Supply
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PairArcs:
    """Arcs of one supplier: tail (supplier or visit), class, capacity, extra cost and extra points of a unit."""

    tail: Integers
    group: Integers
    capacity: Integers
    cost: Integers
    points: Integers


def pair_arcs(
    supplied: Supply,
    demanded: Demand,
    grouped: Classes,
    admission: Admission,
    source: Supplier,
    tails: Integers,
    owner: Integers,
    unlimited: int,
) -> PairArcs:
    """Return an arc for every class that the supplier may serve.

    Parameters
    ----------
    supplied, demanded, grouped, admission
        Both sides and who may receive what.
    source
        The supplier.
    tails
        Tail of its arcs into every commune.
    owner
        Beneficiary of every need.
    unlimited
        Capacity of an arc without a limit.
    """
    reached = []
    for reach in source.reaches:
        members = np.flatnonzero(grouped.kind == admission.profiles[reach.profile].kind)
        situation = grouped.situation[members]
        welcome = (
            admission.admits(reach.profile)[
                np.searchsorted(admission.of_kind(int(grouped.kind[members[0]])), situation)
            ]
            if len(members)
            else situation == 0
        )
        reached.append(members[welcome & np.isin(grouped.commune[members], reach.communes)])
    group = np.unique(np.concatenate(reached))
    need = grouped.representative[group]
    cost, points = _quoted(source, demanded, grouped, group, need)
    return PairArcs(
        tails[grouped.commune[group]],
        group,
        _capacity(supplied, grouped, source, group, need, owner, unlimited),
        cost,
        points,
    )


def _capacity(
    supplied: Supply,
    grouped: Classes,
    source: Supplier,
    group: Integers,
    need: Integers,
    owner: Integers,
    unlimited: int,
) -> Integers:
    """Return how much may pass to every class: the limit per child less what the offer promised the child."""
    if source.child_max == MISSING:
        return np.full(len(group), unlimited, dtype=np.int64)
    kept = supplied.promises
    own = kept.offer == supplied.lines[source.lines[0]].offer
    told, place = np.unique(owner[kept.need[own]], return_inverse=True)
    taken = np.bincount(place.reshape(-1), weights=kept.quantity[own], minlength=len(told)).astype(np.int64)
    found = np.searchsorted(told, owner[need])
    known = np.append(told, MISSING)[found] == owner[need]
    used = np.where(known, np.append(taken, 0)[found], 0)
    room: Integers = grouped.count[group] * np.maximum(source.child_max - used, 0)
    return room


def _quoted(
    source: Supplier, demanded: Demand, grouped: Classes, group: Integers, need: Integers
) -> tuple[Integers, Integers]:
    """Return what a unit costs beyond the visit, and gains beyond the need's weight."""
    cost, points = np.zeros(len(group), dtype=np.int64), np.zeros(len(group), dtype=np.int64)
    if source.quotes is None:
        return cost, points
    quotes = source.quotes
    for position, (row, commune) in enumerate(
        zip(need.tolist(), grouped.commune[group].tolist(), strict=True)
    ):
        base = quotes.commune_price.get(commune, source.price)
        cost[position] = quotes.need_price.get(row, base) - base
        benefit = quotes.need_benefit.get(row, quotes.commune_benefit.get(commune, MISSING))
        if benefit != MISSING:
            points[position] = benefit - int(demanded.weight[row])
    return cost, points
