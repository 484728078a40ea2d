"""Exact integral leximin by decomposition: a handful of maximum flows (fact B)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.max_flow import solve_max_flow
from matching.errors import InfeasibleError
from matching.formulation.network import SINK, Groups, Network
from matching.formulation.unit_keys import check_denominators
from matching.goals.face import Face, balance
from matching.goals.part_thresholds import thresholds
from matching.goals.sharing import Shares, ideal_shares

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leximin:
    """The leximin-best units of every group and the prices that prove them.

    Parameters
    ----------
    units
        Units of every group, promised ones included.
    prices
        Price of every node: ``number of levels − position of its threshold``, 0 for "worth nothing".
    levels
        Thresholds in rising order, as unit keys ``(k, D)``.
    face
        The optimal face.
    """

    units: Integers
    prices: Integers
    levels: tuple[tuple[int, int], ...]
    face: Face


class _Parts:
    """Nodes split into parts in rising order of their thresholds; mutable only inside this module."""

    def __init__(self, network: Network, face: Face, groups: Groups) -> None:
        arcs = np.setdiff1d(face.free, np.arange(*network.layers["groups"].indices(len(network.tail))), True)
        self.tail, self.head = network.tail[arcs], network.head[arcs]
        self.capacity = face.upper[arcs] - face.lower[arcs]
        send = balance(network, face)
        send[SINK] = 0
        self.supply, self.demand = np.maximum(send, 0), np.maximum(-send, 0)
        self.part = np.zeros(network.nodes, dtype=np.int64)
        self.order = [0]
        self.total = {0: int(self.supply.sum() - self.demand.sum())}
        self.open = {0}

    def split(self, plenty: Mask, failed: Mask, given: Integers) -> None:
        """Split every failed part into its short side, which keeps the number, and its plentiful side."""
        crossing = plenty[self.tail] != plenty[self.head]
        crossing &= failed[self.part[self.tail]]
        full = crossing & plenty[self.tail]
        np.add.at(self.supply, self.head[full], self.capacity[full])
        np.add.at(self.demand, self.tail[full], self.capacity[full])
        self._keep(~crossing)
        short = np.bincount(self.part[~plenty], weights=given[~plenty], minlength=len(failed)).astype(
            np.int64
        )
        renumber, order = np.arange(len(failed)), []
        for number in self.order:
            order.append(number)
            if failed[number]:
                renumber[number] = len(self.total)
                order.append(len(self.total))
                self.open.add(len(self.total))
                self.total[len(self.total)] = self.total[number] - int(short[number])
                self.total[number] = int(short[number])
        self.order = order
        self.part = np.where(plenty, renumber[self.part], self.part)

    def close(self, numbers: Integers) -> None:
        """Take finished parts out of the flow."""
        self.open -= set(numbers.tolist())
        still = self.active()
        self._keep(still[self.tail])
        self.supply, self.demand = np.where(still, self.supply, 0), np.where(still, self.demand, 0)

    def active(self) -> Mask:
        """Return the nodes of open parts."""
        is_open = np.zeros(len(self.total), dtype=np.bool_)
        is_open[list(self.open)] = True
        return is_open[self.part]

    def _keep(self, kept: Mask) -> None:
        self.tail, self.head, self.capacity = self.tail[kept], self.head[kept], self.capacity[kept]


def best_leximin(network: Network, face: Face) -> Leximin:
    """Return the leximin-best coverage of the network's groups on a face.

    Each round takes the ideal shares of every open part, tests them with one maximum flow, closes the parts that
    attain them and splits the others at the minimum cut.

    Raises
    ------
    InfeasibleError
        If the bounds of the face cannot be met.
    """
    groups = network.groups
    assert groups is not None
    check_denominators(groups.denominator)
    arcs = network.layers["groups"]
    base, top = groups.offset + face.lower[arcs], groups.offset + face.upper[arcs]
    parts = _Parts(network, face, groups)
    units = base.copy()
    while parts.open:
        active = parts.active()
        chosen = np.flatnonzero(active[groups.node])
        count = len(parts.total)
        total = np.array([parts.total[number] if number in parts.open else 0 for number in range(count)])
        shares = ideal_shares(
            Shares(groups.denominator[chosen], base[chosen], top[chosen], parts.part[groups.node[chosen]]),
            total,
        )
        wanted = np.zeros(network.nodes, dtype=np.int64)
        wanted[groups.node[chosen]] = shares.units - base[chosen]
        wanted[SINK] = shares.spare[parts.part[SINK]] if active[SINK] else 0
        _check_spare(shares.spare, int(parts.part[SINK]) if active[SINK] else -1)
        flow = solve_max_flow(
            network.nodes, parts.tail, parts.head, parts.capacity, parts.supply, parts.demand + wanted
        )
        missing = parts.demand + wanted - flow.delivered
        failed = np.bincount(parts.part, weights=missing, minlength=count) > 0
        if failed.any() and not _progress(parts, flow.plenty, failed):
            raise InfeasibleError("the floors and promises cannot all be kept")
        done = np.array([number for number in parts.open if not failed[number]], dtype=np.int64)
        finished = np.isin(parts.part[groups.node], done)
        units[chosen] = np.where(finished[chosen], shares.units, units[chosen])
        parts.close(done)
        if failed.any():
            parts.split(flow.plenty, failed, flow.delivered - parts.demand)
    return _conclude(network, face, parts, units, base, top)


def _progress(parts: _Parts, plenty: Mask, failed: Mask) -> bool:
    """Return whether every failed part has both a short and a plentiful side."""
    inside = failed[parts.part]
    sides = np.bincount(parts.part[inside & plenty], minlength=len(failed)) > 0
    return bool(sides[failed].all())


def _check_spare(spare: Integers, sink_part: int) -> None:
    lost = spare.copy()
    if sink_part >= 0:
        lost[sink_part] = 0
    if lost.any():
        raise InfeasibleError("the floors and promises cannot all be kept")


def _conclude(
    network: Network, face: Face, parts: _Parts, units: Integers, base: Integers, top: Integers
) -> Leximin:
    groups = network.groups
    assert groups is not None
    last = int(parts.part[SINK])
    found = thresholds(groups, parts.part[groups.node], parts.order, units, base, top, last)
    prices = found.price_of_part[parts.part]
    slack = prices[network.tail] - prices[network.head]
    arcs = network.layers["groups"]
    slack[arcs] = 0
    lower = np.where(found.gives, units - 1, units) - groups.offset
    upper = np.where(found.takes, units + 1, units) - groups.offset
    narrowed = face.restricted(slack).with_bounds(arcs, lower, upper)
    return Leximin(units, prices, found.levels, narrowed)
