"""Published problems that no network holds, as donors and needs: the known optimum is reached and proved."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

import matching
from cases import published
from cases.published import case, exactly, whole
from matching.auditing.checking import audit
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.audit_report import Value
from matching.problem.problem import Problem

Given = dict[tuple[str, str], int]
"""Units per offer and need, by id."""


def policy(*measures: str) -> matching.Policy:
    goals = [{"measure": measure} for measure in measures]
    return matching.policy_from_dict({"name": "published", "version": "1", "goals": goals})


ASSIGNMENTS = ("a05100_min", "c05100_min", "c0515_1_max", "c0515_1_min", "c0832_1_max", "c1060_1_max")
NAMES = (
    *(f"gap_{name}" for name in ASSIGNMENTS),
    *(f"knapsack_mknap1_{number}" for number in (1, 5)),
    *(f"cfl_cap{number}" for number in (41, 72, 74, 134)),
    "transport_ampl_multi",
    "transport_ampl_multmip1_fixedcost",
)


def encoded(name: str, data: Mapping[str, Any]) -> tuple[Problem, matching.Policy]:
    if name.startswith("gap"):
        return published.generalised_assignment(data), policy("units", "weight")
    if name.startswith("knapsack"):
        return published.knapsack(data), policy("weight")
    if name.startswith("cfl"):
        return published.facility_location(data), policy("units", "cost")
    build = published.routes_at_a_cost if data["fixed_cost"] else published.shared_routes
    return build(data), policy("units", "cost")


def goal_values(name: str, told: Mapping[str, Any]) -> tuple[int, ...]:
    """Return what the goals must reach for the published optimum."""
    data, optimum = told["data"], told["known_optimum"]
    if name.startswith("gap"):
        jobs = data["jobs"]
        turned = jobs * (max(map(max, data["value"])) + 1) - optimum
        return jobs, optimum if data["sense"] == "max" else turned
    if name.startswith("knapsack"):
        return (whole(optimum),)
    if name.startswith("cfl"):
        return whole(sum(data["demand"])), whole(optimum, published.MONEY_UNIT)
    return sum(sum(units.values()) for units in data["demand"].values()), optimum


def given_by(problem: Problem, plan: Allocation) -> Given:
    offers, needs = problem["offers"]["offer"][plan.offer], problem["needs"]["need"][plan.need]
    pairs = list(zip(offers.tolist(), needs.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    return dict(zip(pairs, plan.quantity.tolist(), strict=True))


def plan_of(problem: Problem, given: Given) -> Allocation:
    """Return the plan that gives these units; an offer has one stock line of a kind here."""
    stock, needs = problem["stock"], problem["needs"]
    offers = problem["offers"]["offer"][stock["offer"]].tolist()
    lines = {pair: row for row, pair in enumerate(zip(offers, stock["kind"].tolist(), strict=True))}
    rows = {need: row for row, need in enumerate(needs["need"].tolist())}
    need = np.array([rows[name] for _, name in given], dtype=np.int64)
    kinds = needs["kind"][need].tolist()
    line = np.array(
        [lines[offer, kind] for (offer, _), kind in zip(given, kinds, strict=True)], dtype=np.int64
    )
    quantity = np.array(list(given.values()), dtype=np.int64)
    return allocation_of(problem, line, need, quantity, np.zeros(len(given), dtype=np.bool_))


def assigned_total(data: Mapping[str, Any], given: Given) -> Fraction:
    agents = {int(job[1:]): int(agent[1:]) for agent, job in given}
    assert len(given) == len(agents) == data["jobs"]
    for agent, capacity in enumerate(data["capacity"]):
        assert sum(data["resource"][agent][job] for job, own in agents.items() if own == agent) <= capacity
    return Fraction(sum(data["value"][agent][job] for job, agent in agents.items()))


def packed_total(data: Mapping[str, Any], given: Given) -> Fraction:
    items = [int(need[1:]) for offer, need in given if offer == "prizes"]
    for weights, capacity in zip(data["weight"], data["capacity"], strict=True):
        assert sum(weights[item] for item in items) <= capacity
    return sum((exactly(data["profit"][item]) for item in items), Fraction(0))


def located_total(data: Mapping[str, Any], given: Given) -> Fraction:
    sent = {(int(offer[1:]), int(need[1:])): units for (offer, need), units in given.items()}
    for facility, capacity in enumerate(data["capacity"]):
        assert sum(units for (one, _), units in sent.items() if one == facility) <= capacity
    total = sum((exactly(data["fixed_cost"][one]) for one in {one for one, _ in sent}), Fraction(0))
    for customer, demand in enumerate(data["demand"]):
        assert sum(units for (_, one), units in sent.items() if one == customer) == demand
    for (facility, customer), units in sent.items():
        cost = exactly(data["cost_of_serving_whole_demand"][customer][facility])
        total += cost * units / exactly(data["demand"][customer])
    return total


def routed_total(data: Mapping[str, Any], given: Given) -> Fraction:
    sent = {(offer.partition("-")[0], *need.split("-")): units for (offer, need), units in given.items()}
    assert len(sent) == len(given)
    total = sum(
        data["unit_cost"][kind][source][place] * units for (source, place, kind), units in sent.items()
    )
    for source, place in product(data["supply"], data["demand"]):
        taken = sum(sent.get((source, place, kind), 0) for kind in data["products"])
        assert taken <= data["route_limit"]
        total += data["fixed_cost"][source][place] if taken and data["fixed_cost"] else 0
    for kind in data["products"]:
        for source, supply in data["supply"].items():
            assert sum(sent.get((source, place, kind), 0) for place in data["demand"]) == supply[kind]
        for place, demand in data["demand"].items():
            assert sum(sent.get((source, place, kind), 0) for source in data["supply"]) == demand[kind]
    return Fraction(total)


PUBLISHED_TOTAL: Mapping[str, Callable[[Mapping[str, Any], Given], Fraction]] = {
    "gap": assigned_total,
    "knapsack": packed_total,
    "cfl": located_total,
    "transport": routed_total,
}
"""The published objective of a plan, every published rule asserted, told by the published data alone."""


def witness(name: str, problem: Problem, told: Mapping[str, Any]) -> Given:
    """Return the published solution as units per offer and need."""
    data = told["data"]
    if name.startswith("gap"):
        return {(f"a{agent:02d}", f"j{job:03d}"): 1 for job, agent in enumerate(told["witness"])}
    if name.startswith("knapsack"):
        ids, quantities = problem["needs"]["need"].tolist(), problem["needs"]["quantity"].tolist()
        chosen = {f"i{item:02d}" for item in told["witness"]}
        rows = [row for row, need in enumerate(ids) if need[:3] in chosen]
        return {(ids[row][4:] or "prizes", ids[row]): quantities[row] for row in rows}
    if name.startswith("cfl"):
        return flow_from(told["open_facilities"], problem)
    return {
        (f"{source}-{place}" if data["fixed_cost"] else source, f"{place}-{kind}"): units
        for source, places in told["witness"].items()
        for place, kinds in places.items()
        for kind, units in kinds.items()
    }


def flow_from(open_facilities: list[int], problem: Problem) -> Given:
    """Return the cheapest plan from the facilities that are published as open: a network, without set-up."""
    quotes, needs = problem["quotes"], problem["needs"]
    offers, customers = problem["offers"]["offer"].tolist(), needs["need"].tolist()
    supply = {offers[row]: int(problem["stock"]["quantity"][row]) for row in open_facilities}
    cost: dict[str, dict[str, int]] = {offer: {} for offer in offers}
    columns = zip(quotes["offer"].tolist(), quotes["commune"].tolist(), quotes["price"].tolist(), strict=True)
    for offer, commune, price in columns:
        cost[offers[offer]][customers[commune]] = price
    demand = dict(zip(customers, needs["quantity"].tolist(), strict=True))
    network = published.transport(supply, demand, cost)
    plan = matching.solve(network, policy("units", "cost")).plan
    return {(offer, f"c{need[2:]}"): units for (offer, need), units in given_by(network, plan).items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_published_solution_breaks_no_rule_and_is_worth_the_known_optimum(name: str) -> None:
    told = case(name)
    problem, goals = encoded(name, told["data"])
    given = witness(name, problem, told)
    report = audit(problem, plan_of(problem, given), goals, 0, None)
    assert (report.verdict, dict(report.counts)) == ("not proved", {})
    assert values(report) == goal_values(name, told)
    assert PUBLISHED_TOTAL[told["kind"]](told["data"], given) == exactly(told["known_optimum"])


@pytest.mark.parametrize("name", NAMES)
def test_the_known_optimum_is_reached_and_proved(name: str) -> None:
    told = case(name)
    problem, goals = encoded(name, told["data"])
    result = matching.solve(problem, goals)
    report = matching.audit(problem, result)
    assert report.verdict == "proved"
    assert values(report) == goal_values(name, told)
    given = given_by(problem, result.plan)
    assert PUBLISHED_TOTAL[told["kind"]](told["data"], given) == exactly(told["known_optimum"])


def values(report: Any) -> tuple[Value, ...]:
    return tuple(goal.value for goal in report.goals)
