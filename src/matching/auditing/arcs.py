"""Arcs of the reference network in families, with what the plan sends over them; pairs where it serves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import points_of, spoken_of
from matching.auditing.measures import unit_cost, unit_points, visit_cost
from matching.auditing.network import UNLIMITED, Network
from matching.auditing.packing import Integers, picked
from matching.auditing.prices import NodePrices, visit_gain
from matching.vocabulary import MISSING


@dataclass(frozen=True, eq=False)
class Arcs:
    """One family of arcs, an entry each.

    Parameters
    ----------
    name
        What the family joins, for messages.
    tail, head, gain
        Per goal: the price before the arc, the price after it, and the gain of a unit.
    capacity, flow
        Units that may and that do go over the arc.
    offers, needs
        Rows that name an arc in messages, if any.
    """

    name: str
    tail: Sequence[Integers]
    head: Sequence[Integers]
    gain: Sequence[Integers]
    capacity: Integers
    flow: Integers
    offers: Integers | None = None
    needs: Integers | None = None

    def difference(self, goal: int) -> Integers:
        """Return ``d = y(tail) − gain − y(head)`` of one goal."""
        return self.tail[goal] - self.gain[goal] - self.head[goal]


def all_arcs(network: Network, prices: Sequence[NodePrices]) -> tuple[Arcs, ...]:
    """Return every family but the arcs of groups and the pairs that the plan does not use."""
    families = [_slots(network, prices), _lines(network, prices), _visits(network, prices)]
    families += [_pairs(network, prices), _needs(network, prices)]
    if network.scope.children:
        families += [_helped(network, prices), _children(network, prices)]
    return tuple(families)


def _zeros(count: int, size: int) -> list[Integers]:
    return [np.zeros(size, dtype=np.int64)] * count


def _slots(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    zeros = _zeros(len(prices), len(network.slot_flow))
    heads = [price.slot for price in prices]
    return Arcs("source to slot", zeros, heads, zeros, network.slot_capacity, network.slot_flow)


def _lines(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    facts = network.facts
    slot = facts.slot
    zeros = _zeros(len(prices), len(slot))
    tails = [picked(price.slot, slot, 0) for price in prices]
    costs = [goal.measure == "cost" for goal in facts.policy.goals]
    gains = [-facts.price if cost else zero for cost, zero in zip(costs, zeros, strict=True)]
    offers = facts.problem["stock"]["offer"]
    heads = [price.line for price in prices]
    return Arcs("source to stock line", tails, heads, gains, network.line_capacity, network.line_flow, offers)


def _visits(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    line = network.visit_line
    zeros = _zeros(len(prices), len(line))
    costs = [goal.measure == "cost" for goal in network.facts.policy.goals]
    gains = [visit_gain(network) if cost else zero for cost, zero in zip(costs, zeros, strict=True)]
    tails, heads = [price.line[line] for price in prices], [price.visit for price in prices]
    offers = network.facts.problem["stock"]["offer"][line]
    flow = np.where(network.proper, network.visit_flow, 0)
    capacity = np.where(network.proper, network.visit_capacity, 0)
    return Arcs("stock line to commune", tails, heads, gains, capacity, flow, offers)


def tail_prices(
    network: Network, prices: Sequence[NodePrices], line: Integers, need: Integers
) -> list[Integers]:
    """Return per goal the price of the node that serves every pair: the visit's, else the line's."""
    visit = network.visit_of(line, network.facts.commune[need])
    if not len(network.visit_line):
        return [price.line[line] for price in prices]
    place = np.maximum(visit, 0)
    return [np.where(visit >= 0, price.visit[place], price.line[line]) for price in prices]


def pair_gains(facts: Facts, line: Integers, need: Integers) -> list[Integers]:
    """Return per goal the gain of a unit on every pair's own arc: what its quotes change."""
    gains = []
    for goal in facts.policy.goals:
        gain = np.zeros(len(line), dtype=np.int64)
        if goal.measure == "cost":
            gain = visit_cost(facts, line, facts.commune[need]) - unit_cost(facts, line, need)
        elif goal.measure == "weight" and goal.criterion == "sum":
            gain = np.where(
                spoken_of(facts, goal)[need], unit_points(facts, line, need) - facts.weight[need], 0
            )
        gains.append(gain)
    return gains


def pairs(network: Network, prices: Sequence[NodePrices], line: Integers, need: Integers) -> Arcs:
    """Return the arcs of given pairs."""
    facts = network.facts
    capacity, flow = network.pair_room(line, need)
    offers = facts.problem["stock"]["offer"][line]
    tails, heads = tail_prices(network, prices, line, need), [price.need[need] for price in prices]
    return Arcs(
        "stock line to need", tails, heads, pair_gains(facts, line, need), capacity, flow, offers, need
    )


def _pairs(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    plan = network.facts.allocation
    _, first, fresh = network.pair_flow
    rows = first[fresh > 0]
    return pairs(network, prices, plan.line[rows], plan.need[rows])


def _needs(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    facts = network.facts
    rows = np.flatnonzero(network.open_need)
    heads = [_beyond(network, price, rows) for price in prices]
    gains = []
    for goal in facts.policy.goals:
        counted = goal.criterion == "sum" and goal.measure in (
            "units",
            "weight",
            "life_saving_units",
            "lottery",
        )
        none = np.zeros(len(rows), dtype=np.int64)
        gains.append(
            np.where(spoken_of(facts, goal)[rows], points_of(facts, goal.measure)[rows], 0)
            if counted
            else none
        )
    tails = [price.need[rows] for price in prices]
    capacity, flow = network.need_capacity[rows], network.need_flow[rows]
    return Arcs("need onward", tails, heads, gains, capacity, flow, None, rows)


def _beyond(network: Network, price: NodePrices, rows: Integers) -> Integers:
    """Return the price of the node behind every need: its child, its group, or the sink."""
    if network.scope.children:
        child = network.facts.problem["needs"]["child"][rows]
        return picked(price.child, child, 0)
    if network.groups is not None:
        return picked(price.group, network.groups.member[rows], 0)
    return np.zeros(len(rows), dtype=np.int64)


def served_children(network: Network) -> Integers:
    """Return the children with a need that is still open."""
    child = network.facts.problem["needs"]["child"]
    return np.unique(child[network.open_need & (child >= 0)]).astype(np.int64)


def _helped(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    rows = served_children(network)
    rows = rows[network.helped_capacity[rows] > 0]
    zeros = _zeros(len(prices), len(rows))
    heads = zeros
    if network.groups is not None:
        heads = [picked(price.group, network.groups.member[rows], 0) for price in prices]
    gains = [
        spoken_of(network.facts, goal)[rows].astype(np.int64)
        if goal.measure == "children_helped" and goal.criterion == "sum"
        else zero
        for goal, zero in zip(network.facts.policy.goals, zeros, strict=True)
    ]
    tails = [price.child[rows] for price in prices]
    flow, once = np.minimum(network.child_flow[rows], 1), np.ones(len(rows), dtype=np.int64)
    return Arcs("child helped", tails, heads, gains, once, flow, None, _a_need(network, rows))


def _children(network: Network, prices: Sequence[NodePrices]) -> Arcs:
    rows = served_children(network)
    zeros = _zeros(len(prices), len(rows))
    tails = [price.child[rows] for price in prices]
    flow = network.child_flow[rows] - np.minimum(network.child_flow[rows], network.helped_capacity[rows])
    unlimited = np.full(len(rows), UNLIMITED, dtype=np.int64)
    return Arcs("child to sink", tails, zeros, zeros, unlimited, flow, None, _a_need(network, rows))


def _a_need(network: Network, children: Integers) -> Integers:
    """Return one need of each child, to name it in messages without naming the child."""
    owner = network.facts.problem["needs"]["child"]
    first = np.full(len(network.facts.problem["children"]) + 1, MISSING, dtype=np.int64)
    first[owner[::-1]] = np.arange(len(owner))[::-1]
    return first[children]
