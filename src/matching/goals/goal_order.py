"""Goals on a network in order: each solved on the face of those before."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import Network
from matching.goals.certifying import Stage
from matching.goals.face import Face
from matching.goals.leximin import best_leximin
from matching.goals.max_min import best_max_min
from matching.goals.prices import prices_of
from matching.goals.totals import best_total
from matching.problem.policy import Goal

Integers = NDArray[np.int64]


def solve_goals(
    network: Network, face: Face, goals: Sequence[Goal], told: Callable[[str], None] | None = None
) -> tuple[Integers, list[Stage]]:
    """Return the last flow and the prices of every goal.

    Parameters
    ----------
    network, face
        The network and the bounds in which it is solved.
    goals
        In strict order.
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
        stage, face, flow = _solve_goal(network, face, goal, flow)
        stages.append(stage)
        if told is not None:
            told(f"goal {number + 1}")
    if flow is None:
        flow = best_total(network, face, np.zeros(len(network.tail), dtype=np.int64))
        if told is not None:
            told("flow")
    return flow, stages


def _solve_goal(
    network: Network, face: Face, goal: Goal, flow: Integers | None
) -> tuple[Stage, Face, Integers | None]:
    if goal.criterion == "leximin":
        best = best_leximin(network, face)
        return Stage(best.prices, best.levels), best.face, None
    if goal.criterion == "max_min":
        raised = best_max_min(network, face)
        return Stage(raised.prices, ()), raised.face, None
    gains = network.gains(goal.measure)
    free = face.free
    if flow is None or gains[free].any():
        flow = best_total(network, face, gains)
    prices = prices_of(network, face, gains, flow)
    slack = prices[network.tail] - gains - prices[network.head]
    return Stage(prices, ()), face.restricted(slack), flow
