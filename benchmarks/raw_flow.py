"""The yardstick: one OR-Tools min-cost flow on the same aggregated arrays, in the same process."""

import time

import numpy as np

from matching.engines.flow_arrays import FlowArrays
from matching.engines.min_cost_flow import solve_min_cost_flow
from matching.formulation.assembly import formulate
from matching.formulation.canonical_order import canonical
from matching.formulation.network import SINK, SOURCE
from matching.problem.policy import named_policy
from matching.problem.problem import Problem


def raw_flow_seconds(problem: Problem) -> tuple[float, int, int]:
    """Return seconds of one flow that maximises weighted need met, and the network's nodes and arcs."""
    network = formulate(canonical(problem, 0).problem, named_policy("utilitarian")).network
    supply = np.zeros(network.nodes, dtype=np.int64)
    supply[SOURCE], supply[SINK] = network.supply, -network.supply
    arrays = FlowArrays(
        network.nodes, network.tail, network.head, network.capacity, -network.gains("weight"), supply
    )
    started = time.perf_counter()
    solve_min_cost_flow(arrays)
    return time.perf_counter() - started, network.nodes, len(network.tail)
