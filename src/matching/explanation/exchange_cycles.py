"""Which arcs could carry a unit more by exchanges within some bounds: cycles of the residual network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.strong_components import strong_components, without_ends
from matching.formulation.assembly import Formulation
from matching.goals.network_pieces import components

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Exchanges:
    """The exchanges that some bounds allow.

    Parameters
    ----------
    more
        Arcs that may carry a unit more.
    linked
        A number per node, the same for nodes that lead to one another.
    open
        Tiers that could have a unit more while other arcs have one more or fewer.
    """

    more: Mask
    linked: Integers
    open: Mask


def exchanges_within(formed: Formulation, more: Mask, fewer: Mask, asked: Mask) -> Exchanges:
    """Return the exchanges that some bounds allow.

    A unit more on an arc is possible where a path leads back from its head to its tail. The way back along the same arc
    is none, which matters for tiers that are served in part.

    Parameters
    ----------
    formed
        The network.
    more, fewer
        Arcs that may carry a unit more, and a unit less.
    asked
        Tiers that are asked about.
    """
    network = formed.network
    demand = network.layers["demand"]
    both = more & fewer
    both[demand] = False
    label = components(network.nodes, network.tail[both], network.head[both])
    up, down = more & ~both, fewer & ~both
    tail = label[np.concatenate([network.tail[up], network.head[down]])]
    head = label[np.concatenate([network.head[up], network.tail[down]])]
    tail, head = tail[tail != head], head[tail != head]
    in_part = more[demand] & fewer[demand]
    begin, end = label[network.tail[demand]], label[network.head[demand]]
    way_out = _ways_out(formed, label, tail, head, begin[in_part])
    passed = way_out != np.arange(network.nodes)
    rest = ~passed[tail]
    tail, head = tail[rest], head[rest]
    arcs = _distinct(network.nodes, tail, way_out[head])
    linked = strong_components(network.nodes, arcs.tail, arcs.head)
    inside = passed[head] & (linked[tail] == linked[way_out[head]])
    linked[head[inside]] = linked[tail[inside]]
    found = more[demand] & (linked[begin] == linked[end])
    rows = np.flatnonzero(found & in_part & asked & (begin != end))
    found[rows] = _leads_otherwise(arcs, linked, end[rows], begin[rows])
    return Exchanges(more, linked[label], found & asked)


@dataclass(frozen=True, eq=False, slots=True)
class _Arcs:
    """Arcs in rising order of both ends, each once, and how many there are of each."""

    tail: Integers
    head: Integers
    times: Integers


def _distinct(nodes: int, tail: Integers, head: Integers) -> _Arcs:
    """Return the arcs that may lie on cycles."""
    tail, head = without_ends(nodes, tail, head)
    keys, times = np.unique(tail * nodes + head, return_counts=True)
    return _Arcs(keys // nodes, keys % nodes, times)


def _ways_out(
    formed: Formulation, label: Integers, tail: Integers, head: Integers, kept: Integers
) -> Integers:
    """Return for classes with one way out where it leads, for all other nodes themselves; arcs are those of merged nodes.

    Such classes are many, and are passed by: they lie on a cycle where a way in comes from where their way out leads.
    """
    nodes = len(label)
    lowest, highest = np.full(nodes, nodes), np.full(nodes, -1)
    np.minimum.at(lowest, tail, head)
    np.maximum.at(highest, tail, head)
    passed = np.zeros(nodes, dtype=np.bool_)
    passed[formed.class_node] = True
    passed &= (np.bincount(label, minlength=nodes) == 1) & (lowest == highest)
    passed[kept] = False
    return np.where(passed, lowest, np.arange(nodes))


def _leads_otherwise(arcs: _Arcs, linked: Integers, start: Integers, goal: Integers) -> Mask:
    """Return whether a path leads from each start to its goal that is not the one arc between them."""
    if not len(start):
        return np.zeros(0, dtype=np.bool_)
    asked = np.zeros(len(linked), dtype=np.bool_)
    asked[linked[start]] = True
    inside = asked[linked[arcs.tail]] & (linked[arcs.tail] == linked[arcs.head])
    nodes = np.unique(arcs.tail[inside])
    tail, head = np.searchsorted(nodes, arcs.tail[inside]), np.searchsorted(nodes, arcs.head[inside])
    begin, end = np.searchsorted(nodes, start), np.searchsorted(nodes, goal)
    direct = np.searchsorted(tail * len(nodes) + head, begin * len(nodes) + end)
    found = np.asarray(arcs.times[inside][direct] > 1)
    onward, back = _Ways(len(nodes), tail, head), _Ways(len(nodes), head, tail)
    for row in np.flatnonzero(~found).tolist():
        found[row] = _meet(onward, back, int(begin[row]), int(end[row]))
    return found


class _Ways:
    """The arcs of a graph by the node where they begin."""

    def __init__(self, nodes: int, tail: Integers, head: Integers) -> None:
        order = np.argsort(tail, kind="stable")
        self._first: list[int] = np.searchsorted(tail[order], np.arange(nodes + 1)).tolist()
        self._head: list[int] = head[order].tolist()

    def of(self, node: int) -> list[int]:
        """Return the nodes to which arcs lead from a node."""
        return self._head[self._first[node] : self._first[node + 1]]


def _meet(onward: _Ways, back: _Ways, start: int, goal: int) -> bool:
    """Return whether a path leads from the start to the goal beside the arc between them, sought from both ends in turn."""
    ends = ({start}, [start], onward), ({goal}, [goal], back)
    side = 0
    while ends[side][1]:
        (seen, waiting, ways), (met, _, _) = ends[side], ends[1 - side]
        node = waiting.pop()
        for other in ways.of(node):
            if (node, other) == ((start, goal), (goal, start))[side]:
                continue
            if other in met:
                return True
            if other not in seen:
                seen.add(other)
                waiting.append(other)
        side = 1 - side
    return False
