"""What one more unit at every node of a solved network is worth, goal by goal in order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import SolverError
from matching.formulation.assembly import Formulation
from matching.formulation.network import SINK, SOURCE, Network
from matching.formulation.unit_keys import check_denominators, level
from matching.goals.face import whole_face
from matching.problem.policy import Goal, Policy

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

NOWHERE = -(2**60)
"""Worth of a node from which nothing leads anywhere."""


@dataclass(frozen=True, eq=False, slots=True)
class NodeWorths:
    """Worths of a unit at every node, and the residual arcs on which they are attained.

    Parameters
    ----------
    worth
        Shape ``(nodes, goals)``: change of a total; for leximin the rank of the unit that becomes possible (the
        higher the worse-off its group), 0 for none.
    gains
        Gain of every arc for every goal, shape ``(arcs, goals)``.
    room, taken
        Units that every arc could carry more, and those it could carry less.
    low, high, size
        Per rank: units of its group before and after, and the steps of its coverage; rank 0 stands for none.
    """

    worth: Integers
    gains: Integers
    room: Integers
    taken: Integers
    low: Integers
    high: Integers
    size: Integers


def node_worths(formed: Formulation, policy: Policy, flow: Integers) -> NodeWorths:
    """Return what one more unit at every node does to the goals of a policy.

    An optimal flow stays optimal when it is augmented along the best residual path (successive shortest paths), so
    the worth of a unit is that of the best path to the sink, or back to the source in place of another unit:
    ``worth(tail) = max(gain + worth(head))`` over residual arcs, compared goal by goal in order.

    Raises
    ------
    SolverError
        If the flow is not optimal for the goals: worths would rise without end.
    """
    network = formed.network
    face = whole_face(network)
    room, taken = face.upper - flow, flow - face.lower
    low, high, size, rank = _next_units(network, flow)
    gains = np.stack([_gains(formed, goal, rank) for goal in policy.goals], axis=1)
    worth = np.zeros((network.nodes, len(policy.goals)), dtype=np.int64)
    arcs = np.arange(len(network.tail))
    forward = arcs[(room > 0) & (network.tail != SOURCE)]
    backward = arcs[(taken > 0) & (network.head != SINK)]
    start = np.concatenate([network.tail[forward], network.head[backward]])
    end = np.concatenate([network.head[forward], network.tail[backward]])
    signed = np.concatenate([gains[forward], -gains[backward]])
    layer = np.concatenate([_layers(network)[forward], -1 - _layers(network)[backward]])
    for number in range(len(policy.goals)):
        worth[:, number] = _longest(network.nodes, start, end, signed[:, number], layer)
        tight = worth[start, number] == signed[:, number] + worth[end, number]
        tight &= worth[start, number] > NOWHERE // 2
        start, end, signed, layer = start[tight], end[tight], signed[tight], layer[tight]
    return NodeWorths(worth, gains, room, taken, low, high, size)


def _next_units(network: Network, flow: Integers) -> tuple[Integers, Integers, Integers, Integers]:
    """Return units before and after and steps per rank, and the rank of the next unit of every group."""
    groups = network.groups
    if groups is None:
        none = np.zeros(1, dtype=np.int64)
        return none, none, none + 1, np.zeros(0, dtype=np.int64)
    check_denominators(groups.denominator)
    before = flow[network.layers["groups"]] + groups.offset
    first, last = level(before, groups.denominator), -level(before + 1, groups.denominator)
    order = np.lexsort((last, first))[::-1]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(first[order]) != 0) | (np.diff(last[order]) != 0)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.cumsum(new)
    example = order[new]
    zero = np.zeros(1, dtype=np.int64)
    low = np.concatenate([zero, before[example]])
    size = np.concatenate([zero + 1, groups.denominator[example]])
    return low, np.concatenate([zero, before[example] + 1]), size, rank


def _gains(formed: Formulation, goal: Goal, rank: Integers) -> Integers:
    network = formed.network
    if goal.criterion == "sum":
        return np.asarray(formed.gains(goal), dtype=np.int64)
    gains = np.zeros(len(network.tail), dtype=np.int64)
    gains[network.layers["groups"]] = rank
    return gains


def _layers(network: Network) -> Integers:
    number = np.zeros(len(network.tail), dtype=np.int64)
    for position, arcs in enumerate(network.layers.values()):
        number[arcs] = position
    return number


def _longest(nodes: int, start: Integers, end: Integers, gain: Integers, layer: Integers) -> Integers:
    """Return the largest gain of a path from every node to the sink or the source, layer by layer until all settle."""
    worth = np.full(nodes, NOWHERE, dtype=np.int64)
    worth[[SOURCE, SINK]] = 0
    # Forward layers from the sink backwards, then the arcs in reverse: most paths settle in one sweep.
    numbers = [*sorted((n for n in np.unique(layer).tolist() if n >= 0), reverse=True)]
    numbers += sorted((n for n in np.unique(layer).tolist() if n < 0), reverse=True)
    blocks = [np.flatnonzero(layer == number) for number in numbers]
    for _ in range(nodes + 1):
        before = worth.copy()
        for rows in blocks:
            reached = worth[end[rows]] + gain[rows]
            np.maximum.at(worth, start[rows], np.where(worth[end[rows]] > NOWHERE // 2, reached, NOWHERE))
        if (worth == before).all():
            return worth
        if worth[SOURCE] > 0 or worth[SINK] > 0:
            break
    raise SolverError("the plan is not optimal for its goals: worths do not settle")
