"""Which goal preferred others, and whose stock it would have taken: read off the prices that prove the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.explanation.preferences import reason_of_goal
from matching.formulation.assembly import Formulation
from matching.plan.any_certificate import AnyCertificate
from matching.plan.certificate import Certificate
from matching.problem.policy import Goal, Policy
from matching.vocabulary import MISSING, Reason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Preference:
    """Why one more unit of every tier was not served although stock reaches it.

    Parameters
    ----------
    reason
        Code of the reason.
    goal
        Position of the goal that preferred others, ``MISSING`` where none did.
    supplier
        Number of the supplier whose unit would have cost least, ``MISSING`` where none is open.
    """

    reason: Integers
    goal: Integers
    supplier: Integers


def preferences(
    formed: Formulation,
    policy: Policy,
    prices: Sequence[Integers],
    flow: Integers,
    certificate: AnyCertificate | None,
) -> Preference:
    """Return, per tier, why one more unit of it was not served although stock reaches it.

    A unit would cost what the cheapest offer's price says and is worth its own gain and the price behind it; the first
    goal for which it costs more than it is worth preferred others: any plan that serves the tier more is worse on
    that goal or an earlier one (complementary slackness). Where no goal tells them apart the draw did. A group that has
    nothing cannot exchange anything within itself, so there the price of its own next unit counts as well.
    """
    demand = formed.network.layers["demand"]
    count = demand.stop - demand.start
    none = np.full(count, MISSING, dtype=np.int64)
    if policy.baseline or not prices:
        code = code_of(Reason.RULE_OF_THUMB if policy.baseline else Reason.OTHERS_SERVED)
        return Preference(np.full(count, code), none, none)
    linear = [number for number, goal in enumerate(policy.goals) if goal.criterion != "max_min"]
    cheapest, supplier = _cheapest_supply(formed, [prices[number] for number in linear], flow)
    source = cheapest[formed.classes.tier_class]
    reason = np.where(source == MISSING, code_of(Reason.CHILD_LIMIT), code_of(Reason.LOTTERY))
    goals, undecided = none.copy(), source != MISSING
    for number in linear:
        goal = policy.goals[number]
        cost = _cost(formed, goal, prices[number], source)
        if goal.criterion == "leximin" and isinstance(certificate, Certificate):
            behind = _groups_behind(formed, prices[number], flow, certificate.proofs[number].levels)
            cost = np.where((cost == 0) & behind, 1, cost)
        found = undecided & (cost > 0)
        reason[found], goals[found] = code_of(reason_of_goal(goal)), number
        undecided &= cost == 0
    drawn = [number for number in linear if policy.goals[number].measure == "lottery"]
    goals[undecided] = drawn[-1] if drawn else MISSING
    return Preference(reason, goals, supplier[formed.classes.tier_class])


def _cost(formed: Formulation, goal: Goal, price: Integers, source: Integers) -> Integers:
    """Return what a unit of every tier costs more than it is worth."""
    demand = formed.network.layers["demand"]
    head = formed.network.head[demand]
    gain = formed.gains(goal)[demand] if goal.criterion == "sum" else np.zeros_like(head)
    return np.asarray(price[source] - gain - price[head])


def _cheapest_supply(
    formed: Formulation, prices: list[Integers], flow: Integers
) -> tuple[Integers, Integers]:
    """Return, per class, the open node that serves it at the lowest prices, goal by goal, and the supplier behind it."""
    network = formed.network
    rank = np.empty(network.nodes, dtype=np.int64)
    order = np.lexsort(prices[::-1]) if prices else np.arange(network.nodes)
    rank[order] = np.arange(network.nodes)
    best = np.full(network.nodes, network.nodes, dtype=np.int64)
    for name in ("admitted", "pairs"):
        arcs = network.layers[name]
        room = flow[arcs] < network.capacity[arcs]
        np.minimum.at(best, network.head[arcs][room], rank[network.tail[arcs][room]])
    cheapest = np.append(order, MISSING)[best[formed.class_node]]
    return cheapest, np.append(_suppliers_behind(formed, rank), MISSING)[cheapest]


def _suppliers_behind(formed: Formulation, rank: Integers) -> Integers:
    """Return, per node, the cheapest supplier that leads to it, ``MISSING`` where none does."""
    network = formed.network
    behind = np.full(network.nodes, MISSING, dtype=np.int64)
    behind[formed.supplier_node] = np.arange(len(formed.supplier_node))
    for name in ("visits", "hubs"):
        arcs = network.layers[name]
        tail, head = network.tail[arcs], network.head[arcs]
        order = np.argsort(-rank[tail], kind="stable")
        behind[head[order]] = behind[tail[order]]
    return behind


def _groups_behind(
    formed: Formulation, price: Integers, flow: Integers, levels: Sequence[tuple[int, int]]
) -> Mask:
    """Return the tiers of groups that have nothing and whose first unit comes after the threshold of their price.

    A unit ``k`` of a group in steps of ``1/D`` has the key ``((k−1)/D rising, k/D falling)``; a price ``y`` of ``L``
    levels stands for the threshold with index ``L − y``.
    """
    network, groups = formed.network, formed.network.groups
    demand = network.layers["demand"]
    behind = np.zeros(network.nodes, dtype=np.bool_)
    if groups is None or formed.counts_children or not levels:
        return behind[network.head[demand]]
    received = np.bincount(network.head[demand], weights=flow[demand], minlength=network.nodes)[groups.node]
    rows = np.flatnonzero((received == 0) & (price[groups.node] > 0))
    table = np.array(levels, dtype=object)[len(levels) - price[groups.node[rows]]]
    unit, size = groups.offset[rows].astype(object) + 1, groups.denominator[rows].astype(object)
    start = (table[:, 0] - 1) * size - (unit - 1) * table[:, 1]
    end = table[:, 0] * size - unit * table[:, 1]
    behind[groups.node[rows]] = (start < 0) | ((start == 0) & (end > 0))
    return behind[network.head[demand]]
