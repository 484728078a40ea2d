"""Min-cost flows on need-level graphs: OR-Tools from arrays, and networkx."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Graph


def solve_ortools(graph: Graph, seconds: float) -> Answer:
    """Solve with ``SimpleMinCostFlow``; it knows no time limit."""
    from ortools.graph.python import min_cost_flow

    clock = Clock()
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        graph.tail.astype(np.int32), graph.head.astype(np.int32), graph.capacity, -graph.gain
    )
    solver.set_nodes_supplies(np.arange(len(graph.supply), dtype=np.int32), graph.supply)
    clock.built()
    status = solver.solve()
    return clock.answer(np.asarray(solver.flows(arcs)) if status == solver.OPTIMAL else None)


def solve_networkx(graph: Graph, seconds: float) -> Answer:
    """Solve with ``network_simplex``; it knows no time limit."""
    import networkx

    clock = Clock()
    built = networkx.MultiDiGraph()
    built.add_nodes_from((node, {"demand": -units}) for node, units in enumerate(graph.supply.tolist()))
    rows = zip(
        graph.tail.tolist(), graph.head.tolist(), graph.capacity.tolist(), graph.gain.tolist(), strict=True
    )
    for number, (tail, head, capacity, gain) in enumerate(rows):
        built.add_edge(tail, head, key=number, capacity=capacity, weight=-gain)
    clock.built()
    flows = networkx.network_simplex(built)[1]
    point = np.zeros(len(graph.tail), dtype=np.int64)
    for heads in flows.values():
        for arcs in heads.values():
            for number, units in arcs.items():
                point[number] = units
    return clock.answer(point)
