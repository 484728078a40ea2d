"""Which goal preferred others: read off the prices that prove the plan."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.problem.policy import Goal, Policy
from matching.vocabulary import MISSING, Reason, code_of

Integers = NDArray[np.int64]


def first_reasons(
    formed: Formulation, policy: Policy, prices: Sequence[Integers], flow: Integers
) -> Integers:
    """Return, per tier, the code of the reason why one more unit of it was not served although stock reaches it.

    A unit would cost what the cheapest offer's price says and is worth its own gain and the price behind it; the first
    goal for which it costs more than it is worth preferred others. Where no goal tells them apart the draw did. A
    group that got nothing and so has nothing to exchange was outranked by the grouped goal. Integer programs have no such
    prices: there the goals and rules together served others.
    """
    demand = formed.network.layers["demand"]
    count = demand.stop - demand.start
    if policy.baseline or not prices:
        return np.full(count, code_of(Reason.RULE_OF_THUMB if policy.baseline else Reason.OTHERS_SERVED))
    reason = np.full(count, code_of(Reason.LOTTERY))
    linear = [number for number, goal in enumerate(policy.goals) if goal.criterion != "max_min"]
    cheapest = _cheapest_supply(formed, [prices[number] for number in linear])
    head = formed.network.head[demand]
    received = np.bincount(head, weights=flow[demand], minlength=formed.network.nodes)
    empty = (received[head] == 0) & (formed.network.groups is not None) & (not formed.counts_children)
    open_tiers = cheapest[formed.classes.tier_class] != MISSING
    for number in linear:
        goal, price = policy.goals[number], prices[number]
        gain = formed.gains(goal)[demand] if goal.criterion == "sum" else np.zeros(len(head), dtype=np.int64)
        cost = price[cheapest[formed.classes.tier_class]] - gain - price[head]
        reason[open_tiers & (cost > 0)] = code_of(_reason_of(goal))
        if goal.criterion == "sum":
            reason[open_tiers & (cost > 0) & empty] = code_of(Reason.OUTRANKED)
        open_tiers &= cost == 0
    return reason


def _reason_of(goal: Goal) -> Reason:
    if goal.criterion != "sum":
        return Reason.OUTRANKED
    by_measure = {
        "life_saving_units": Reason.LIFE_SAVING_FIRST,
        "cost": Reason.DEARER,
        "lottery": Reason.LOTTERY,
    }
    return by_measure.get(goal.measure, Reason.OUTWEIGHED)


def _cheapest_supply(formed: Formulation, prices: list[Integers]) -> Integers:
    """Return, per class, the node among those that serve it whose prices are lowest, goal by goal; else ``MISSING``."""
    network = formed.network
    order = np.lexsort(prices[::-1]) if prices else np.arange(network.nodes)
    rank = np.empty(network.nodes, dtype=np.int64)
    rank[order] = np.arange(network.nodes)
    best = np.full(network.nodes, network.nodes, dtype=np.int64)
    for name in ("admitted", "pairs"):
        arcs = network.layers[name]
        np.minimum.at(best, network.head[arcs], rank[network.tail[arcs]])
    return np.append(order, MISSING)[best[formed.class_node]]
