"""Goals that are sums: a min-cost flow on the face of the goals before, piece by independent piece."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.flow_arrays import FlowArrays
from matching.engines.min_cost_flow import solve_min_cost_flow
from matching.errors import InfeasibleError
from matching.formulation.network import SINK, SOURCE, Network
from matching.goals.face import Face, balance
from matching.goals.network_pieces import components

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Free arcs of one piece, and the inner nodes they touch or that must send something."""

    arcs: Integers
    nodes: Integers


def best_total(network: Network, face: Face, gains: Integers) -> Integers:
    """Return a flow of largest total gain on the face, shape ``(arcs,)``.

    Raises
    ------
    InfeasibleError
        If no flow respects the bounds.
    """
    send = balance(network, face)
    flow = face.lower.copy()
    number = np.zeros(network.nodes, dtype=np.int64)
    for piece in _pieces(network, face, send):
        if not gains[piece.arcs].any() and not send[piece.nodes].any():
            continue
        flow[piece.arcs] += _solve(network, face, gains, send, piece, number)
    bypass = network.layers["unused"]
    flow[bypass] = 0
    sent = np.bincount(network.tail, weights=flow, minlength=2)[SOURCE]
    flow[bypass] = network.supply - int(sent)
    if (flow[bypass] < face.lower[bypass]).any():
        raise InfeasibleError("the required quantities cannot all be delivered")
    return flow


def _pieces(network: Network, face: Face, send: Integers) -> Iterator[_Piece]:
    """Yield the pieces in the order of their lowest nodes; the arc source → sink belongs to none."""
    free = face.free
    inner = free[(network.tail[free] != SOURCE) & (network.head[free] != SINK)]
    label = components(network.nodes, network.tail[inner], network.head[inner])
    ends = np.where(network.tail[free] == SOURCE, network.head[free], network.tail[free])
    kept = ends != SINK
    free, of_arc = free[kept], label[ends[kept]]
    touched = np.zeros(network.nodes, dtype=np.bool_)
    touched[network.tail[free]] = touched[network.head[free]] = True
    touched |= send != 0
    touched[[SOURCE, SINK]] = False
    nodes = np.flatnonzero(touched)
    arc_order, node_order = np.argsort(of_arc, kind="stable"), np.argsort(label[nodes], kind="stable")
    names = np.unique(label[nodes])
    arc_cuts = np.searchsorted(of_arc[arc_order], names).tolist()
    node_cuts = np.searchsorted(label[nodes][node_order], names).tolist()
    for index in range(len(names)):
        last = index + 1 == len(names)
        arcs = arc_order[arc_cuts[index] : None if last else arc_cuts[index + 1]]
        inside = node_order[node_cuts[index] : None if last else node_cuts[index + 1]]
        yield _Piece(free[arcs], nodes[inside])


def _solve(
    network: Network, face: Face, gains: Integers, send: Integers, piece: _Piece, number: Integers
) -> Integers:
    """Return the flow of a piece above its least; unsent supply of its own source goes straight to its own sink."""
    number[piece.nodes] = np.arange(2, len(piece.nodes) + 2)
    tail, head = network.tail[piece.arcs], network.head[piece.arcs]
    from_source = tail == SOURCE
    room = face.upper[piece.arcs] - face.lower[piece.arcs]
    stock = int(room[from_source].sum())
    supply = np.concatenate([[stock, 0], send[piece.nodes]])
    supply[SINK] = -int(supply.sum())
    arrays = FlowArrays(
        nodes=len(supply),
        tail=np.append(np.where(from_source, SOURCE, number[tail]), SOURCE),
        head=np.append(np.where(head == SINK, SINK, number[head]), SINK),
        capacity=np.append(room, stock),
        cost=np.append(-gains[piece.arcs], 0),
        supply=supply,
    )
    return solve_min_cost_flow(arrays)[:-1]
