"""Which goal preferred others, and whose stock came nearest: read off the exchanges that the goals leave open."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.explanation.exchange_cycles import Exchanges, exchanges_within
from matching.explanation.preferences import reason_of_goal
from matching.formulation.assembly import Formulation
from matching.goals.certifying import Stage
from matching.goals.goal_order import faces_of
from matching.problem.policy import Policy
from matching.vocabulary import MISSING, Reason, code_of

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Preference:
    """Why one more unit of every tier was not served although stock reaches it.

    Parameters
    ----------
    reason
        Code of the reason.
    goal
        Position of the goal that preferred others, ``MISSING`` where none did.
    supplier
        Number of the supplier whose units an exchange would pass on, ``MISSING`` where none is open.
    """

    reason: Integers
    goal: Integers
    supplier: Integers


def preferences(formed: Formulation, policy: Policy, stages: Sequence[Stage], flow: Integers) -> Preference:
    """Return, per tier, why one more unit of it was not served although stock reaches it.

    The plans that are best for the first goals are all flows within their bounds. A tier that could have a unit more
    within the bounds of some goals, but not within those of the next one, was left behind by that one: every plan that
    serves it more is worse on that goal or an earlier one, and some plan is on none of those before it.

    Parameters
    ----------
    formed, policy
        The network and its goals.
    stages, flow
        What was found for each goal, and the last flow; no stages where a rule of thumb, or no network, made the plan.
    """
    demand = formed.network.layers["demand"]
    count = demand.stop - demand.start
    none = np.full(count, MISSING, dtype=np.int64)
    if policy.baseline or not stages:
        code = code_of(Reason.RULE_OF_THUMB if policy.baseline else Reason.OTHERS_SERVED)
        return Preference(np.full(count, code), none, none)
    network, goals = formed.network, policy.goals
    room = flow < network.capacity
    asked = room[demand]
    supplier = _suppliers(formed, flow, Exchanges(room, np.zeros(network.nodes, dtype=np.int64), asked))
    reached = supplier != MISSING
    reason = np.where(reached, code_of(Reason.OTHERS_SERVED), code_of(Reason.CHILD_LIMIT))
    bounds = [
        (flow < face.upper, flow > face.lower) for face in faces_of(network, goals, formed.gains, stages)
    ]
    told, left = _told(policy), reached & asked
    decided = none.copy()
    for number in range(len(goals), -1, -1):
        if not left.any():
            break
        found = exchanges_within(formed, *bounds[number], left)
        reason[found.open], decided[found.open] = told[number]
        supplier[found.open] = _suppliers(formed, flow, found)[found.open]
        left &= ~found.open
    if left.any() and network.groups is not None and (network.groups.floor > network.groups.offset).any():
        found = exchanges_within(formed, room, flow > 0, left)
        reason[found.open] = code_of(Reason.FLOOR_ELSEWHERE)
    return Preference(reason, decided, supplier)


def _told(policy: Policy) -> list[tuple[int, int]]:
    """Return the reason and the goal for each number of goals that leave an exchange open; after all, the draw."""
    goals = policy.goals
    drawn = [number for number, goal in enumerate(goals) if goal.measure == "lottery"]
    named = [(code_of(reason_of_goal(goal)), number) for number, goal in enumerate(goals)]
    return [*named, (code_of(Reason.LOTTERY), drawn[-1] if drawn else MISSING)]


def _suppliers(formed: Formulation, flow: Integers, found: Exchanges) -> Integers:
    """Return, per tier, a supplier whose units an exchange would bring to it, ``MISSING`` where none would.

    Of the nodes that serve its class and lead back to where its units go, one behind which a supplier's units flow.
    """
    network, classes = formed.network, formed.classes
    nodes, demand = network.nodes, network.layers["demand"]
    behind = np.full(nodes, MISSING, dtype=np.int64)
    behind[formed.supplier_node] = np.arange(len(formed.supplier_node))
    for name in ("visits", "hubs"):
        arcs = network.layers[name]
        tail, head = network.tail[arcs], network.head[arcs]
        for used in (found.more[arcs] & (found.linked[tail] == found.linked[head]), flow[arcs] > 0):
            used &= behind[tail] != MISSING
            behind[head[used][::-1]] = behind[tail[used][::-1]]
    aim = np.full(nodes, MISSING, dtype=np.int64)
    aim[network.tail[demand][found.open]] = found.linked[network.head[demand][found.open]]
    best = np.full(nodes, MISSING, dtype=np.int64)
    for name in ("pairs", "admitted"):
        arcs = network.layers[name]
        tail, head = network.tail[arcs], network.head[arcs]
        used = found.more[arcs] & (aim[head] != MISSING) & (found.linked[tail] == aim[head])
        used &= behind[tail] != MISSING
        best[head[used][::-1]] = behind[tail[used][::-1]]
    return best[formed.class_node][classes.tier_class]
