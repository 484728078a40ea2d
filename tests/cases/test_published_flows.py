"""Published minimum-cost flows, solved by the engine alone."""

import numpy as np
import pytest

from cases.published import case
from matching.engines.flow_arrays import FlowArrays
from matching.engines.min_cost_flow import solve_min_cost_flow


@pytest.mark.parametrize("name", ["mcf_ampl_net1", "mcf_gridgen_network3"])
def test_the_engine_reaches_the_known_cost_of_a_published_flow(name: str) -> None:
    told = case(name)
    nodes = {node: number for number, node in enumerate(told["data"]["nodes"])}
    arcs = told["data"]["arcs"]
    supply = np.array(list(told["data"]["nodes"].values()), dtype=np.int64)
    unlimited = int(np.abs(supply).sum())
    assert all(lower == 0 for _, _, lower, _, _ in arcs)
    arrays = FlowArrays(
        nodes=len(nodes),
        tail=np.array([nodes[arc[0]] for arc in arcs], dtype=np.int64),
        head=np.array([nodes[arc[1]] for arc in arcs], dtype=np.int64),
        capacity=np.array([unlimited if arc[3] is None else arc[3] for arc in arcs], dtype=np.int64),
        cost=np.array([arc[4] for arc in arcs], dtype=np.int64),
        supply=supply,
    )
    flow = solve_min_cost_flow(arrays)
    sent = np.zeros(len(nodes), dtype=np.int64)
    np.add.at(sent, arrays.tail, flow)
    np.subtract.at(sent, arrays.head, flow)
    assert sent.tolist() == supply.tolist()
    assert int(flow @ arrays.cost) == told["known_optimum"]
