"""Prices of needs, groups and slots, goal by goal: those of the relaxation in money, and of the restricted network."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.goals.certifying import Stage
from matching.goals.restricted.life_saving import Lives
from matching.goals.restricted.money_network import STEPS, MoneyPlan, held_prices, without_groups
from matching.goals.restricted.restricted_planning import Restricted
from matching.problem.policy import Goal
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
    bonus
        What a unit that saves a life counts besides.
    """

    need: Reals
    group: Reals
    need_level: Integers
    group_level: Integers
    slot: Reals
    bonus: int = 0


def _source_of(
    formed: Formulation,
    stage: Stage,
    per_unit: Reals,
    group_unit: Reals,
    parts: float,
    slots: float,
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
    """
    of_need = formed.classes.of_need
    price = np.append(_at_classes(formed, stage.prices), 0)[of_need]
    groups = formed.network.groups
    by_group = np.zeros(0, dtype=np.int64)
    if groups is not None and len(group_unit):
        by_group = stage.prices[groups.node]
    slot = np.maximum(np.append(stage.prices, 0)[formed.slot_node], 0) * (formed.slot_node != MISSING)
    return Source(
        price * per_unit / parts, by_group * group_unit / parts, price, by_group, slot * slots / parts,
    )  # fmt: skip


def _at_classes(formed: Formulation, price: Integers) -> Integers:
    """Return what the cheapest supply of every class asks; a node that nothing leads on from takes the price before it."""
    network = formed.network
    asked = price[: network.nodes].copy()
    for name in ("visits", "hubs", "admitted", "pairs"):
        arcs = network.layers[name]
        tail, head = network.tail[arcs], network.head[arcs]
        cheapest = np.full(network.nodes, np.iinfo(np.int64).max)
        np.minimum.at(cheapest, head, np.maximum(asked[tail], 0))
        fed = cheapest < np.iinfo(np.int64).max
        asked = np.where(fed & (asked < 0), cheapest, asked)
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
    for goal, stage in zip(plan.goals, plan.stages, strict=True):
        parts = float(STEPS) if goal.criterion == "sum" else 1.0
        sources[goals.index(goal)] = _source_of(formed, stage, need_price(found), per_group, parts, 0.0)
    return sources


def lives_source(lives: Lives) -> Source:
    """Return the prices of lives planned apart."""
    none = np.zeros(0, dtype=np.int64)
    return Source(lives.asked, np.zeros(0), none, none, lives.slot)


def held_source(found: Restricted, goal: Goal, bonus: int) -> Source:
    """Return the prices of a sum when no group gets less than in the plan, and lives count besides."""
    network = found.formed.network
    if network.groups is None or bool((network.groups.kind == MISSING).any()):
        network, floor, per_group = without_groups(network), np.zeros(0, dtype=np.int64), np.zeros(0)
    else:
        floor = found.final.flow[found.planned.formulation.network.layers["groups"]]
        per_group = group_price(found)
    prices = held_prices(network, found.charges, goal, floor, bonus)
    own = _source_of(found.formed, Stage(prices, ()), need_price(found), per_group, float(STEPS), 0.0)
    return replace(own, bonus=bonus)


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
