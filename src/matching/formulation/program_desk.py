"""The network inside an integer program, with its arcs found by offer, commune, need and child."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.merged_suppliers import Quotes, offer_quotes
from matching.formulation.network import SINK, SOURCE
from matching.formulation.program_builder import ProgramBuilder
from matching.problem.people import beneficiaries
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Desk:
    """What a rule's method reads, and the builder it writes to.

    Column ``a`` of the program is arc ``a`` of the network; what the rules add comes after.

    Parameters
    ----------
    problem
        The problem in canonical order.
    formed
        Its network, with everything apart that a rule tells apart.
    builder
        The program as it grows.
    """

    problem: Problem
    formed: Formulation
    builder: ProgramBuilder

    @cached_property
    def supplier_offer(self) -> Integers:
        """Offer of every supplier; merged ones have that of their first line, which no rule asks for."""
        lines = self.formed.supply.lines
        return np.array([lines[source.lines[0]].offer for source in self.formed.suppliers], dtype=np.int64)

    @cached_property
    def supplier_row(self) -> Integers:
        """Stock row of every supplier's first line."""
        lines = self.formed.supply.lines
        return np.array([lines[source.lines[0]].row for source in self.formed.suppliers], dtype=np.int64)

    @cached_property
    def arc_supplier(self) -> Integers:
        """Supplier whose units alone an arc carries: lines, visits, hubs and pairs; ``MISSING`` for others."""
        network = self.formed.network
        owner = np.full(network.nodes, MISSING, dtype=np.int64)
        owner[self.formed.supplier_node] = np.arange(len(self.formed.supplier_node))
        visits = network.layers["visits"]
        owner[network.head[visits]] = owner[network.tail[visits]]
        arcs = np.full(len(network.tail), MISSING, dtype=np.int64)
        arcs[network.layers["lines"]] = np.arange(len(self.formed.supplier_node))
        for name in ("visits", "hubs", "pairs"):
            arcs[network.layers[name]] = owner[network.tail[network.layers[name]]]
        return arcs

    @cached_property
    def arc_offer(self) -> Integers:
        """Offer of every arc that one supplier owns, ``MISSING`` for the others."""
        return np.append(self.supplier_offer, MISSING)[self.arc_supplier]

    @cached_property
    def _arcs_by_offer(self) -> dict[int, Integers]:
        return _by_key(self.arc_offer)

    def _arcs(self, name: str) -> Integers:
        layer = self.formed.network.layers[name]
        return np.arange(layer.start, layer.stop, dtype=np.int64)

    @cached_property
    def _by_offer(self) -> dict[tuple[str, int], Integers]:
        found = {}
        for name in ("lines", "visits", "pairs"):
            arcs = self._arcs(name)
            for offer, rows in _by_key(self.arc_offer[arcs]).items():
                found[name, offer] = arcs[rows]
        return found

    def of_offer(self, layer: str, offer: int) -> Integers:
        """Return the arcs of an offer in a layer (``lines``, ``visits`` or ``pairs``)."""
        return self._by_offer.get((layer, offer), np.zeros(0, dtype=np.int64))

    @cached_property
    def arc_commune(self) -> Integers:
        """Commune of every arc to a visit, ``MISSING`` for others."""
        network = self.formed.network
        node = np.full(network.nodes, MISSING, dtype=np.int64)
        node[self.formed.visits[:, 2]] = self.formed.visits[:, 1]
        arcs = np.full(len(network.tail), MISSING, dtype=np.int64)
        arcs[self._arcs("visits")] = node[network.head[self._arcs("visits")]]
        return arcs

    @cached_property
    def arc_need(self) -> Integers:
        """Need of every arc that serves one need alone: demand, and pairs with a need that is a class; else ``MISSING``."""
        network, grouped = self.formed.network, self.formed.classes
        single = np.where(grouped.count == 1, grouped.representative, MISSING)
        node = np.full(network.nodes, MISSING, dtype=np.int64)
        node[self.formed.class_node] = single
        arcs = np.full(len(network.tail), MISSING, dtype=np.int64)
        arcs[self._arcs("pairs")] = node[network.head[self._arcs("pairs")]]
        arcs[self._arcs("demand")] = grouped.tier_first
        return arcs

    @cached_property
    def need_arc(self) -> Integers:
        """Demand arc of every need, ``MISSING`` where nothing is left to give."""
        arcs = np.full(len(self.problem["needs"]), MISSING, dtype=np.int64)
        arcs[self.formed.classes.tier_first] = self._arcs("demand")
        return arcs

    @cached_property
    def owner(self) -> Integers:
        """Number of every need's beneficiary: its child, else a number of its own."""
        return beneficiaries(self.problem)

    @cached_property
    def quotes(self) -> dict[int, Quotes]:
        """Quotes of every offer that quotes anything."""
        return offer_quotes(self.problem)

    @cached_property
    def promised_units(self) -> dict[int, int]:
        """Units that every offer promised, of offers that promised any."""
        kept = self.formed.supply.promises
        offers, place = np.unique(kept.offer, return_inverse=True)
        units = np.bincount(place.reshape(-1), weights=kept.quantity).astype(np.int64)
        return dict(zip(offers.tolist(), units.tolist(), strict=True))

    def promised_at(self, offer: int, place: Integers) -> dict[int, int]:
        """Return the units an offer promised per place (a number per need)."""
        kept = self.formed.supply.promises
        rows = self._promises_by_offer.get(offer, np.zeros(0, dtype=np.int64))
        places, which = np.unique(place[kept.need[rows]], return_inverse=True)
        units = np.zeros(len(places), dtype=np.int64)
        np.add.at(units, which.reshape(-1), kept.quantity[rows])
        return dict(zip(places.tolist(), units.tolist(), strict=True))

    @cached_property
    def _promises_by_offer(self) -> dict[int, Integers]:
        return _by_key(self.formed.supply.promises.offer)

    def most(self, columns: Integers) -> Integers:
        """Return the most that columns can be: units of arcs, and 1 for what the rules add."""
        added = columns >= len(self.upper)
        return np.where(added, 1, self.upper[np.where(added, 0, columns)])

    def about(self, rule: str, offer: int) -> None:
        """Say that the rows added from now on tell of a rule of an offer."""
        self.builder.speak_of(rule, str(self.problem["offers"]["offer"][offer]))

    @cached_property
    def used(self) -> "dict[int, int]":
        """Column 'gives anything beyond promises' of every offer that was asked for."""
        return {}

    @cached_property
    def visited(self) -> "dict[tuple[int, int], int]":
        """Column 'visited beyond promises' of every (offer, commune) that was asked for."""
        return {}

    def used_column(self, offer: int) -> int:
        """Return the 0/1 column that is 1 when the offer gives anything beyond promises."""
        if offer not in self.used:
            (column,) = self.builder.add_binaries(1)
            self.used[offer] = int(column)
            self.switch(self._arcs_by_offer.get(offer, np.zeros(0, dtype=np.int64)), int(column))
        return self.used[offer]

    def visits_of(self, offer: int) -> dict[int, Integers]:
        """Return, per commune, the arcs that carry an offer's units there."""
        arcs = self.of_offer("visits", offer)
        return {commune: arcs[rows] for commune, rows in _by_key(self.arc_commune[arcs]).items()}

    def visit_column(self, offer: int, commune: int, arcs: Integers) -> int:
        """Return the 0/1 column that is 1 when the offer serves the commune beyond promises."""
        return self.visit_columns(offer, {commune: arcs})[0]

    def visit_columns(self, offer: int, visits: Mapping[int, Integers]) -> list[int]:
        """Return such a column for every commune, from the arcs that carry the offer's units there."""
        fresh = {commune: arcs for commune, arcs in visits.items() if (offer, commune) not in self.visited}
        if fresh:
            columns = self.builder.add_binaries(len(fresh))
            carrying = [self._carrying(offer, arcs) for arcs in fresh.values()]
            self.switch(np.concatenate(carrying), np.repeat(columns, [len(arcs) for arcs in carrying]))
            self.visited.update(zip([(offer, commune) for commune in fresh], columns.tolist(), strict=True))
        return [self.visited[offer, commune] for commune in visits]

    def _carrying(self, offer: int, arcs: Integers) -> Integers:
        """Return arcs to visits with the offer's own arcs that leave those visits."""
        order, start = self._leaving
        beyond = [order[start[node] : start[node + 1]] for node in self.formed.network.head[arcs].tolist()]
        after = np.unique(np.concatenate([*beyond, np.zeros(0, dtype=np.int64)]))
        return np.concatenate([arcs, after[self.arc_offer[after] == offer]])

    @cached_property
    def _leaving(self) -> tuple[Integers, Integers]:
        """Arcs in the order of the nodes they leave, and where those of every node begin."""
        network = self.formed.network
        order = np.argsort(network.tail, kind="stable")
        return order, np.searchsorted(network.tail[order], np.arange(network.nodes + 1)).astype(np.int64)

    def switch(self, arcs: Integers, column: int | Integers) -> None:
        """Let every arc carry units only where a 0/1 column (one for all or its own) is 1, each with its own least limit."""
        count = len(arcs)
        row = np.arange(count, dtype=np.int64)
        self.builder.add_rows(
            count,
            np.concatenate([row, row]),
            np.concatenate([arcs, np.broadcast_to(np.asarray(column, dtype=np.int64), (count,))]),
            np.concatenate([np.ones(count, dtype=np.int64), -self.upper[arcs]]),
            upper=0,
        )

    @cached_property
    def upper(self) -> Integers:
        """Most units every arc can carry, seen from supply and from demand."""
        return arc_limits(self.formed)


def _by_key(keys: Integers) -> dict[int, Integers]:
    """Return the rows of every key, rising."""
    order = np.argsort(keys, kind="stable")
    known, starts = np.unique(keys[order], return_index=True)
    return dict(zip(known.tolist(), np.split(order, starts[1:]), strict=False))


def arc_limits(formed: Formulation) -> Integers:
    """Return the most units every arc can carry: its capacity, what its tail receives, what its head passes on."""
    network = formed.network
    upper = network.capacity.copy()
    upper[network.layers["unused"]] = 0
    order = ("demand", "admitted", "pairs", "hubs", "visits", "lines", "slots")
    ahead = _sums_into(network.tail, upper, network.nodes, [network.layers["demand"]])
    for name in order[1:]:
        layer = network.layers[name]
        head = network.head[layer]
        room = np.where(head == SINK, network.capacity[layer], ahead[head])
        upper[layer] = np.minimum(upper[layer], room)
        np.add.at(ahead, network.tail[layer], upper[layer])
    behind = np.zeros(network.nodes, dtype=np.int64)
    behind[SOURCE] = np.iinfo(np.int64).max // 4
    for name in reversed(order):
        layer = network.layers[name]
        upper[layer] = np.minimum(upper[layer], behind[network.tail[layer]])
        np.add.at(behind, network.head[layer], upper[layer])
    return upper


def _sums_into(key: Integers, value: Integers, size: int, layers: list[slice]) -> Integers:
    total = np.zeros(size, dtype=np.int64)
    for layer in layers:
        np.add.at(total, key[layer], value[layer])
    return total
