"""From prices of the network's nodes to prices of the reference network, in canonical numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.formulation.canonical_order import Canonical, id_ranks
from matching.plan.allocation import Allocation
from matching.plan.certificate import Certificate, GoalProof, Prices
from matching.plan.measures import total_of
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_order
from matching.problem.table import Table
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stage:
    """Prices of every node for one goal, and the levels of a leximin goal."""

    prices: Integers
    levels: tuple[tuple[int, int], ...]


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
    groups = formed.network.groups
    none = np.zeros((0, 2), dtype=np.int64)
    pairs = none if groups is None else np.stack(
        [canon.commune[groups.commune], np.append(canon.kind, MISSING)[groups.kind]], axis=1
    )  # fmt: skip
    visit_lines = np.array(
        [formed.suppliers[number].lines[0] for number in formed.visits[:, 0].tolist()], dtype=np.int64
    )
    rows = np.array([line.row for line in formed.supply.lines], dtype=np.int64)
    visits = np.stack([canon.line[rows[visit_lines]], canon.commune[formed.visits[:, 1]]], axis=1)
    proofs = []
    for number, (goal, stage) in enumerate(zip(policy.goals, stages, strict=True)):
        value = total_of(problem, allocation, goal.measure, ordered.seed) if goal.criterion == "sum" else None
        proofs.append(GoalProof(number, value, _prices(formed, canon, goal, stage), stage.levels))
    return Certificate(visits, pairs, tuple(proofs))


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
    highest = {"leximin": len(stage.levels), "max_min": 1, "sum": int(price.max(initial=0)) + 1}[
        goal.criterion
    ]
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
