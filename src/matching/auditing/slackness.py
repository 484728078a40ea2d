"""The theorem's conditions on every arc: room left only where d ≥ 0, flow only where d ≤ 0."""

from collections.abc import Sequence

import numpy as np

from matching.auditing.arcs import Arcs
from matching.auditing.bounds import group_bounds
from matching.auditing.breaches import Breaches, broken
from matching.auditing.groups import Groups, steps
from matching.auditing.levels import difference
from matching.auditing.measures import lowest
from matching.auditing.network import Network
from matching.auditing.packing import Flags, Integers, decided
from matching.auditing.prices import NodePrices
from matching.auditing.welfare import welfare_of
from matching.plan.certificate import Certificate
from matching.vocabulary import MISSING


def wrong_arcs(arcs: Arcs, linear: Sequence[int]) -> Breaches:
    """Return the arcs of a family on which the conditions fail; ``goal`` counts from 1.

    Parameters
    ----------
    arcs
        The family.
    linear
        Goals whose differences are compared, in order.
    """
    sign, which = decided([arcs.difference(goal) for goal in linear], len(arcs.flow))
    where = ((arcs.flow < arcs.capacity) & (sign < 0)) | ((arcs.flow > 0) & (sign > 0))
    message = f"Goal {{goal}} is not proved: the prices fail on an arc {arcs.name}."
    goal = np.append(np.array(linear, dtype=np.int64), MISSING)[which] + 1
    return broken(message, where, offers=arcs.offers, needs=arcs.needs, goal=goal)


def group_differences(
    network: Network,
    prices: Sequence[NodePrices],
    certificate: Certificate,
    unit: Integers,
    linear: Sequence[int],
) -> list[Integers]:
    """Return per linear goal d, or its sign, on the arc from every group to the sink at a unit."""
    groups, goals = network.groups, network.facts.policy.goals
    assert groups is not None
    result = []
    for goal in linear:
        price = prices[goal].group
        if goals[goal].criterion == "leximin":
            size = steps(network.facts, goals[goal], groups)
            price = difference(certificate.proofs[goal].levels, price, unit, size)
        elif goals[goal].criterion == "alpha_fair":
            price = price - welfare_of(network.facts, goals[goal], groups).at(unit)
        result.append(price)
    return result


def wrong_groups(
    network: Network,
    prices: Sequence[NodePrices],
    certificate: Certificate,
    linear: Sequence[int],
    least: Integers,
) -> Breaches:
    """Return the groups on whose arc to the sink the conditions fail.

    Parameters
    ----------
    network, prices, certificate, linear
        The network and its prices for the goals that are compared.
    least
        Units of every group that a max-min goal protects; the last unit counts as flow only above them.
    """
    groups = network.groups
    assert groups is not None
    ahead = group_differences(network, prices, certificate, groups.served + 1, linear)
    last = group_differences(network, prices, certificate, groups.served, linear)
    up, which_up = decided(ahead, len(least))
    down, which_down = decided(last, len(least))
    room = (groups.served < group_bounds(network.facts, groups)[1]) & (up < 0)
    flow = (groups.served > np.maximum(groups.promised, least)) & (down > 0)
    which = np.where(room, which_up, which_down)
    goal = np.append(np.array(linear, dtype=np.int64), MISSING)[which] + 1
    message = "Goal {goal} is not proved: the prices fail on the arc group to sink."
    return broken(message, room | flow, goal=goal)


def protected(network: Network, groups: Groups, reached: Flags, goal: int) -> Integers:
    """Return the units of every reached group that a max-min goal protects: ``⌈t·D⌉``."""
    size = steps(network.facts, network.facts.policy.goals[goal], groups)
    level = lowest(groups, size, reached)
    if level is None:
        return np.zeros(len(size), dtype=np.int64)
    units = [-(-level.numerator * one // level.denominator) for one in size.tolist()]
    return np.where(reached, np.array(units, dtype=np.int64), 0)
