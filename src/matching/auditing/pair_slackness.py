"""The theorem's condition on admissible pairs with room left, without listing the pairs."""

from collections.abc import Iterator, Sequence

import numpy as np

from matching.auditing.arcs import pairs, tail_prices
from matching.auditing.breaches import Breaches
from matching.auditing.network import Network
from matching.auditing.packing import Flags, Integers, decided, packed, picked, sums
from matching.auditing.pairs import admissible
from matching.auditing.prices import NodePrices
from matching.auditing.reach import Ranks, Reach, tail_ranks, undercut
from matching.auditing.slackness import wrong_arcs
from matching.plan.audit_report import EXAMPLES


def wrong_pairs(
    network: Network, prices: Sequence[NodePrices], reach: Reach, ranks: Ranks, linear: Sequence[int]
) -> Iterator[Breaches]:
    """Yield the admissible pairs of one kind with room on which d < 0.

    Parameters
    ----------
    network, prices, reach
        The network, its prices, and the lines and needs of one kind.
    ranks
        One number per node that orders the prices of the linear goals.
    linear
        Goals whose differences are compared, in order.
    """
    plain = network.open_line & ~network.delicate
    low = undercut(reach, plain, ranks)
    if low.any():
        needs = reach.needs[low]
        needs = needs[_without_excuse(network, Reach(network.facts, reach.lines, needs), ranks)]
        if len(needs):
            yield _named(network, prices, needs, linear)
    for line, rows in reach.needs_of(network.open_line & network.delicate):
        lines = np.full(len(rows), line, dtype=np.int64)
        good = ~network.shut(lines, rows)
        yield wrong_arcs(pairs(network, prices, lines[good], rows[good]), linear)


def ranks_of(network: Network, prices: Sequence[NodePrices], linear: Sequence[int]) -> Ranks:
    """Return one number per node that orders the prices of the goals; shut visits rank above everything."""
    sizes = (len(network.line_flow), len(network.visit_line), len(network.need_flow))
    columns = [np.concatenate([prices[goal].line, prices[goal].visit, prices[goal].need]) for goal in linear]
    joint = packed([np.zeros(sum(sizes), dtype=np.int64), *columns])
    line, visit, need = np.split(joint, np.cumsum(sizes)[:-1])
    visit = np.where(network.visit_capacity == 0, np.iinfo(np.int64).max, visit)
    return Ranks(line, visit, need, network.visit_line, network.visit_commune)


def _without_excuse(network: Network, low: Reach, ranks: Ranks) -> Flags:
    """Return which undercut needs are undercut by a pair that has room.

    Every pair that has none is in the plan, so it is enough to count: more lines rank below the need than
    full pairs of the plan do.
    """
    line, need = network.full_pairs
    visit = network.visit_of(line, network.facts.commune[need])
    tail = np.where(visit >= 0, picked(ranks.visit, visit, 0), ranks.line[line])
    below = network.capped[line] & (tail < ranks.need[need])
    excused = sums(need[below], np.ones(int(below.sum()), dtype=np.int64), len(ranks.need))
    guilty = np.zeros(len(ranks.need), dtype=np.bool_)
    guilty[low.needs[undercut(low, network.open_line & ~network.delicate & ~network.capped, ranks)]] = True
    found = np.zeros(len(ranks.need), dtype=np.int64)
    for batch in low.batches(network.open_line & network.capped):
        rows = low.expanded(batch.cells)
        found[rows] += _lines_below(
            batch.places, tail_ranks(batch, ranks), network.facts.commune[rows], ranks.need[rows]
        )
    return guilty[low.needs] | (found > excused)[low.needs]


def _lines_below(places: Flags, tails: Integers, commune: Integers, rank: Integers) -> Integers:
    """Return how many lines that reach the commune rank below the given number."""
    open_places = (places & (tails < np.iinfo(np.int64).max)).T
    spot, own = np.nonzero(open_places)[0], tails.T[open_places]
    joint = packed(
        [np.concatenate([spot, commune, commune]), np.concatenate([own, rank, np.full_like(rank, -1)])]
    )
    lines, upper, lower = np.split(joint, [len(spot), len(spot) + len(commune)])
    lines = np.sort(lines)
    return np.searchsorted(lines, upper) - np.searchsorted(lines, lower)


def _named(
    network: Network, prices: Sequence[NodePrices], needs: Integers, linear: Sequence[int]
) -> Breaches:
    """Return the failing needs, the first ones each with a line that undercuts it."""
    stock, shown = network.facts.problem["stock"], needs[:EXAMPLES]
    kind = network.facts.problem["needs"]["kind"][needs[0]]
    lines = np.flatnonzero(network.open_line & ~network.delicate & (stock["kind"] == kind))
    line, row = np.tile(lines, len(shown)), np.repeat(shown, len(lines))
    capacity, flow = network.pair_room(line, row)
    good = admissible(network.facts, line, row) & ~network.shut(line, row) & (flow < capacity)
    line, row = line[good], row[good]
    tails = tail_prices(network, prices, line, row)
    sign, which = decided([tails[goal] - prices[goal].need[row] for goal in linear], len(row))
    line, row, which = line[sign < 0], row[sign < 0], which[sign < 0]
    named, first = np.unique(row, return_index=True)
    order = np.concatenate([named, np.setdiff1d(needs, named)])
    goals = np.full(len(order), linear[int(which[first].min())] + 1, dtype=np.int64)
    goals[: len(named)] = np.array(linear)[which[first]] + 1
    offers = np.zeros(len(order), dtype=np.int64)
    offers[: len(named)] = stock["offer"][line[first]]
    message = "Goal {goal} is not proved: the prices fail on an arc stock line to need."
    return Breaches(message, len(order), offers, order, {"goal": goals})
