"""What one more unit kept for a need is worth for every goal of the policy, for all needs of a network at once."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.values import goal_values
from matching.errors import NotANetworkError
from matching.formulation.network_structure import structure
from matching.fundraising.residual_worth import NOWHERE, NodeWorths, node_worths
from matching.goals.planning import Planned, plan_goals
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.timing import Stopwatch
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

WITHOUT_WORTH = ("lottery",)
"""Measures that are luck and no worth: the draw decides last, whatever is added."""


def valued(policy: Policy) -> Policy:
    """Return the policy without the lottery: a draw is luck, and a unit has no worth for it."""
    return replace(policy, goals=tuple(goal for goal in policy.goals if goal.measure not in WITHOUT_WORTH))


def is_priced(problem: Problem, policy: Policy) -> bool:
    """Return whether worths can be read off a network: no rule is for integer programs, every goal adds up or is leximin."""
    known = all(goal.criterion in ("sum", "leximin") for goal in policy.goals)
    return known and bool(policy.goals) and structure(problem, policy).is_network


@dataclass(frozen=True, eq=False)
class NeedWorths:
    """Worths of a unit kept for every need.

    Parameters
    ----------
    worth
        Shape ``(needs, goals)``; all 0 where the unit would not be used.
    nodes, planned
        Where they come from.
    """

    worth: Integers
    nodes: NodeWorths
    planned: Planned


def need_worths(facts: Facts) -> NeedWorths:
    """Return what one more unit kept for each need is worth.

    Parameters
    ----------
    facts
        The problem and its plan; the policy without its lottery.

    Raises
    ------
    NotANetworkError
        If the plan is not the best one of its policy: then units have no prices.
    """
    planned = plan_goals(facts.problem, facts.policy, facts.seed, Stopwatch())
    again = Facts(facts.problem, planned.allocation, facts.policy, facts.seed)
    if goal_values(again) != goal_values(facts):
        raise NotANetworkError(["the plan is not the best one under its policy, so its units have no prices"])
    nodes = node_worths(planned.formulation, facts.policy, planned.flow)
    return NeedWorths(_per_need(facts, planned, nodes), nodes, planned)


def _per_need(facts: Facts, planned: Planned, nodes: NodeWorths) -> Integers:
    formed, network = planned.formulation, planned.formulation.network
    arcs = np.arange(*network.layers["demand"].indices(len(network.tail)))
    used = nodes.taken[arcs] > 0
    direct = nodes.gains[arcs] + nodes.worth[network.head[arcs]]
    direct[(nodes.room[arcs] <= 0) | (nodes.worth[network.head[arcs], 0] <= NOWHERE // 2)] = NOWHERE
    tier = np.where(used[:, None], nodes.worth[network.tail[arcs]], direct)
    of_need = formed.classes.tier_of_need
    inside = np.flatnonzero(of_need != MISSING)
    worth = np.full((len(of_need), nodes.worth.shape[1]), NOWHERE, dtype=np.int64)
    worth[planned.canonical.need[inside]] = tier[of_need[inside]]
    reached = worth[:, 0] > NOWHERE // 2
    kind = facts.problem["needs"]["kind"]
    for number, goal in enumerate(facts.policy.goals):
        if goal.measure == "cost" and goal.criterion == "sum":
            worth[:, number] -= facts.problem["kinds"]["price"][kind]
    return np.where((reached & _better_than_nothing(worth))[:, None], worth, 0)


def _better_than_nothing(worth: Integers) -> NDArray[np.bool_]:
    """Return which rows are above 0 at the first goal where they differ from it."""
    first = np.argmax(worth != 0, axis=1)
    return (
        np.asarray(worth[np.arange(len(worth)), first] > 0) if worth.shape[1] else np.zeros(len(worth), bool)
    )
