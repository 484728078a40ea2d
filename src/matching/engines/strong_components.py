"""Strong components of a directed graph: nodes that lead to one another."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def strong_components(nodes: int, tail: Integers, head: Integers) -> Integers:
    """Return the component of every node, told by one of its nodes (Tarjan 1972).

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
    order = np.argsort(tail, kind="stable")
    own = np.unique(tail)
    start, end = np.searchsorted(own, tail[order]), np.searchsorted(own, head[order])
    first = np.searchsorted(start, np.arange(len(own) + 1)).tolist()
    component[own] = own[_tarjan(first, end.tolist())]
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


def _tarjan(first: list[int], head: list[int]) -> Integers:
    """Return one node of every node's component; arcs of node ``v`` are ``first[v]`` to ``first[v + 1]``."""
    count = len(first) - 1
    number, lowest, component = [-1] * count, [0] * count, [-1] * count
    following, waiting, path = list(first), [], []
    counter = 0
    for root in range(count):
        if number[root] < 0:
            path.append(root)
        while path:
            node = path[-1]
            if number[node] < 0:
                number[node] = lowest[node] = counter
                counter += 1
                waiting.append(node)
            at = following[node]
            if at < first[node + 1]:
                following[node] = at + 1
                other = head[at]
                if number[other] < 0:
                    path.append(other)
                elif component[other] < 0:
                    lowest[node] = min(lowest[node], number[other])
                continue
            path.pop()
            if path:
                lowest[path[-1]] = min(lowest[path[-1]], lowest[node])
            if lowest[node] == number[node]:
                while component[node] < 0:
                    component[waiting.pop()] = node
    return np.array(component, dtype=np.int64)
