"""Published leximin instances phrased as donors and needs."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

import matching
from cases.published import a_builder, a_kind
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem
from oracle.random_problems import REFERENCE

BY_COMMUNE: Policy = policy_from_dict(
    {
        "name": "equal-communes",
        "version": "1",
        "goals": [{"measure": "units", "criterion": "leximin", "group": "commune"}],
    }
)


def divisible(data: Mapping[str, Any]) -> tuple[Problem, int]:
    """Return items as budgets of one price per agent: an agent's whole share of an item buys as many units as it is worth.

    Also the units that every agent asks for, more than it can get.
    """
    values = data["value"]
    asked = max(map(sum, values)) + 1
    agents = [f"a{row}" for row in range(data["agents"])]
    builder = _asking(agents, asked)
    for item in range(data["items"]):
        worth = [row[item] for row in values]
        budget = lcm(*(value for value in worth if value))
        name = f"i{item}"
        builder.add_offer(name, "cash", budget=budget).add_stock(name, "goods")
        for agent, value in zip(agents, worth, strict=True):
            quoted = {"price": budget // value} if value else {"refused": True}
            builder.add("quotes", offer=name, commune=agent, **quoted)
    return builder.build(REFERENCE), asked


def indivisible(data: Mapping[str, Any]) -> tuple[Problem, int]:
    """Return items as offers that visit one commune at most, agents as communes with one whole need per item.

    The need's units are the agent's value of the item; every agent asks for the same total, the rest out of reach.
    """
    values = data["value"]
    asked = max(map(sum, values)) + 1
    builder = a_builder(*(f"a{row}" for row in range(data["agents"])))
    a_kind(builder, "nothing", splittable=True)
    for item in range(data["items"]):
        a_kind(builder, f"i{item}")
        builder.add_offer(f"i{item}", max_communes=1)
        builder.add_stock(f"i{item}", f"i{item}", max(row[item] for row in values))
    for agent, row in enumerate(values):
        for item, value in enumerate(row):
            if value:
                builder.add_need(f"a{agent}-i{item}", f"i{item}", value, commune=f"a{agent}")
        builder.add_need(f"a{agent}-rest", "nothing", asked - sum(row), commune=f"a{agent}")
    return builder.build(REFERENCE), asked


def rates(data: Mapping[str, Any]) -> tuple[Problem, int]:
    """Return three communes that draw on one hospital's slots and one budget at different rates.

    A unit is a unit of utility: the first commune takes one slot and 2 đồng for it, the second one slot and nothing,
    the third no slot and 1 đồng.
    """
    slots, money = (row["upper"] for row in data["constraints"])
    assert [row["coef"] for row in data["constraints"]] == [[1, 2, 0], [2, 0, 1]]
    assert data["utility"] == [[1, 0, 0], [0, 2, 0], [0, 0, 1]]
    agents, asked = ["a0", "a1", "a2"], slots + money
    builder = a_builder(*agents)
    a_kind(builder, "treatment", splittable=True)
    a_kind(builder, "grant", splittable=True)
    builder.add("items", item="procedure", kind="treatment")
    builder.add("providers", provider="hospital")
    builder.add("slots", provider="hospital", item="procedure", capacity=slots)
    builder.add_offer("budget", "cash", budget=money)
    builder.add_stock("budget", "treatment", item="procedure", provider="hospital")
    builder.add_stock("budget", "grant")
    for agent, price, kind in (("a0", 2, "treatment"), ("a1", 0, "treatment"), ("a2", 1, "grant")):
        builder.add_need(agent, kind, asked, commune=agent)
        builder.add("quotes", offer="budget", commune=agent, price=price)
    return builder.build(REFERENCE), asked


def known(told: Mapping[str, Any], asked: int) -> tuple[Fraction, ...]:
    """Return the published utilities as shares of what every agent asks for, lowest first."""
    values = told.get("known_optimum_exact", told["known_optimum"])
    return tuple(sorted(Fraction(value) / asked for value in values))


def _asking(agents: list[str], asked: int) -> matching.ProblemBuilder:
    builder = a_builder(*agents)
    a_kind(builder, "goods", splittable=True)
    for agent in agents:
        builder.add_need(agent, "goods", asked, commune=agent)
    return builder
