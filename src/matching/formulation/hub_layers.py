"""Arcs from suppliers to classes: through hubs where wishes are shared, one by one where they are not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.merged_suppliers import Supplier
from matching.formulation.need_classes import Classes
from matching.formulation.open_demand import Demand
from matching.formulation.shared_hubs import Localities
from matching.formulation.single_pairs import PairArcs, pair_arcs
from matching.formulation.supply_lines import Supply
from matching.problem.people import beneficiaries
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs in terms of suppliers, visits, hubs and classes; tails count suppliers first, then visits.

    ``direct_visits`` are pairs (supplier, commune) whose limit sits on the arc to a hub: (supplier, commune, hub).
    """

    hubs: int
    visit_supplier: Integers
    visit_commune: Integers
    visit_capacity: Integers
    visit_cost: Integers
    hub_tail: Integers
    hub_head: Integers
    hub_capacity: Integers
    hub_cost: Integers
    admitted_hub: Integers
    admitted_class: Integers
    pair_tail: Integers
    pair_class: Integers
    pair_capacity: Integers
    pair_cost: Integers
    pair_points: Integers
    direct_visits: Integers


@dataclass(frozen=True, slots=True)
class _Entry:
    """Arcs of one supplier into one commune each, before hubs are numbered."""

    tail: Integers
    profile: int
    commune: Integers
    capacity: Integers
    cost: Integers
    direct: bool


def supply_layers(
    problem: Problem,
    supplied: Supply,
    demanded: Demand,
    grouped: Classes,
    places: Localities,
    admission: Admission,
    sources: Sequence[Supplier],
    unlimited: int,
) -> Arcs:
    """Return all arcs between suppliers and classes."""
    width = len(problem["communes"])
    promised = _promised_per_commune(problem, supplied, demanded)
    owner = beneficiaries(problem)
    entries: list[_Entry] = []
    visits: list[tuple[int, int, int, int]] = []
    pairs: list[PairArcs] = []
    present = _present(grouped, len(problem["kinds"]), width)
    for number, source in enumerate(sources):
        tails = np.full(width, number, dtype=np.int64)
        if _stands_alone(source):
            offer = supplied.lines[source.lines[0]].offer
            for commune, capacity, cost in _visits(source, offer, present, admission, promised, unlimited):
                tails[commune] = len(sources) + len(visits)
                visits.append((number, commune, capacity, cost))
        if source.pairs:
            pairs.append(pair_arcs(supplied, demanded, grouped, admission, source, tails, owner, unlimited))
        else:
            entries += _entries(source, supplied, tails, present, admission, promised, unlimited)
    return _arcs(width, grouped, places, entries, visits, pairs)


def _stands_alone(source: Supplier) -> bool:
    """Return whether the communes of a supplier are nodes, rather than limits on arcs to hubs."""
    return source.visits and (source.visited or source.pairs or len(source.reaches) > 1)


def _present(grouped: Classes, kinds: int, width: int) -> NDArray[np.bool_]:
    present = np.zeros((kinds, width), dtype=np.bool_)
    present[grouped.kind, grouped.commune] = True
    return present


def _visits(
    source: Supplier,
    offer: int,
    present: NDArray[np.bool_],
    admission: Admission,
    promised: dict[tuple[int, int], int],
    unlimited: int,
) -> list[tuple[int, int, int]]:
    kind = admission.profiles[source.reaches[0].profile].kind
    reached = np.unique(np.concatenate([reach.communes for reach in source.reaches]))
    reached = reached[present[kind][reached]]
    capacity, cost = _limits(source, offer, reached, promised, unlimited)
    return list(zip(reached.tolist(), capacity.tolist(), cost.tolist(), strict=True))


def _limits(
    source: Supplier, offer: int, communes: Integers, promised: dict[tuple[int, int], int], unlimited: int
) -> tuple[Integers, Integers]:
    """Return capacity and extra cost of the visits to the communes."""
    capacity = np.full(len(communes), unlimited, dtype=np.int64)
    if source.commune_max != MISSING:
        taken = (
            [promised.get((offer, commune), 0) for commune in communes.tolist()]
            if promised
            else [0] * len(communes)
        )
        capacity = np.maximum(source.commune_max - np.array(taken, dtype=np.int64), 0)
    cost = np.zeros(len(communes), dtype=np.int64)
    if source.quotes is not None and source.quotes.commune_price:
        prices = source.quotes.commune_price
        cost = np.array([prices.get(commune, source.price) - source.price for commune in communes.tolist()])
    return capacity, cost


def _entries(
    source: Supplier,
    supplied: Supply,
    tails: Integers,
    present: NDArray[np.bool_],
    admission: Admission,
    promised: dict[tuple[int, int], int],
    unlimited: int,
) -> list[_Entry]:
    direct = source.visits and not _stands_alone(source)
    entries = []
    for reach in source.reaches:
        communes = reach.communes[present[admission.profiles[reach.profile].kind][reach.communes]]
        capacity, cost = np.full(len(communes), unlimited), np.zeros(len(communes), dtype=np.int64)
        if direct:
            offer = supplied.lines[source.lines[0]].offer
            capacity, cost = _limits(source, offer, communes, promised, unlimited)
        entries.append(_Entry(tails[communes], reach.profile, communes, capacity, cost, direct))
    return entries


def _promised_per_commune(problem: Problem, supplied: Supply, demanded: Demand) -> dict[tuple[int, int], int]:
    kept = supplied.promises
    total: dict[tuple[int, int], int] = {}
    communes = demanded.commune[kept.need]
    for offer, commune, quantity in zip(
        kept.offer.tolist(), communes.tolist(), kept.quantity.tolist(), strict=True
    ):
        total[offer, commune] = total.get((offer, commune), 0) + quantity
    return total


def _arcs(
    width: int,
    grouped: Classes,
    places: Localities,
    entries: Sequence[_Entry],
    visits: Sequence[tuple[int, int, int, int]],
    pairs: Sequence[PairArcs],
) -> Arcs:
    offered = _joined([entry.profile * width + entry.commune for entry in entries])
    position, entry_kept = _numbered(places.hub_key, offered)
    hub_entry = places.hub[position]
    hub_class, members = _classes_of_hubs(grouped, places)
    direct = _joined([np.full(len(entry.tail), entry.direct) for entry in entries]).astype(np.bool_)[
        entry_kept
    ]
    tail = _joined([entry.tail for entry in entries])[entry_kept]
    commune = offered[entry_kept] % width if width else offered[entry_kept]
    visit = np.array(visits, dtype=np.int64).reshape(-1, 4)
    return Arcs(
        hubs=places.hubs,
        visit_supplier=visit[:, 0],
        visit_commune=visit[:, 1],
        visit_capacity=visit[:, 2],
        visit_cost=visit[:, 3],
        hub_tail=tail,
        hub_head=hub_entry,
        hub_capacity=_joined([entry.capacity for entry in entries])[entry_kept],
        hub_cost=_joined([entry.cost for entry in entries])[entry_kept],
        admitted_hub=hub_class,
        admitted_class=members,
        pair_tail=_joined([pair.tail for pair in pairs]),
        pair_class=_joined([pair.group for pair in pairs]),
        pair_capacity=_joined([pair.capacity for pair in pairs]),
        pair_cost=_joined([pair.cost for pair in pairs]),
        pair_points=_joined([pair.points for pair in pairs]),
        direct_visits=np.stack([tail[direct], commune[direct], hub_entry[direct]], axis=1),
    )


def _classes_of_hubs(grouped: Classes, places: Localities) -> tuple[Integers, Integers]:
    """Return pairs (hub, class): the localities that a hub serves, told by their classes."""
    first = np.searchsorted(grouped.locality, places.admitted)
    size = np.searchsorted(grouped.locality, places.admitted, side="right") - first
    inside = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(places.admitted_hub, size), np.repeat(first, size) + inside


def _joined(blocks: Sequence[NDArray[np.generic]]) -> Integers:
    return np.concatenate(blocks).astype(np.int64) if blocks else np.zeros(0, dtype=np.int64)


def _numbered(keys: Integers, wanted: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the positions of the wanted keys that are present, and which those are."""
    position = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    kept = keys[position] == wanted if len(keys) else np.zeros(len(wanted), dtype=np.bool_)
    return position[kept], kept
