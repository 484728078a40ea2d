"""The theorem's conditions on every arc: room left only where d ≥ 0, flow only where d ≤ 0."""

from collections.abc import Iterator, Sequence

import numpy as np

from matching.audit.arcs import Arcs, pairs, tail_prices
from matching.audit.breaches import Breaches, broken
from matching.audit.groups import Groups, steps
from matching.audit.levels import difference
from matching.audit.measures import lowest
from matching.audit.network import Network
from matching.audit.packing import Flags, Integers, decided, packed, picked
from matching.audit.pairs import admissible
from matching.audit.prices import NodePrices
from matching.audit.reach import Reach, undercut
from matching.plan.audit_report import EXAMPLES
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


def delicate(network: Network) -> Flags:
    """Return the stock rows whose pairs differ by more than the prices of line and need.

    Those are the rows of offers with a limit per child that can bind, with quotes for single needs, or with a
    benefit quoted for a commune.
    """
    problem = network.facts.problem
    offers, stock, quotes = problem["offers"], problem["stock"], problem["quotes"]
    alone = np.zeros(len(offers), dtype=np.bool_)
    alone[quotes["offer"][(quotes["need"] >= 0) | (quotes["benefit"] >= 0)]] = True
    most = np.zeros(len(problem["kinds"]), dtype=np.int64)
    np.maximum.at(most, problem["needs"]["kind"], problem["needs"]["quantity"])
    limit = offers["child_max"][stock["offer"]]
    return np.asarray(alone[stock["offer"]] | ((limit != MISSING) & (limit <= most[stock["kind"]])))


def wrong_pairs(
    network: Network, prices: Sequence[NodePrices], reach: Reach, special: Flags, linear: Sequence[int]
) -> Iterator[Breaches]:
    """Yield the admissible pairs of one kind with room on which d < 0."""
    tails, needs, edges = ranks(network, prices, linear)
    low = undercut(reach, network.open_line & ~special, tails, needs, edges)
    if low.any():
        yield _named(network, prices, reach.needs[low], linear)
    for line, rows in reach.needs_of(network.open_line & special):
        lines = np.full(len(rows), line, dtype=np.int64)
        good = ~refused_pairs(network, lines, rows)
        yield wrong_arcs(pairs(network, prices, lines[good], rows[good]), linear)


def refused_pairs(network: Network, line: Integers, need: Integers) -> Flags:
    """Return the pairs that a quote refuses, or whose visit can carry nothing."""
    offer = network.facts.problem["stock"]["offer"][line]
    visit = network.visit_of(line, network.facts.commune[need])
    shut = picked(network.visit_capacity, visit, 1) == 0
    return np.asarray((network.facts.quoted("need", "refused", offer, need) > 0) | shut)


def ranks(
    network: Network, prices: Sequence[NodePrices], linear: Sequence[int]
) -> tuple[tuple[Integers, Integers], Integers, Integers]:
    """Return one number per stock row and visit, and per need, that orders their prices goal by goal.

    Visits that can carry nothing rank above everything. The third array lists the visits by stock row.
    """
    sizes = (len(network.line_flow), len(network.visit_line), len(network.need_flow))
    columns = [np.concatenate([prices[goal].line, prices[goal].visit, prices[goal].need]) for goal in linear]
    joint = packed([np.zeros(sum(sizes), dtype=np.int64), *columns])
    line, visit, need = np.split(joint, np.cumsum(sizes)[:-1])
    visit = np.where(network.visit_capacity == 0, np.iinfo(np.int64).max, visit)
    edges = np.array([network.visit_line, network.visit_commune, np.arange(sizes[1])])
    return (line, visit), need, edges


def _named(
    network: Network, prices: Sequence[NodePrices], needs: Integers, linear: Sequence[int]
) -> Breaches:
    """Return the failing needs, the first ones each with a line that undercuts it."""
    found, goals = np.zeros(len(needs), dtype=np.int64), np.zeros(len(needs), dtype=np.int64)
    stock = network.facts.problem["stock"]
    special = delicate(network)
    for place, need in enumerate(needs[:EXAMPLES].tolist()):
        kind = network.facts.problem["needs"]["kind"][need]
        lines = np.flatnonzero(network.open_line & ~special & (stock["kind"] == kind))
        rows = np.full(len(lines), need, dtype=np.int64)
        good = admissible(network.facts, lines, rows) & ~refused_pairs(network, lines, rows)
        lines, rows = lines[good], rows[good]
        tails = tail_prices(network, prices, lines, rows)
        sign, which = decided([tails[goal] - prices[goal].need[rows] for goal in linear], len(rows))
        worst = int(np.flatnonzero(sign < 0)[0])
        found[place], goals[place] = stock["offer"][lines[worst]], linear[which[worst]]
    goals[EXAMPLES:] = goals[:EXAMPLES].min()
    message = "Goal {goal} is not proved: the prices fail on an arc stock line to need."
    return Breaches(message, len(needs), found, needs, {"goal": goals + 1})


def group_differences(
    network: Network,
    prices: Sequence[NodePrices],
    certificate: Certificate,
    unit: Integers,
    linear: Sequence[int],
) -> list[Integers]:
    """Return per linear goal the sign of d on the arc from every group to the sink at a unit."""
    groups, goals = network.groups, network.facts.policy.goals
    assert groups is not None
    result = []
    for goal in linear:
        price = prices[goal].group
        if goals[goal].criterion == "leximin":
            size = steps(network.facts, goals[goal], groups)
            price = difference(certificate.proofs[goal].levels, price, unit, size)
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
    room = (groups.served < groups.needed) & (up < 0)
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
