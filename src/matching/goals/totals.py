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
    for piece in _pieces(network, _useful_arcs(network, face, send, gains), send):
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


def _useful_arcs(network: Network, face: Face, send: Integers, gains: Integers) -> Integers:
    """Return the free arcs that can take part in gaining something; all of them where flow is required somewhere."""
    free = face.free
    inner = np.ones(network.nodes, dtype=np.bool_)
    inner[[SOURCE, SINK]] = False
    if face.lower.any() or send[inner].any() or (gains[free] < 0).any():
        return free
    is_free = np.zeros(len(network.tail), dtype=np.bool_)
    is_free[free] = True
    gaining = is_free & (gains > 0)
    before, behind = np.zeros(network.nodes, dtype=np.bool_), np.zeros(network.nodes, dtype=np.bool_)
    useful = gaining.copy()
    before[network.tail[gaining]] = behind[network.head[gaining]] = True
    layers = list(network.layers.values())
    for arcs in reversed(layers):
        leading = is_free[arcs] & before[network.head[arcs]]
        useful[arcs] |= leading
        before[network.tail[arcs][leading]] = True
    for arcs in layers:
        following = is_free[arcs] & behind[network.tail[arcs]]
        useful[arcs] |= following
        behind[network.head[arcs][following]] = True
    return np.flatnonzero(useful)


def _pieces(network: Network, free: Integers, send: Integers) -> Iterator[_Piece]:
    """Yield the pieces of some arcs in the order of their lowest nodes; the arc source → sink belongs to none."""
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
