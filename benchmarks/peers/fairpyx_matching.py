"""fairpyx: needs as agents, stock lines as items; limits per commune cannot be told to it."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Graph


def solve(graph: Graph, seconds: float) -> Answer:
    """Solve with ``utilitarian_matching``; a need that wants several units of one line may hold it only once."""
    import fairpyx

    clock = Clock()
    pairs = np.flatnonzero(graph.line_of_arc >= 0)
    line, need = graph.line_of_arc[pairs], graph.need_of_arc[pairs]
    worth: dict[str, dict[str, int]] = {}
    conflicts: dict[str, set[str]] = {}
    for one, item, gain in zip(need.tolist(), line.tolist(), graph.pair_gain[pairs].tolist(), strict=True):
        worth.setdefault(f"n{one}", {})[f"s{item}"] = gain
    items = {f"s{row}": int(units) for row, units in enumerate(graph.line_capacity.tolist()) if units > 0}
    for agent, gains in worth.items():
        conflicts[agent] = set(items) - set(gains)
        gains.update(dict.fromkeys(conflicts[agent], 0))
    instance = fairpyx.Instance(
        agent_capacities={f"n{row}": int(graph.need_capacity[row]) for row in np.unique(need).tolist()},
        item_capacities=items, valuations=worth, agent_conflicts=conflicts,
    )  # fmt: skip
    clock.built()
    bundles = fairpyx.divide(fairpyx.algorithms.utilitarian_matching, instance=instance)
    place = {(int(row), int(item)): int(arc) for arc, row, item in zip(pairs, need, line, strict=True)}
    point = np.zeros(len(graph.tail), dtype=np.int64)
    for agent, bundle in bundles.items():
        for item in bundle:
            arc = place.get((int(agent[1:]), int(item[1:])))
            if arc is not None:
                point[arc] += 1
    return clock.answer(point)
