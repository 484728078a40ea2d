"""From prices of the network's nodes to prices of the reference network, in canonical numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.canonical_order import Canonical, id_ranks
from matching.formulation.grouping import PLACED, grouped_goal, members_of, spoken_of
from matching.formulation.network import Groups
from matching.plan.allocation import Allocation
from matching.plan.certificate import Certificate, GoalProof, Prices
from matching.plan.measures import total_of
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_order
from matching.problem.table import Table
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stage:
    """Prices of every node for one goal, the levels of a leximin goal, and the bounds that goals leave groups."""

    prices: Integers
    levels: tuple[tuple[int, int], ...]
    bounds: tuple[Integers, Integers] | None = None


def certificate_of(
    problem: Problem,
    ordered: Canonical,
    formed: Formulation,
    policy: Policy,
    stages: Sequence[Stage],
    allocation: Allocation,
) -> Certificate:
    """Return the certificate of a plan over the reference network.

    Parameters
    ----------
    problem, allocation
        The problem and the plan, rows as given.
    ordered, formed
        The problem in canonical order and its network.
    policy, stages
        Goals and the prices that prove each.
    """
    canon = _Numbers(ordered.problem)
    pairs = _group_names(ordered.problem, formed.network.groups, grouped_goal(policy), canon)
    visit_lines = np.array(
        [formed.suppliers[number].lines[0] for number in formed.visits[:, 0].tolist()], dtype=np.int64
    )
    rows = np.array([line.row for line in formed.supply.lines], dtype=np.int64)
    visits = np.stack([canon.line[rows[visit_lines]], canon.commune[formed.visits[:, 1]]], axis=1)
    proofs = []
    for number, (goal, stage) in enumerate(zip(policy.goals, stages, strict=True)):
        value = _claimed(problem, ordered, formed, goal, allocation)
        proofs.append(GoalProof(number, value, _prices(formed, canon, goal, stage), stage.levels))
    return Certificate(visits, pairs, tuple(proofs))


def _claimed(
    problem: Problem,
    ordered: Canonical,
    formed: Formulation,
    goal: Goal,
    allocation: Allocation,
) -> int | None:
    """Return the value of a total, or of alpha-fair welfare; nothing is claimed of coverages."""
    if goal.criterion == "sum":
        counted = spoken_of(problem, goal)[allocation.need] if goal.among else np.ones(1, dtype=np.bool_)
        plan = allocation if counted.all() else allocation.only(counted)
        return total_of(problem, plan, goal.measure, ordered.seed)
    if goal.criterion != "alpha_fair":
        return None
    groups = formed.network.groups
    assert groups is not None
    assert formed.steps is not None
    member = members_of(ordered.problem, goal)
    units = allocation.per_need(problem)[ordered.need]
    if goal.measure in OF_CHILDREN:
        child = ordered.problem["needs"]["child"]
        helped = np.zeros(len(member), dtype=np.int64)
        helped[child[(child >= 0) & (units > 0)]] = 1
        units = helped
    served = np.zeros(len(groups.size), dtype=np.int64)
    np.add.at(served, member[member != MISSING], units[member != MISSING])
    return formed.steps.total(served)


def _group_names(problem: Problem, groups: Groups | None, goal: Goal | None, canon: "_Numbers") -> Integers:
    """Return what every group is called: its commune and kind, or its first need (or child) and -1."""
    if groups is None or goal is None:
        return np.zeros((0, 2), dtype=np.int64)
    if goal.columns in PLACED:
        kind = np.append(canon.kind, MISSING)[groups.kind]
        return np.stack([canon.commune[groups.commune], kind], axis=1)
    member, number = members_of(problem, goal), canon.child if goal.measure in OF_CHILDREN else canon.need
    first = np.full(len(groups.size), len(number), dtype=np.int64)
    inside = member != MISSING
    np.minimum.at(first, member[inside], number[inside])
    return np.stack([first, np.full(len(first), MISSING, dtype=np.int64)], axis=1)


class _Numbers:
    """Canonical number of every row of the problem in canonical order."""

    def __init__(self, problem: Problem) -> None:
        self.commune = id_ranks_of_communes(problem["communes"])
        self.kind = id_ranks(problem["kinds"]["kind"])
        self.need = id_ranks(problem["needs"]["need"])
        self.child = id_ranks(problem["children"]["child"])
        self.line = np.empty(len(problem["stock"]), dtype=np.int64)
        self.line[line_order(problem)] = np.arange(len(self.line))
        self.slot = np.arange(len(problem["slots"]))


def id_ranks_of_communes(communes: Table) -> Integers:
    """Return the rank of every commune by vintage, then code."""
    ranks = np.empty(len(communes), dtype=np.int64)
    ranks[np.lexsort((communes["code"], communes["vintage"]))] = np.arange(len(communes))
    return ranks


def _prices(formed: Formulation, canon: _Numbers, goal: Goal, stage: Stage) -> Prices:
    price, network = stage.prices, formed.network
    highest = {"leximin": len(stage.levels), "max_min": 1}.get(goal.criterion, int(price.max(initial=0)) + 1)
    return Prices(
        line=_line_prices(formed, canon, price, highest),
        visit=price[formed.visits[:, 2]],
        need=_need_prices(formed, canon, price),
        child=_child_prices(formed, canon, price),
        group=np.zeros(0, dtype=np.int64) if network.groups is None else price[network.groups.node],
        slot=_slot_prices(formed, canon, price),
    )


def _line_prices(formed: Formulation, canon: _Numbers, price: Integers, highest: int) -> Integers:
    """Lines that hold nothing are dearer than anything; they bind nobody."""
    result = np.full(len(canon.line), highest, dtype=np.int64)
    for number, source in enumerate(formed.suppliers):
        rows = [formed.supply.lines[position].row for position in source.lines]
        result[canon.line[rows]] = price[formed.supplier_node[number]]
    return result


def _need_prices(formed: Formulation, canon: _Numbers, price: Integers) -> Integers:
    """Needs with nothing left to give are worth the least; they bind nobody."""
    result = np.full(len(canon.need), int(price.min(initial=0)), dtype=np.int64)
    of_need = formed.classes.of_need
    wanting = of_need != MISSING
    result[canon.need[wanting]] = price[formed.class_node[of_need[wanting]]]
    return result


def _child_prices(formed: Formulation, canon: _Numbers, price: Integers) -> Integers:
    if not formed.counts_children:
        return np.zeros(0, dtype=np.int64)
    result = np.zeros(len(canon.child), dtype=np.int64)
    counted = formed.child_group != MISSING
    result[canon.child[counted]] = price[formed.child_node[formed.child_group[counted]]]
    return result


def _slot_prices(formed: Formulation, canon: _Numbers, price: Integers) -> Integers:
    result = np.zeros(len(canon.slot), dtype=np.int64)
    used = formed.slot_node != MISSING
    result[canon.slot[used]] = price[formed.slot_node[used]]
    return result
