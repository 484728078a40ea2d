"""The first reason of every unmet need and of every unused stock row, all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.explanation.refusals import STEPS, progress
from matching.formulation.assembly import Formulation
from matching.formulation.canonical_order import Canonical
from matching.plan.allocation import Allocation
from matching.plan.result import Unmet, Unused
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import MISSING, Reason, UnusedReason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a plan leaves, in the rows of the problem in canonical order.

    Parameters
    ----------
    served, promised
        Units given to every need, and those promised before.
    spare
        Whether every supplier still holds units and slots.
    """

    served: Integers
    promised: Integers
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
    return Leftovers(served, formed.supply.promises.per_need, (taken < held) & (room[slot] > 0))


def unmet_needs(
    problem: Problem, ordered: Canonical, formed: Formulation, plan: Allocation, tier_reasons: Integers
) -> Unmet:
    """Return every need with units left and its first reason, rows as given in the problem.

    Parameters
    ----------
    problem, plan
        The problem and its plan.
    ordered, formed
        The problem in canonical order and its network.
    tier_reasons
        Reason per tier where stock was gone (see ``ranking``).
    """
    left_over = leftovers(problem, ordered, formed, plan)
    reason = np.empty(len(problem["needs"]), dtype=np.int64)
    reason[ordered.need] = _reasons(ordered.problem, formed, left_over, tier_reasons)
    left = problem["needs"]["quantity"] - plan.per_need(problem)
    rows = np.flatnonzero(left > 0)
    return Unmet(rows, left[rows], reason[rows].astype(np.int8))


def _reasons(problem: Problem, formed: Formulation, left_over: Leftovers, tier_reasons: Integers) -> Integers:
    reason = np.full(len(left_over.served), code_of(Reason.NOT_CONFIRMED), dtype=np.int64)
    wanting, steps = progress(problem, formed)
    reason[wanting] = np.array([*(code_of(step) for step in STEPS), MISSING])[steps]
    admissible = wanting[steps == len(STEPS)]
    reason[admissible] = _shortage(formed, left_over, admissible, tier_reasons)
    return reason


def under_rules(unmet: Unmet) -> Unmet:
    """Return the reasons of a plan of an integer program: what keeps units that are left may be any of its rules."""
    limits = [code_of(Reason.COMMUNE_LIMIT), code_of(Reason.CHILD_LIMIT)]
    ruled = np.where(np.isin(unmet.reason, limits), code_of(Reason.OFFER_RULES), unmet.reason)
    return Unmet(unmet.need, unmet.quantity, ruled.astype(np.int8))


def _shortage(formed: Formulation, left_over: Leftovers, rows: Integers, tier_reasons: Integers) -> Integers:
    """Return why admissible needs lack units: a limit although stock is left, or what preferred others."""
    group = formed.classes.of_need[rows]
    reason = tier_reasons[formed.classes.tier_of_need[rows]]
    reached, by_pair = _reached(formed, left_over.spare)
    reason = np.where(reached[group], code_of(Reason.COMMUNE_LIMIT), reason)
    reason = np.where(reached[group] & by_pair[group], code_of(Reason.CHILD_LIMIT), reason)
    return np.where(reached[group] & _at_ceiling(formed, left_over)[group], code_of(Reason.CEILING), reason)


def _reached(formed: Formulation, spare: Mask) -> tuple[Mask, Mask]:
    """Return the classes to which a supplier with units left leads, and those it leads to by an arc of its own."""
    network = formed.network
    mark = np.zeros(network.nodes, dtype=np.bool_)
    mark[formed.supplier_node[spare]] = True
    for name in ("visits", "hubs", "admitted"):
        arcs = network.layers[name]
        mark[network.head[arcs][mark[network.tail[arcs]]]] = True
    pairs = network.layers["pairs"]
    alone = np.zeros(network.nodes, dtype=np.bool_)
    alone[network.head[pairs][mark[network.tail[pairs]]]] = True
    return (mark | alone)[formed.class_node], alone[formed.class_node]


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


def unused_stock(problem: Problem, ordered: Canonical, formed: Formulation, plan: Allocation) -> Unused:
    """Return every stock row with units left and why, rows as given in the problem."""
    left = line_capacity(problem) - plan.per_line(problem)
    reason = np.full(len(left), code_of(UnusedReason.NOTHING_ADMISSIBLE), dtype=np.int64)
    inside = formed.classes.of_need != MISSING
    lacking = (problem["needs"]["quantity"] - plan.per_need(problem))[ordered.need]
    short = np.bincount(
        formed.classes.of_need[inside], weights=lacking[inside], minlength=len(formed.classes.representative)
    )
    leads = _leads(formed, np.ones(len(short), dtype=np.bool_))
    wanted = _leads(formed, short > 0)
    code = np.where(wanted, code_of(UnusedReason.LIMITS), code_of(UnusedReason.ALL_REACHABLE_NEEDS_MET))
    code = np.where(leads, code, code_of(UnusedReason.NOTHING_ADMISSIBLE))
    for number, source in enumerate(formed.suppliers):
        for line in source.lines:
            reason[ordered.stock[formed.supply.lines[line].row]] = code[number]
    rows = np.flatnonzero(left > 0)
    return Unused(rows, left[rows], reason[rows].astype(np.int8))


def _leads(formed: Formulation, classes: Mask) -> Mask:
    """Return the suppliers from which arcs lead to any of the classes."""
    network = formed.network
    mark = np.zeros(network.nodes, dtype=np.bool_)
    mark[formed.class_node[classes]] = True
    for name in ("admitted", "pairs", "hubs", "visits"):
        arcs = network.layers[name]
        mark[network.tail[arcs][mark[network.head[arcs]]]] = True
    return mark[formed.supplier_node]
