"""Max-min on a network: the lowest coverage as high as possible, proved by a cut."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import Network
from matching.formulation.unit_keys import level
from matching.goals.face import Face
from matching.goals.leximin import best_leximin

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MaxMin:
    """The face on which no reached group falls below the best lowest coverage, and the cut that proves it.

    Parameters
    ----------
    prices
        1 on the short side of the cut, 0 on the plentiful side, per node.
    face
        Bounds that keep the lowest coverage.
    """

    prices: Integers
    face: Face


def best_max_min(network: Network, face: Face) -> MaxMin:
    """Return the best lowest coverage of the groups that some supply reaches, as bounds and a cut.

    Leximin maximises the lowest coverage first; its thresholds up to that coverage are the cut.

    Raises
    ------
    InfeasibleError
        If the bounds of the face cannot be met.
    """
    best = best_leximin(network, face)
    groups = network.groups
    assert groups is not None
    arcs = network.layers["groups"]
    reached = reached_groups(network)
    steps = groups.denominator
    coverage = level(best.units, steps)
    if not reached.any():
        return MaxMin(np.zeros(network.nodes, dtype=np.int64), face)
    lowest = int(coverage[reached].min())
    first = int(np.flatnonzero(reached & (coverage == lowest))[0])
    units, size = int(best.units[first]), int(steps[first])
    protected = np.array([-(-units * int(step) // size) for step in steps.tolist()], dtype=np.int64)
    lower = np.where(reached, np.maximum(face.lower[arcs], protected - groups.offset), face.lower[arcs])
    starts = [level(np.array([k - 1]), np.array([d]))[0] for k, d in best.levels]
    short = sum(1 for start in starts if start <= lowest)
    prices = (best.prices > len(best.levels) - short).astype(np.int64)
    return MaxMin(prices, face.with_bounds(arcs, lower, face.upper[arcs]))


def reached_groups(network: Network) -> NDArray[np.bool_]:
    """Return the groups to which a path of arcs with room leads from the source."""
    groups = network.groups
    assert groups is not None
    reached = np.zeros(network.nodes, dtype=np.bool_)
    reached[0] = True
    for arcs in network.layers.values():
        usable = reached[network.tail[arcs]] & (network.capacity[arcs] > 0)
        reached[network.head[arcs][usable]] = True
    return reached[groups.node]
