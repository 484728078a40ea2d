"""The one reason of every unmet need, all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import sums
from matching.explanation.ranking import Preference
from matching.explanation.refusals import STEPS, progress
from matching.formulation.assembly import Formulation
from matching.formulation.canonical_order import Canonical
from matching.plan.allocation import Allocation
from matching.plan.result import Unmet
from matching.problem.past_needs import needs_over
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, Reason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a plan leaves, in the rows of the problem in canonical order.

    Parameters
    ----------
    served, promised
        Units given to every need, and those promised before.
    held, spare
        Whether every supplier still holds units, and whether it also has slots for them.
    """

    served: Integers
    promised: Integers
    held: Mask
    spare: Mask


def leftovers(problem: Problem, ordered: Canonical, formed: Formulation, plan: Allocation) -> Leftovers:
    """Return what a plan leaves."""
    used = plan.per_line(problem)[ordered.stock] - formed.supply.promises.per_line
    held = np.array([source.capacity for source in formed.suppliers], dtype=np.int64)
    taken = np.array(
        [
            sum(int(used[formed.supply.lines[line].row]) for line in source.lines)
            for source in formed.suppliers
        ],
        dtype=np.int64,
    )
    slot = np.array([source.slot for source in formed.suppliers], dtype=np.int64)
    slots = formed.network.layers["slots"]
    room = np.zeros(len(formed.slot_node) + 1, dtype=np.int64)
    room[:-1][formed.slot_node != MISSING] = formed.network.capacity[slots]
    np.subtract.at(room, slot[slot != MISSING], taken[slot != MISSING])
    room[-1] = 1
    served = plan.per_need(problem)[ordered.need]
    return Leftovers(served, formed.supply.promises.per_need, taken < held, (taken < held) & (room[slot] > 0))


def unmet_needs(
    problem: Problem, ordered: Canonical, formed: Formulation, plan: Allocation, preferred: Preference
) -> Unmet:
    """Return every need with units left and its one reason, rows as given in the problem.

    Parameters
    ----------
    problem, plan
        The problem and its plan.
    ordered, formed
        The problem in canonical order and its network.
    preferred
        Why each tier was not served where stock is gone (see ``ranking``).
    """
    left_over = leftovers(problem, ordered, formed, plan)
    told = _reasons(ordered.problem, formed, left_over, preferred)
    left = problem["needs"]["quantity"] - plan.per_need(problem)
    back = np.empty(len(left), dtype=np.int64)
    back[ordered.need] = np.arange(len(left))
    rows = np.flatnonzero(left > 0)
    reason, goal, line = (column[back[rows]] for column in told)
    stock = np.append(problem["stock"]["offer"][ordered.stock].astype(np.int64), MISSING)
    return Unmet(rows, left[rows], reason.astype(np.int8), goal, stock[line])


def _reasons(
    problem: Problem, formed: Formulation, left_over: Leftovers, preferred: Preference
) -> tuple[Integers, Integers, Integers]:
    """Return per need the reason, the goal, and the stock row that came nearest."""
    reason = np.full(len(left_over.served), code_of(Reason.NOT_CONFIRMED), dtype=np.int64)
    goal, line = np.full_like(reason, MISSING), np.full_like(reason, MISSING)
    wanting, steps, nearest = progress(problem, formed)
    reason[wanting] = np.array([*(code_of(step) for step in STEPS), MISSING])[steps]
    line[wanting] = nearest
    held = np.zeros(len(problem["kinds"]), dtype=np.bool_)
    held[problem["stock"]["kind"][formed.supply.promises.line]] = True
    gone = wanting[(steps == 0) & held[problem["needs"]["kind"][wanting]]]
    reason[gone] = code_of(Reason.PROMISED)
    late = needs_over(problem)
    late[wanting[steps == len(STEPS)]] = False
    reason[late], line[late] = code_of(Reason.OVER), MISSING
    rows = wanting[steps == len(STEPS)]
    reason[rows], goal[rows], line[rows] = _shortage(formed, left_over, rows, preferred)
    return reason, goal, line


def _shortage(
    formed: Formulation, left_over: Leftovers, rows: Integers, preferred: Preference
) -> tuple[Integers, Integers, Integers]:
    """Return why admissible needs lack units: a limit although stock is left, or what preferred others."""
    group, tier = formed.classes.of_need[rows], formed.classes.tier_of_need[rows]
    first = np.array([formed.supply.lines[source.lines[0]].row for source in formed.suppliers] + [MISSING])
    reason, goal = preferred.reason[tier], preferred.goal[tier]
    supplier = preferred.supplier[tier]
    fresh = left_over.served - left_over.promised
    counted = formed.classes.tier_of_need != MISSING
    given = sums(formed.classes.tier_of_need[counted], fresh[counted], len(preferred.reason))
    equals = (given[tier] > fresh[rows]) & (supplier != MISSING) & (goal == MISSING)
    reason = np.where(equals, code_of(Reason.LOTTERY), reason)
    for spare, codes in (
        (left_over.held & ~left_over.spare, (Reason.SLOTS_FULL, Reason.SLOTS_FULL)),
        (left_over.spare, (Reason.COMMUNE_LIMIT, Reason.CHILD_LIMIT)),
    ):
        by_commune, by_pair = _reached(formed, spare)
        for reached, code in ((by_commune, codes[0]), (by_pair, codes[1])):
            inside = reached[group] != MISSING
            reason, goal = np.where(inside, code_of(code), reason), np.where(inside, MISSING, goal)
            supplier = np.where(inside, reached[group], supplier)
    ceiling = (reason != preferred.reason[tier]) & _at_ceiling(formed, left_over)[group]
    return np.where(ceiling, code_of(Reason.CEILING), reason), goal, first[supplier]


def _reached(formed: Formulation, spare: Mask) -> tuple[Integers, Integers]:
    """Return, per class, a supplier of those given that leads to it, and one that does by an arc of its own."""
    network = formed.network
    behind = np.full(network.nodes, MISSING, dtype=np.int64)
    behind[formed.supplier_node[spare]] = np.flatnonzero(spare)
    for name in ("visits", "hubs", "admitted"):
        arcs = network.layers[name]
        np.maximum.at(behind, network.head[arcs], behind[network.tail[arcs]])
    pairs = network.layers["pairs"]
    alone = np.full(network.nodes, MISSING, dtype=np.int64)
    np.maximum.at(alone, network.head[pairs], behind[network.tail[pairs]])
    return np.maximum(behind, alone)[formed.class_node], alone[formed.class_node]


def _at_ceiling(formed: Formulation, left_over: Leftovers) -> Mask:
    """Return the classes whose group has reached a ceiling below its need."""
    groups = formed.network.groups
    if groups is None or formed.counts_children:
        return np.zeros(len(formed.classes.representative), dtype=np.bool_)
    capped = np.zeros(formed.network.nodes, dtype=np.bool_)
    capped[groups.node[groups.ceiling < groups.size]] = True
    demand = formed.network.layers["demand"]
    result = np.zeros(len(formed.classes.representative), dtype=np.bool_)
    result[formed.classes.tier_class[capped[formed.network.head[demand]]]] = True
    return result
