"""The proof of a max-min goal: a cut that the next level cannot cross on the face of the earlier goals."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.auditing.arcs import Arcs, pairs
from matching.auditing.bounds import group_bounds
from matching.auditing.groups import Groups, steps
from matching.auditing.measures import lowest
from matching.auditing.network import UNLIMITED, Network
from matching.auditing.packing import Flags, Integers, decided, picked
from matching.auditing.pair_slackness import ranks_of
from matching.auditing.prices import NodePrices
from matching.auditing.reach import Ranks, Reach, undercut
from matching.auditing.slackness import group_differences
from matching.plan.certificate import Certificate


def blocked(
    network: Network,
    prices: Sequence[NodePrices],
    certificate: Certificate,
    families: Sequence[Arcs],
    reaches: Sequence[Reach],
    reached: Flags,
    goal: int,
) -> bool:
    """Return whether the reached groups cannot all rise above the lowest coverage.

    Parameters
    ----------
    network, prices, certificate, families, reaches
        The network, its prices, its arcs and which lines reach which needs.
    reached
        Groups that some line with stock can reach.
    goal
        The max-min goal.
    """
    groups, before = network.groups, [one for one in network.scope.linear if one < goal]
    assert groups is not None
    wanted = _next_level(network, groups, reached, goal)
    floor, ceiling = group_bounds(network.facts, groups)
    if bool((wanted > ceiling).any()):
        return True
    ahead = group_differences(network, prices, certificate, groups.served + 1, before)
    if bool(((decided(ahead, len(wanted))[0] > 0) & (wanted > groups.served)).any()):
        return True
    last = group_differences(network, prices, certificate, groups.served, before)
    held = np.where(decided(last, len(wanted))[0] < 0, groups.served, groups.promised)
    beyond = prices[goal].group == 1
    held = np.maximum(held, floor)
    needed = int(np.maximum(np.maximum(wanted, held) - groups.promised, 0)[beyond].sum())
    bound = sum(_crossing(family, before, goal) for family in families)
    for reach in reaches:
        if bound >= needed:
            return False
        bound += _unused(network, prices, reach, before, goal)
    return bound < needed


def _next_level(network: Network, groups: Groups, reached: Flags, goal: int) -> Integers:
    """Return the units every reached group needs for a coverage above the lowest, 0 for the others."""
    size = steps(network.facts, network.facts.policy.goals[goal], groups)
    level = lowest(groups, size, reached)
    assert level is not None
    units = [level.numerator * one // level.denominator + 1 for one in size.tolist()]
    return np.where(reached, np.array(units, dtype=np.int64), 0)


def _crossing(arcs: Arcs, before: Sequence[int], goal: int) -> int:
    """Return the most that a family carries into the cut, less the least that it carries out."""
    free = decided([arcs.difference(one) for one in before], len(arcs.flow))[0] == 0
    into = (arcs.tail[goal] == 0) & (arcs.head[goal] == 1)
    out = (arcs.tail[goal] == 1) & (arcs.head[goal] == 0)
    most = np.where(free, arcs.capacity, arcs.flow)[into]
    least = np.where(free, 0, arcs.flow)[out]
    return int(sum(most.tolist()) - sum(least.tolist()))


def _unused(
    network: Network, prices: Sequence[NodePrices], reach: Reach, before: Sequence[int], goal: int
) -> int:
    """Return the most that pairs of one kind that the plan does not use carry into the cut."""
    single = network.delicate | network.capped
    ranks, outside, inside = ranks_of(network, prices, before), prices[goal], prices[goal].need == 1
    highest = np.iinfo(np.int64).max
    visit = np.where(ranks.visit < highest, 2 * np.minimum(ranks.visit, highest // 4), highest)
    doubled = replace(
        ranks,
        line=np.where(outside.line == 0, 2 * ranks.line, highest),
        visit=np.where(outside.visit == 0, visit, highest),
        need=np.where(inside, 2 * ranks.need + 1, -1),
    )
    if undercut(reach, network.open_line & ~single, doubled).any():
        return UNLIMITED
    total = 0
    for row, rows in reach.needs_of(network.open_line & single):
        rows = rows[inside[rows]]
        lines = np.full(len(rows), row, dtype=np.int64)
        arcs = pairs(network, prices, lines, rows)
        idle = (arcs.flow == 0) & ~network.shut(lines, rows)
        free = decided([arcs.difference(one) for one in before], len(rows))[0] == 0
        total += int(sum(arcs.capacity[idle & free & (arcs.tail[goal] == 0)].tolist()))
    return total


def reached_groups(network: Network, reaches: Sequence[Reach]) -> Flags:
    """Return the groups that some line with stock left after promises can reach."""
    groups = network.groups
    assert groups is not None
    touched = np.zeros(len(network.need_flow), dtype=np.bool_)
    above = np.ones(len(touched), dtype=np.int64)
    line = np.zeros(len(network.line_flow), dtype=np.int64)
    visit = np.where(network.visit_capacity == 0, np.iinfo(np.int64).max, 0)
    single = network.delicate | network.capped | network.promising
    ranks = Ranks(line, visit, above, network.visit_line, network.visit_commune)
    for reach in reaches:
        touched[reach.needs[undercut(reach, network.open_line & ~single, ranks)]] = True
        for row, rows in reach.needs_of(network.open_line & single):
            lines = np.full(len(rows), row, dtype=np.int64)
            touched[rows[~network.shut(lines, rows) & (network.pair_room(lines, rows)[0] > 0)]] = True
    return _groups_of_needs(network, groups, touched)


def _groups_of_needs(network: Network, groups: Groups, touched: Flags) -> Flags:
    member = groups.member
    if network.scope.children:
        child = network.facts.problem["needs"]["child"]
        member = picked(np.where(network.helped_capacity > 0, member, -1), child, -1)
    reached = np.zeros(len(groups.needed), dtype=np.bool_)
    reached[member[touched & (member >= 0)]] = True
    return reached
