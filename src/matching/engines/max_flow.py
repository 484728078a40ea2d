"""Maximum flow by OR-Tools, with the source side of a minimum cut."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.flow_arrays import FlowArrays, check_arrays
from matching.errors import SolverError

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MaximumFlow:
    """What was delivered to every node, and which nodes still had supply to spare.

    Parameters
    ----------
    delivered
        Units that reached each node's demand, shape ``(nodes,)``.
    plenty
        Nodes that unsent supply can still reach: the source side of a minimum cut, shape ``(nodes,)``.
    """

    delivered: Integers
    plenty: NDArray[np.bool_]


def solve_max_flow(
    nodes: int, tail: Integers, head: Integers, capacity: Integers, supply: Integers, demand: Integers
) -> MaximumFlow:
    """Send as much supply to demand as the arcs allow.

    Parameters
    ----------
    nodes
        Number of nodes.
    tail, head, capacity
        Arcs, 64-bit integers.
    supply, demand
        Most that every node sends and takes, ≥ 0, shape ``(nodes,)``.

    Raises
    ------
    SolverError
        If the solver fails.
    OverflowRefusedError
        If the numbers are too large to be exact.
    """
    from ortools.graph.python import max_flow

    check_arrays(FlowArrays(nodes, tail, head, capacity, np.zeros(len(tail), dtype=np.int64), supply))
    solver = max_flow.SimpleMaxFlow()
    source, sink = nodes, nodes + 1
    sending, taking = np.flatnonzero(supply > 0), np.flatnonzero(demand > 0)
    solver.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), capacity)
    solver.add_arcs_with_capacity(
        np.full(len(sending), source, dtype=np.int32), sending.astype(np.int32), supply[sending]
    )
    arcs = solver.add_arcs_with_capacity(
        taking.astype(np.int32), np.full(len(taking), sink, dtype=np.int32), demand[taking]
    )
    delivered = np.zeros(nodes, dtype=np.int64)
    if not len(sending) or not len(taking):
        return MaximumFlow(delivered, _reach(nodes, tail, head, capacity, supply > 0))
    status = solver.solve(source, sink)
    if status != solver.OPTIMAL:
        raise SolverError(f"the maximum-flow solver stopped with status {status}")
    delivered[taking] = np.asarray(solver.flows(arcs), dtype=np.int64)
    plenty = np.zeros(nodes + 2, dtype=np.bool_)
    plenty[np.asarray(solver.get_source_side_min_cut(), dtype=np.int64)] = True
    return MaximumFlow(delivered, plenty[:nodes])


def _reach(
    nodes: int, tail: Integers, head: Integers, capacity: Integers, start: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    reached = start.copy()
    while True:
        grown = reached.copy()
        grown[head[reached[tail] & (capacity > 0)]] = True
        if (grown == reached).all():
            return reached
        reached = grown
