"""How many more units keep the worth of the first: one maximum flow on the arcs where worths are attained."""

import numpy as np
from numpy.typing import NDArray

from matching.engines.max_flow import solve_max_flow
from matching.formulation.network import SINK, SOURCE, Network
from matching.fundraising.residual_worth import NOWHERE, NodeWorths

Integers = NDArray[np.int64]


class TightArcs:
    """Residual arcs on which worths are attained: ``worth(tail) = gain + worth(head)`` for every goal.

    Parameters
    ----------
    network, nodes
        A solved network and the worth of a unit at each of its nodes.
    """

    def __init__(self, network: Network, nodes: NodeWorths) -> None:
        forward = np.flatnonzero((nodes.room > 0) & (network.tail != SOURCE))
        backward = np.flatnonzero((nodes.taken > 0) & (network.head != SINK))
        start = np.concatenate([network.tail[forward], network.head[backward]])
        end = np.concatenate([network.head[forward], network.tail[backward]])
        gain = np.concatenate([nodes.gains[forward], -nodes.gains[backward]])
        room = nodes.room.copy()
        if network.groups is not None:
            room[network.layers["groups"]] = np.minimum(room[network.layers["groups"]], 1)
        capacity = np.concatenate([room[forward], nodes.taken[backward]])
        tight = (nodes.worth[start] == gain + nodes.worth[end]).all(axis=1) & (
            nodes.worth[start, 0] > NOWHERE // 2
        )
        self._nodes = network.nodes
        self._start, self._end, self._capacity = start[tight], end[tight], capacity[tight]

    def units_from(self, entry: Integers) -> int:
        """Return how many units that enter at some nodes, one after another, have the worth of the first."""
        reached = np.zeros(self._nodes, dtype=np.bool_)
        reached[entry] = True
        count = 0
        while count < reached.sum():
            count = int(reached.sum())
            reached[self._end[reached[self._start]]] = True
        arcs = np.flatnonzero(reached[self._start])
        ids, numbers = np.unique(
            np.concatenate([self._start[arcs], self._end[arcs], entry, [SOURCE, SINK]]), return_inverse=True
        )
        size = len(arcs)
        total = int(np.minimum(self._capacity[arcs], 1 << 40).sum())
        supply, demand = np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=np.int64)
        supply[numbers[2 * size : -2]] = total
        demand[numbers[-2:]] = total * max(len(entry), 1)
        capacity = np.minimum(self._capacity[arcs], total)
        flow = solve_max_flow(len(ids), numbers[:size], numbers[size : 2 * size], capacity, supply, demand)
        return int(flow.delivered.sum())
