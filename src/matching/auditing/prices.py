"""Prices of a certificate per row of the tables, and the visits that have a node of their own."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups
from matching.auditing.measures import visit_cost
from matching.auditing.names import Names, by_row
from matching.auditing.network import Network
from matching.auditing.packing import Integers, positions
from matching.auditing.scope import Scope
from matching.plan.certificate import Certificate, GoalProof


@dataclass(frozen=True, eq=False)
class NodePrices:
    """Prices of one goal: per stock row, visit of the network, need, child, group and slot."""

    line: Integers
    visit: Integers
    need: Integers
    child: Integers
    group: Integers
    slot: Integers


def network_of(
    facts: Facts, scope: Scope, groups: Groups | None, certificate: Certificate
) -> tuple[Network, tuple[NodePrices, ...]]:
    """Return the reference network with its visits, and the prices of every goal.

    A visit that has a cost of its own and is not told gets the price at which its arc breaks even.
    """
    names = Names(facts.problem)
    line, commune = names.lines[certificate.visits[:, 0]], names.communes[certificate.visits[:, 1]]
    more_line, more_commune = _costly_visits(facts)
    lines, communes = np.concatenate([line, more_line]), np.concatenate([commune, more_commune])
    keys = lines * len(names.communes) + communes
    _, first = np.unique(keys, return_index=True)
    network = Network(facts, scope, groups, lines[first], communes[first], first < len(line))
    goals = facts.policy.goals
    return network, tuple(
        _by_row(network, names, certificate, proof, goal.measure == "cost", first)
        for proof, goal in zip(certificate.proofs, goals, strict=True)
    )


def _costly_visits(facts: Facts) -> tuple[Integers, Integers]:
    """Return the (stock row, commune) pairs with a quoted cost, where the policy has a goal on cost."""
    quotes, stock = facts.problem["quotes"], facts.problem["stock"]
    rows = np.flatnonzero((quotes["commune"] >= 0) & (quotes["price"] >= 0))
    if not any(goal.measure == "cost" for goal in facts.policy.goals) or not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.argsort(stock["offer"], kind="stable")
    begin = np.searchsorted(stock["offer"][order], quotes["offer"][rows], side="left")
    count = np.searchsorted(stock["offer"][order], quotes["offer"][rows], side="right") - begin
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return order[np.repeat(begin, count) + step], np.repeat(quotes["commune"][rows], count).astype(np.int64)


def _by_row(
    network: Network, names: Names, certificate: Certificate, proof: GoalProof, costs: bool, first: Integers
) -> NodePrices:
    told = proof.prices
    line = by_row(told.line, names.lines)
    more = len(network.visit_line) - int(network.proper.sum())
    gain = visit_gain(network) if costs else np.zeros(len(network.visit_line), dtype=np.int64)
    column = np.append(told.visit, 0) if more else told.visit
    visit = np.where(
        network.proper, column[np.where(network.proper, first, 0)], line[network.visit_line] - gain
    )
    return NodePrices(
        line=line,
        visit=visit,
        need=by_row(told.need, names.needs),
        child=by_row(told.child, names.children) if len(told.child) else told.child,
        group=_group_prices(network, names, certificate, told.group),
        slot=by_row(told.slot, names.slots),
    )


def visit_gain(network: Network) -> Integers:
    """Return the gain in cost of a unit through every visit: its line's price less the quoted cost."""
    line = network.visit_line
    return network.facts.price[line] - visit_cost(network.facts, line, network.visit_commune)


def _group_prices(network: Network, names: Names, certificate: Certificate, told: Integers) -> Integers:
    groups = network.groups
    if groups is None:
        return told
    own = groups.names(names, network.scope.children)
    width = int(own[:, 1].max(initial=-1)) + 2
    keys = own[:, 0] * width + own[:, 1] + 1
    order = np.argsort(keys)
    told_keys = certificate.groups[:, 0] * width + certificate.groups[:, 1] + 1
    return by_row(told, order[positions(keys[order], told_keys)])
