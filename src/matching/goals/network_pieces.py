"""Independent pieces of a network: what no free arc joins, source and sink apart, is solved apart."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def components(nodes: int, tail: Integers, head: Integers) -> Integers:
    """Return the piece of every node, told by its lowest node, for arcs taken in both directions.

    Parameters
    ----------
    nodes
        Number of nodes.
    tail, head
        Arcs, shape ``(arcs,)``.
    """
    label = np.arange(nodes, dtype=np.int64)
    while True:
        before = label.copy()
        lowest = np.minimum(label[tail], label[head])
        np.minimum.at(label, label[tail], lowest)
        np.minimum.at(label, label[head], lowest)
        while True:
            jumped = label[label]
            if (jumped == label).all():
                break
            label = jumped
        if (label == before).all():
            return label
