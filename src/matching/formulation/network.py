"""A network of integer arrays: arcs in layers from supply to demand, with the gains of every measure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

SOURCE, SINK = 0, 1
"""Numbers of the two terminal nodes."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What a grouped goal compares, one entry per group in canonical order.

    Parameters
    ----------
    node
        Node of every group.
    commune, kind
        Rows of the tables; the kind is ``MISSING`` for groups of a commune.
    size
        Units (or children) that the group needs in all.
    denominator
        ``D``: coverage over target rises by 1/D with every unit.
    offset
        Units promised before, counted first.
    floor, ceiling
        Least and most units of the group, promised ones included.
    """

    node: Integers
    commune: Integers
    kind: Integers
    size: Integers
    denominator: Integers
    offset: Integers
    floor: Integers
    ceiling: Integers


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs in layers; ``layers`` names the slice of each.

    Parameters
    ----------
    nodes
        Number of nodes; ``SOURCE`` and ``SINK`` are the first two.
    tail, head, capacity
        One entry per arc; arcs without a limit carry more than all supply.
    points, cost
        What a unit on the arc adds to weighted need met, and to cost in đồng.
    life_saving, units, chance
        What a unit on the arc adds to life-saving units, units, and chances of the lottery; arcs of the layer ``demand``.
    welfare
        What a unit on the arc adds to the welfare of an alpha-fair goal; arcs of the layer ``groups``.
    layers
        Slice of arcs of each layer, in the order of the flow.
    supply
        Units the source sends: one more than all stock, so that the arc source → sink, which takes what is not
        used, always carries flow and ties the prices of source and sink together.
    groups
        Groups of the grouped goal, or ``None``; their arcs are the layer ``groups``.
    """

    nodes: int
    tail: Integers
    head: Integers
    capacity: Integers
    points: Integers
    cost: Integers
    life_saving: Integers
    units: Integers
    chance: Integers
    welfare: Integers
    layers: Mapping[str, slice]
    supply: int
    groups: Groups | None

    def gains(self, measure: str) -> Integers:
        """Return what a unit on every arc adds to a measure (cost counts negatively)."""
        if measure == "cost":
            return -self.cost
        by_measure = {"weight": self.points, "life_saving_units": self.life_saving, "units": self.units}
        return self.chance if measure == "lottery" else by_measure[measure]


class NetworkBuilder:
    """Collects blocks of arcs layer by layer."""

    COLUMNS = ("tail", "head", "capacity", "points", "cost", "life_saving", "units", "chance", "welfare")

    def __init__(self) -> None:
        self.nodes: int = 2
        self._arcs = 0
        self._blocks: dict[str, list[Integers]] = {name: [] for name in self.COLUMNS}
        self._layers: dict[str, slice] = {}

    def add_nodes(self, count: int) -> Integers:
        """Return the numbers of that many new nodes."""
        first = self.nodes
        self.nodes += count
        return np.arange(first, self.nodes, dtype=np.int64)

    def add_layer(
        self, name: str, tail: Integers, head: Integers, capacity: Integers, **gains: Integers
    ) -> None:
        """Add a named layer of arcs; gains that are not given are 0."""
        count = len(tail)
        self._layers[name] = slice(self._arcs, self._arcs + count)
        self._arcs += count
        values = {"tail": tail, "head": head, "capacity": capacity, **gains}
        for column in self.COLUMNS:
            block = values.get(column)
            self._blocks[column].append(
                np.zeros(count, dtype=np.int64) if block is None else block.astype(np.int64)
            )

    def build(self, supply: int, groups: Groups | None) -> Network:
        """Return the frozen network."""
        columns = {name: np.concatenate(blocks) for name, blocks in self._blocks.items()}
        return Network(nodes=self.nodes, layers=dict(self._layers), supply=supply, groups=groups, **columns)
