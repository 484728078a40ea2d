"""Prices (dual values) of an optimal flow: longest gains in the residual network."""

import numpy as np
from numpy.typing import NDArray

from matching.errors import SolverError
from matching.formulation.network import SINK, SOURCE, Network
from matching.goals.face import Face

Integers = NDArray[np.int64]


def prices_of(network: Network, face: Face, gains: Integers, flow: Integers) -> Integers:
    """Return what one more unit at every node is worth, with source and sink at 0.

    The price of a node is the largest total gain of a residual path from it to the sink; a node without one gets a
    price below all others. On arcs with room ``price(tail) − gain − price(head) ≥ 0``, on arcs with flow above their
    least ``≤ 0``.

    Parameters
    ----------
    network, face
        Arcs and the bounds under which the flow was optimised.
    gains
        Gain of a unit on every arc.
    flow
        An optimal flow.

    Raises
    ------
    SolverError
        If the flow is not optimal: prices would rise without end.
    """
    price = np.full(network.nodes, -_span(network, gains), dtype=np.int64)
    price[SINK] = 0
    sweeps = _sweeps(network, face, gains, flow)
    for _ in range(network.nodes + 1):
        before = price.copy()
        for start, end, gain in sweeps:
            np.maximum.at(price, start, gain + price[end])
        if price[SINK] > 0:
            break
        if (price == before).all():
            price[SOURCE] = 0
            return price
    raise SolverError("the flow is not optimal: its prices do not settle")


def _span(network: Network, gains: Integers) -> int:
    """Return a bound on what any simple path can gain: one arc of each layer, there and back."""
    return 1 + 2 * sum(int(np.abs(gains[arcs]).max(initial=0)) for arcs in network.layers.values())


def _sweeps(
    network: Network, face: Face, gains: Integers, flow: Integers
) -> list[tuple[Integers, Integers, Integers]]:
    """Return residual arcs (from, to, gain): forward ones from sink to source, then backward ones, layer by layer."""
    room = flow < face.upper
    taken = flow > face.lower
    forward, backward = [], []
    for arcs in network.layers.values():
        rows = np.arange(arcs.start, arcs.stop)
        open_rows, full_rows = rows[room[arcs]], rows[taken[arcs]]
        forward.append((network.tail[open_rows], network.head[open_rows], gains[open_rows]))
        backward.append((network.head[full_rows], network.tail[full_rows], -gains[full_rows]))
    return [block for block in [*reversed(forward), *backward] if len(block[0])]
