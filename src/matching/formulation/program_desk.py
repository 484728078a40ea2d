"""The network inside an integer program, with its arcs found by offer, commune, need and child."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.merged_suppliers import Quotes, offer_quotes
from matching.formulation.network import SINK, SOURCE
from matching.formulation.program_builder import ProgramBuilder
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

    def _arcs(self, name: str) -> Integers:
        layer = self.formed.network.layers[name]
        return np.arange(layer.start, layer.stop, dtype=np.int64)

    @cached_property
    def _by_offer(self) -> dict[tuple[str, int], Integers]:
        found = {}
        for name in ("lines", "visits", "pairs"):
            arcs = self._arcs(name)
            arcs = arcs[np.argsort(self.arc_offer[arcs], kind="stable")]
            offers, starts = np.unique(self.arc_offer[arcs], return_index=True)
            for offer, block in zip(offers.tolist(), np.split(arcs, starts[1:]), strict=False):
                found[name, offer] = block
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
        child = self.problem["needs"]["child"].astype(np.int64)
        return np.where(child >= 0, child, len(self.problem["children"]) + np.arange(len(child)))

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
        found: dict[int, int] = {}
        for row in np.flatnonzero(kept.offer == offer).tolist():
            at = int(place[kept.need[row]])
            found[at] = found.get(at, 0) + int(kept.quantity[row])
        return found

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
            self.switch(np.flatnonzero(self.arc_offer == offer), int(column))
        return self.used[offer]

    def visits_of(self, offer: int) -> dict[int, Integers]:
        """Return, per commune, the arcs that carry an offer's units there."""
        arcs = self.of_offer("visits", offer)
        communes, place = np.unique(self.arc_commune[arcs], return_inverse=True)
        place = place.reshape(-1)
        return {int(commune): arcs[place == number] for number, commune in enumerate(communes)}

    def visit_column(self, offer: int, commune: int, arcs: Integers) -> int:
        """Return the 0/1 column that is 1 when the offer serves the commune beyond promises."""
        if (offer, commune) not in self.visited:
            (column,) = self.builder.add_binaries(1)
            self.visited[offer, commune] = int(column)
            network = self.formed.network
            beyond = np.flatnonzero(np.isin(network.tail, network.head[arcs]) & (self.arc_offer == offer))
            self.switch(np.concatenate([arcs, beyond]), int(column))
        return self.visited[offer, commune]

    def switch(self, arcs: Integers, column: int) -> None:
        """Let every arc carry units only where a 0/1 column is 1, each with its own least limit."""
        count = len(arcs)
        row = np.arange(count, dtype=np.int64)
        self.builder.add_rows(
            count,
            np.concatenate([row, row]),
            np.concatenate([arcs, np.full(count, column, dtype=np.int64)]),
            np.concatenate([np.ones(count, dtype=np.int64), -self.upper[arcs]]),
            upper=0,
        )

    @cached_property
    def upper(self) -> Integers:
        """Most units every arc can carry, seen from supply and from demand."""
        return arc_limits(self.formed)


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
