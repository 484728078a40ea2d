"""The way back: from flows between classes to lines of individual needs, by merging cumulative sums."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.dealing import dealt_units
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


def spread(problem: Problem, formed: Formulation, flow: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the new lines of a plan: stock row, need and units, shape ``(lines,)`` each.

    Units of a tier go to its needs in the order of the needs' rows (their lottery tickets), one need after the
    other; in dealt classes they go round.
    """
    line, group, units = _to_classes(formed, flow)
    rows = np.array([entry.row for entry in formed.supply.lines], dtype=np.int64)
    dealt = formed.classes.dealt[group] if len(group) else np.zeros(0, dtype=np.bool_)
    need, filled = _filled(formed, flow)
    first = overlay(group[~dealt], line[~dealt], units[~dealt], formed.classes.of_need[need], need, filled)
    second = dealt_units(problem, formed, line[dealt], group[dealt], units[dealt])
    lines, needs, given = (np.concatenate(both) for both in zip(first, second, strict=True))
    return _joined(rows[lines], needs, given)


def _joined(line: Integers, need: Integers, units: Integers) -> tuple[Integers, Integers, Integers]:
    """Add up units of a line for a need that came by different ways: through two clauses of one offer."""
    size = int(need.max(initial=0)) + 1
    keys, place = np.unique(line * size + need, return_inverse=True)
    total = np.bincount(place.reshape(-1), weights=units, minlength=len(keys)).astype(np.int64)
    return keys // size, keys % size, total


def overlay(
    left_key: Integers,
    left: Integers,
    left_units: Integers,
    right_key: Integers,
    right: Integers,
    right_units: Integers,
) -> tuple[Integers, Integers, Integers]:
    """Match two lists of units with equal totals under every key: (left, right, units) of the common refinement.

    Both lists are taken in the order given, key by key.
    """
    by_left, by_right = np.argsort(left_key, kind="stable"), np.argsort(right_key, kind="stable")
    left_ends, right_ends = np.cumsum(left_units[by_left]), np.cumsum(right_units[by_right])
    ends = np.unique(np.concatenate([left_ends, right_ends]))
    units = np.diff(ends, prepend=0)
    ends, units = ends[units > 0], units[units > 0]
    starts = ends - units
    return (
        left[by_left[np.searchsorted(left_ends, starts, side="right")]],
        right[by_right[np.searchsorted(right_ends, starts, side="right")]],
        units,
    )


def _to_classes(formed: Formulation, flow: Integers) -> tuple[Integers, Integers, Integers]:
    """Return (line, class, units): suppliers' units told by line, followed through visits and hubs."""
    network = formed.network
    pool = _from_lines(formed, flow)
    arcs = np.concatenate([_busy(formed, flow, name) for name in ("visits", "hubs", "pairs", "admitted")])
    for stage in _stages(formed):
        _, node, _ = pool
        ready, leaving = stage[node], arcs[stage[network.tail[arcs]]]
        line, arc, units = overlay(
            node[ready], pool[0][ready], pool[2][ready], network.tail[leaving], leaving, flow[leaving]
        )
        moved = (line, network.head[arc], units)
        first, second, third = (
            np.concatenate([old[~ready], new]) for old, new in zip(pool, moved, strict=True)
        )
        pool = first, second, third
    first_class = int(formed.class_node[0]) if len(formed.class_node) else 0
    return pool[0], pool[1] - first_class, pool[2]


def _stages(formed: Formulation) -> list[NDArray[np.bool_]]:
    """Return the nodes whose units move on together: suppliers, then visits, then hubs."""
    network, stages = formed.network, []
    heads = (
        formed.supplier_node,
        network.head[network.layers["visits"]],
        network.head[network.layers["hubs"]],
    )
    for nodes in heads:
        stage = np.zeros(network.nodes, dtype=np.bool_)
        stage[nodes] = True
        stages.append(stage)
    return stages


def _busy(formed: Formulation, flow: Integers, layer: str) -> Integers:
    arcs = formed.network.layers[layer]
    return np.asarray(np.flatnonzero(flow[arcs]) + arcs.start)


def _from_lines(formed: Formulation, flow: Integers) -> tuple[Integers, Integers, Integers]:
    """Return (line, supplier's node, units): a supplier's units are taken from its lines in canonical order."""
    used = flow[formed.network.layers["lines"]]
    sizes = [len(source.lines) for source in formed.suppliers]
    line = np.array([number for source in formed.suppliers for number in source.lines], dtype=np.int64)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    capacity = np.array([formed.supply.lines[number].capacity for number in line.tolist()], dtype=np.int64)
    taken = _fill(owner, capacity, used)
    kept = taken > 0
    return line[kept], formed.supplier_node[owner[kept]], taken[kept]


def _filled(formed: Formulation, flow: Integers) -> tuple[Integers, Integers]:
    """Return needs of classes that are not dealt, and their units: each tier's needs are filled in order."""
    grouped = formed.classes
    member = np.flatnonzero(grouped.tier_of_need >= 0)
    member = member[~grouped.dealt[grouped.of_need[member]]]
    member = member[np.argsort(grouped.tier_of_need[member], kind="stable")]
    served = flow[formed.network.layers["demand"]]
    taken = _fill(grouped.tier_of_need[member], formed.demand.left[member], served)
    return member[taken > 0], taken[taken > 0]


def _fill(owner: Integers, capacity: Integers, total: Integers) -> Integers:
    """Return how much of each owner's total every entry takes when entries (sorted by owner) are filled in turn."""
    before = np.cumsum(capacity) - capacity
    first = np.searchsorted(owner, np.arange(len(total)))
    start = np.append(before, 0)[np.minimum(first, len(owner))]
    return np.asarray(np.clip(total[owner] - (before - start[owner]), 0, capacity))
