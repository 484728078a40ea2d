"""Goals that are sums: one min-cost flow on the face of the goals before."""

import numpy as np
from numpy.typing import NDArray

from matching.engines.flow_arrays import FlowArrays
from matching.engines.min_cost_flow import solve_min_cost_flow
from matching.formulation.network import Network
from matching.goals.face import Face, balance

Integers = NDArray[np.int64]


def best_total(network: Network, face: Face, gains: Integers) -> Integers:
    """Return a flow of largest total gain on the face, shape ``(arcs,)``.

    Raises
    ------
    InfeasibleError
        If no flow respects the bounds.
    """
    free = face.free
    send = balance(network, face)
    used = np.unique(np.concatenate([network.tail[free], network.head[free], np.flatnonzero(send)]))
    number = np.zeros(network.nodes, dtype=np.int64)
    number[used] = np.arange(len(used))
    part = solve_min_cost_flow(
        FlowArrays(
            nodes=len(used),
            tail=number[network.tail[free]],
            head=number[network.head[free]],
            capacity=face.upper[free] - face.lower[free],
            cost=-gains[free],
            supply=send[used],
        )
    )
    flow = face.lower.copy()
    flow[free] += part
    return flow
