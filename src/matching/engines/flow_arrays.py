"""The arrays of a flow problem, checked for type, range and overflow before any solver sees them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import OverflowRefusedError, SolverError

Integers = NDArray[np.int64]

QUANTITY_LIMIT = 1 << 53
"""Sums of capacities and supplies stay below this."""

COST_LIMIT = 1 << 62
"""``largest |cost| · (nodes + 3)²`` stays at or below this: prices add up along paths inside the solver."""


@dataclass(frozen=True, slots=True)
class FlowArrays:
    """A min-cost flow problem.

    Parameters
    ----------
    nodes
        Number of nodes.
    tail, head, capacity, cost
        Arcs, shape ``(arcs,)``, 64-bit integers; capacities ≥ 0.
    supply
        Units each node sends (negative: takes), shape ``(nodes,)``, summing to 0.
    """

    nodes: int
    tail: Integers
    head: Integers
    capacity: Integers
    cost: Integers
    supply: Integers


def check_arrays(arrays: FlowArrays) -> None:
    """Refuse arrays that a solver would misread without a word.

    Raises
    ------
    SolverError
        If an array is not of 64-bit integers, a node does not exist, or a capacity is negative.
    OverflowRefusedError
        If sums or costs could leave the exact range.
    """
    for name in ("tail", "head", "capacity", "cost", "supply"):
        if getattr(arrays, name).dtype != np.int64:
            raise SolverError(f"{name} must hold 64-bit integers, not {getattr(arrays, name).dtype}")
    ends = np.concatenate([arrays.tail, arrays.head])
    if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= arrays.nodes):
        raise SolverError("an arc ends at a node that does not exist")
    if len(arrays.capacity) and int(arrays.capacity.min()) < 0:
        raise SolverError("a capacity is negative")
    largest = max(int(np.abs(arrays.supply).sum(dtype=object) or 0), int(arrays.capacity.max(initial=0)))
    if largest >= QUANTITY_LIMIT:
        raise OverflowRefusedError(f"quantities sum to {largest}, above the exact limit {QUANTITY_LIMIT}")
    steepest = int(np.abs(arrays.cost).max(initial=0))
    if steepest * (arrays.nodes + 3) ** 2 > COST_LIMIT:
        raise OverflowRefusedError(
            f"weights or prices up to {steepest} on {arrays.nodes} nodes exceed the exact range; use smaller numbers"
        )
