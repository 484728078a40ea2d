"""The optimal face: bounds on arcs that hold in every plan which is best for the goals so far."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import InfeasibleError
from matching.formulation.network import SINK, SOURCE, Network

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Face:
    """Least and most flow of every arc, shape ``(arcs,)``."""

    lower: Integers
    upper: Integers

    @property
    def free(self) -> Integers:
        """Arcs whose flow is still open."""
        return np.flatnonzero(self.lower < self.upper)

    def restricted(self, slack: Integers) -> "Face":
        """Return the face on which arcs of positive slack stay at their least and of negative slack at their most.

        ``slack`` is ``price(tail) − gain − price(head)``; complementary slackness.
        """
        return Face(np.where(slack < 0, self.upper, self.lower), np.where(slack > 0, self.lower, self.upper))

    def with_bounds(self, arcs: slice, lower: Integers, upper: Integers) -> "Face":
        """Return the face with new bounds on some arcs."""
        low, high = self.lower.copy(), self.upper.copy()
        low[arcs], high[arcs] = lower, upper
        return Face(low, high)


def whole_face(network: Network) -> Face:
    """Return the bounds before any goal: capacities, and floors on the groups' arcs.

    Raises
    ------
    InfeasibleError
        If a floor lies above what is needed or a ceiling allows.
    """
    lower = np.zeros(len(network.tail), dtype=np.int64)
    if network.groups is not None:
        due = np.maximum(network.groups.floor - network.groups.offset, 0)
        if due.any():
            lower[network.layers["groups"]] = due
        if (network.groups.offset > network.groups.ceiling).any():
            raise InfeasibleError(
                "promises made earlier exceed a ceiling; release one of them or raise the ceiling"
            )
        if (lower > network.capacity).any():
            raise InfeasibleError("a floor asks for more units than are needed or a ceiling allows")
    return Face(lower, network.capacity)


def balance(network: Network, face: Face) -> Integers:
    """Return the units every node must still send when all arcs carry their least, shape ``(nodes,)``."""
    send = np.zeros(network.nodes, dtype=np.int64)
    send[SOURCE], send[SINK] = network.supply, -network.supply
    busy = np.flatnonzero(face.lower)
    np.subtract.at(send, network.tail[busy], face.lower[busy])
    np.add.at(send, network.head[busy], face.lower[busy])
    return send
