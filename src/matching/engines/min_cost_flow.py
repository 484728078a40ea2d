"""Min-cost flow by OR-Tools; integers only, checked before and after."""

import numpy as np
from numpy.typing import NDArray

from matching.engines.flow_arrays import FlowArrays, check_arrays
from matching.errors import InfeasibleError, SolverError

Integers = NDArray[np.int64]


def solve_min_cost_flow(arrays: FlowArrays) -> Integers:
    """Return a cheapest flow that sends all supply.

    Raises
    ------
    InfeasibleError
        If the supplies cannot all be sent.
    SolverError
        If the solver fails or its flow does not balance.
    OverflowRefusedError
        If the numbers are too large to be exact.
    """
    from ortools.graph.python import min_cost_flow

    check_arrays(arrays)
    if not len(arrays.tail):
        return _without_arcs(arrays)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        arrays.tail.astype(np.int32), arrays.head.astype(np.int32), arrays.capacity, arrays.cost
    )
    solver.set_nodes_supplies(np.arange(arrays.nodes, dtype=np.int32), arrays.supply)
    status = solver.solve()
    if status in (solver.INFEASIBLE, solver.UNBALANCED):
        raise InfeasibleError("the required quantities cannot all be delivered")
    if status != solver.OPTIMAL:
        raise SolverError(f"the flow solver stopped with status {status}")
    flow = np.asarray(solver.flows(arcs), dtype=np.int64)
    _check_flow(arrays, flow)
    return flow


def _without_arcs(arrays: FlowArrays) -> Integers:
    if arrays.supply.any():
        raise InfeasibleError("the required quantities cannot all be delivered")
    return np.zeros(0, dtype=np.int64)


def _check_flow(arrays: FlowArrays, flow: Integers) -> None:
    balance = np.bincount(arrays.tail, weights=flow, minlength=arrays.nodes)
    balance -= np.bincount(arrays.head, weights=flow, minlength=arrays.nodes)
    if (
        (flow < 0).any()
        or (flow > arrays.capacity).any()
        or (balance.astype(np.int64) != arrays.supply).any()
    ):
        raise SolverError("the flow solver returned a flow that does not balance")
