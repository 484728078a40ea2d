"""Prices of needs, groups and slots, goal by goal: those of the relaxation in money, and of the restricted network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.goals.certifying import Stage
from matching.goals.restricted.money_network import STEPS, MoneyPlan
from matching.goals.restricted.restricted_planning import Restricted
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Source:
    """Prices of one goal: what a unit is worth at every need's class and in every group, in fractions of the measure.

    Parameters
    ----------
    need, group
        Per need and group, rows in canonical order and groups as the network has them.
    need_level, group_level
        For leximin: how many thresholds lie at or above each need's class and group.
    slot
        Per slot, rows in canonical order.
    supply
        Per need: what the money, stock or slot of its cheapest supply is worth elsewhere.
    """

    need: Reals
    group: Reals
    need_level: Integers
    group_level: Integers
    slot: Reals
    supply: Reals


def _source_of(
    formed: Formulation,
    stage: Stage,
    per_unit: Reals,
    group_unit: Reals,
    parts: float,
    slots: float,
    tails: Integers | None = None,
) -> Source:
    """Return the prices of a stage for needs and groups.

    Parameters
    ----------
    formed, stage
        The network and its prices.
    per_unit, group_unit
        What a unit of every need and group is on the network: 1, or its price in money.
    parts
        Parts of the measure in which prices are told.
    slots
        1 where slots are nodes of the network, else 0.
    tails
        Node of every line's money or slot where the network's own is another.
    """
    of_need = formed.classes.of_need
    price = np.append(_at_classes(formed, stage.prices), 0)[of_need]
    groups = formed.network.groups
    by_group = np.zeros(0, dtype=np.int64)
    if groups is not None and len(group_unit):
        by_group = stage.prices[groups.node]
    slot = np.maximum(np.append(stage.prices, 0)[formed.slot_node], 0) * (formed.slot_node != MISSING)
    supply = np.append(_at_classes(formed, stage.prices, tails, from_source=True), 0)[of_need]
    return Source(
        price * per_unit / parts, by_group * group_unit / parts, price, by_group, slot * slots / parts,
        supply * per_unit / parts,
    )  # fmt: skip


def _at_classes(
    formed: Formulation, price: Integers, tails: Integers | None = None, *, from_source: bool = False
) -> Integers:
    """Return what the cheapest supply of every class asks; a node that nothing leads on from takes the price before it.

    Where told to, the prices of money and slots are followed down instead, whatever stands between.
    """
    network = formed.network
    asked = price[: network.nodes].copy()
    if from_source:
        lines = network.layers["lines"]
        above = price[tails] if tails is not None else asked[network.tail[lines]]
        asked[network.head[lines]] = np.maximum(asked[network.head[lines]], above)
    for name in ("visits", "hubs", "admitted", "pairs"):
        arcs = network.layers[name]
        tail, head = network.tail[arcs], network.head[arcs]
        cheapest = np.full(network.nodes, np.iinfo(np.int64).max)
        np.minimum.at(cheapest, head, np.maximum(asked[tail], 0))
        fed = cheapest < np.iinfo(np.int64).max
        asked = np.where(fed & (from_source | (asked < 0)), cheapest, asked)
    return np.maximum(asked[formed.class_node], 0)


def need_price(found: Restricted) -> Reals:
    """Return what a unit of every need is in units of money."""
    problem = found.ordered.problem
    price = np.maximum(problem["kinds"]["price"].astype(np.int64), 1) // found.charges.money_unit
    return price[problem["needs"]["kind"]].astype(np.float64)


def group_price(found: Restricted) -> Reals:
    """Return what a unit of every group is in units of money."""
    groups = found.formed.network.groups
    assert groups is not None
    return found.charges.reference[found.formed.network.layers["groups"]].astype(np.float64)


def money_sources(found: Restricted, plan: MoneyPlan) -> dict[int, Source]:
    """Return the prices of a relaxation, per goal of the policy."""
    goals, sources, formed = list(found.policy.goals), {}, found.formed
    grouped = formed.network.groups is not None and any(goal.criterion != "sum" for goal in plan.goals)
    per_group = group_price(found) if grouped else np.zeros(0)
    paid, lines = found.charges.line_budget != MISSING, formed.network.layers["lines"]
    tails = np.where(paid, formed.network.nodes + found.charges.line_budget, formed.network.tail[lines])
    for goal, stage in zip(plan.goals, plan.stages, strict=True):
        parts = float(STEPS) if goal.criterion == "sum" else 1.0
        sources[goals.index(goal)] = _source_of(
            formed, stage, need_price(found), per_group, parts, 0.0, tails
        )
    return sources


def unit_sources(found: Restricted) -> dict[int, Source]:
    """Return the prices of the restricted network, per goal of the policy."""
    formed = found.planned.formulation
    groups = 0 if formed.network.groups is None else len(formed.network.groups.node)
    ones = np.ones(len(formed.classes.of_need))
    goals = list(found.policy.goals)
    return {
        goals.index(goal): _source_of(formed, stage, ones, np.ones(groups), 1.0, 1.0)
        for goal, stage in zip(found.goals, found.final.stages, strict=True)
    }
