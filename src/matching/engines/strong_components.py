"""Strong components of a directed graph: nodes that lead to one another."""

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def strong_components(nodes: int, tail: Integers, head: Integers) -> Integers:
    """Return the component of every node, told by one of its nodes.

    Parameters
    ----------
    nodes
        Number of nodes.
    tail, head
        Arcs, shape ``(arcs,)``.
    """
    component = np.arange(nodes, dtype=np.int64)
    tail, head = without_ends(nodes, tail, head)
    if not len(tail):
        return component
    graph = nx.DiGraph(zip(tail.tolist(), head.tolist(), strict=True))
    for members in nx.strongly_connected_components(graph):
        whole = list(members)
        component[whole] = whole[0]
    return component


def without_ends(nodes: int, tail: Integers, head: Integers) -> tuple[Integers, Integers]:
    """Return the arcs that are left when those at nodes without a way in, or without one out, are taken away in turn."""
    while True:
        leaves, enters = np.zeros(nodes, dtype=np.bool_), np.zeros(nodes, dtype=np.bool_)
        leaves[tail], enters[head] = True, True
        kept = enters[tail] & leaves[head]
        if kept.all():
            return tail, head
        tail, head = tail[kept], head[kept]
