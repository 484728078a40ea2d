"""Goals on a network in order: each solved on the face of those before."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import Network
from matching.goals.certifying import Stage
from matching.goals.face import Face, whole_face
from matching.goals.leximin import best_leximin
from matching.goals.max_min import best_max_min
from matching.goals.prices import prices_of
from matching.goals.totals import best_total
from matching.problem.policy import Goal

Integers = NDArray[np.int64]


def solve_goals(
    network: Network,
    face: Face,
    goals: Sequence[Goal],
    gains: Callable[[Goal], Integers],
    *,
    first_unit: int = 0,
    told: Callable[[str], None] | None = None,
) -> tuple[Integers, list[Stage]]:
    """Return the last flow and the prices of every goal.

    Parameters
    ----------
    network, face
        The network and the bounds in which it is solved.
    goals
        In strict order.
    gains
        What a unit on every arc adds to a goal that is a sum, or to alpha-fair welfare.
    first_unit
        Welfare of a group's first unit where it comes before all others, else 0.
    told
        Told the name of every step when it is done.

    Raises
    ------
    InfeasibleError
        If no flow respects the bounds.
    """
    stages: list[Stage] = []
    flow: Integers | None = None
    for number, goal in enumerate(goals):
        if goal.criterion == "alpha_fair" and first_unit:
            stage, face, flow = _solve_first_units_first(network, face, first_unit)
        else:
            stage, face, flow = _solve_goal(network, face, goal, gains, flow)
        stages.append(stage)
        if told is not None:
            told(f"goal {number + 1}")
    if flow is None:
        flow = best_total(network, face, np.zeros(len(network.tail), dtype=np.int64))
        if told is not None:
            told("flow")
    return flow, stages


def _solve_goal(
    network: Network, face: Face, goal: Goal, gains_of: Callable[[Goal], Integers], flow: Integers | None
) -> tuple[Stage, Face, Integers | None]:
    if goal.criterion == "leximin":
        best = best_leximin(network, face)
        return Stage(best.prices, best.levels, _bounds(network, best.face)), best.face, None
    if goal.criterion == "max_min":
        raised = best_max_min(network, face)
        return Stage(raised.prices, (), _bounds(network, raised.face)), raised.face, None
    gains = gains_of(goal)
    free = face.free
    if flow is None or gains[free].any():
        flow = best_total(network, face, gains)
    prices = prices_of(network, face, gains, flow)
    slack = prices[network.tail] - gains - prices[network.head]
    return Stage(prices, ()), face.restricted(slack), flow


def _bounds(network: Network, face: Face) -> tuple[Integers, Integers]:
    arcs = network.layers["groups"]
    return face.lower[arcs].copy(), face.upper[arcs].copy()


def faces_of(
    network: Network, goals: Sequence[Goal], gains: Callable[[Goal], Integers], stages: Sequence[Stage]
) -> Iterator[Face]:
    """Yield the bounds of all plans, and after every goal those of the plans that are best for the goals so far.

    Parameters
    ----------
    network, goals, gains
        As for :func:`solve_goals`, on the whole network.
    stages
        What it found.
    """
    face = whole_face(network)
    yield face
    for goal, stage in zip(goals, stages, strict=True):
        if goal.criterion != "max_min":
            gain = gains(goal) if goal.criterion != "leximin" else np.zeros(len(network.tail), dtype=np.int64)
            slack = stage.prices[network.tail] - gain - stage.prices[network.head]
            if stage.bounds is not None:
                slack[network.layers["groups"]] = 0
            face = face.restricted(slack)
        if stage.bounds is not None:
            face = face.with_bounds(network.layers["groups"], *stage.bounds)
        yield face


def _solve_first_units_first(network: Network, face: Face, worth: int) -> tuple[Stage, Face, Integers | None]:
    """Solve for first units, then for welfare beyond them; their prices together are prices of the sum of both.

    A first unit is worth more than prices of the others can differ, so that the first prices decide wherever they do.
    """
    first = (network.welfare == worth).astype(np.int64)
    prices, flow = np.zeros(network.nodes, dtype=np.int64), face.lower
    for gains, weight in ((first, worth), (network.welfare - worth * first, 1)):
        flow = best_total(network, face, gains)
        own = prices_of(network, face, gains, flow)
        face = face.restricted(own[network.tail] - gains - own[network.head])
        prices += weight * own
    return Stage(prices, ()), face, flow
