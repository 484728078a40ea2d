"""Published instances with known optima, and their phrasing as donors and needs."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import matching
from matching.problem.problem import Problem, problem_from
from oracle.random_problems import REFERENCE, table_of

GIFT = 0
"""Row of the only kind used by these cases."""

HERE = "here"
"""The commune of cases that know no places."""

MONEY_UNIT = 10_000
"""Đồng in one published unit of money, so that unit costs of four decimals are whole."""


def case(name: str) -> dict[str, Any]:
    """Return a published case with its source, data and optimum."""
    data: dict[str, Any] = json.loads(
        (Path(__file__).parent / "data" / f"{name}.json").read_text(encoding="utf-8")
    )
    assert data["source"]
    return data


def exactly(number: float) -> Fraction:
    """Return the decimal fraction that a case prints."""
    return Fraction(str(number))


def whole(number: float | Fraction, scale: int = 1) -> int:
    """Return ``number·scale``, which must be a whole number."""
    scaled = (number if isinstance(number, Fraction) else exactly(number)) * scale
    assert scaled.denominator == 1, number
    return int(scaled)


def transport(
    supply: Mapping[str, int],
    demand: Mapping[str, int],
    cost: Mapping[str, Mapping[str, int]],
) -> Problem:
    """Return a transport problem: sources are donors with a stock, destinations communes with one need each.

    The unit cost is quoted per donor and commune; a pair without a cost is refused.
    """
    places = list(demand)
    quotes = []
    for row, source in enumerate(supply):
        for place, name in enumerate(places):
            quoted = {"price": cost[source][name]} if name in cost[source] else {"refused": 1}
            quotes.append({"offer": row, "commune": place, **quoted})
    return _problem(
        places, dict(supply), [(place, need) for place, need in enumerate(demand.values())], quotes
    )


def assignment(cost: list[list[int]]) -> Problem:
    """Return an assignment problem: one unit per donor and need, costs quoted per donor and need."""
    count = len(cost)
    quotes = [
        {"offer": row, "need": column, "price": price}
        for row, line in enumerate(cost)
        for column, price in enumerate(line)
    ]
    return _problem(["here"], {f"d{row:03d}": 1 for row in range(count)}, [(0, 1)] * count, quotes)


def _problem(
    places: list[str], supply: dict[str, int], demand: list[tuple[int, int]], quotes: list[dict[str, int]]
) -> Problem:
    rows: dict[str, list[dict[str, Any]]] = {
        "communes": [{"vintage": "case", "code": name} for name in places],
        "kinds": [
            {
                "kind": "gift",
                "unit": "gift",
                "price": 1,
                "weight": 1,
                "splittable": 1,
                "fit": 0,
                "needs_slot": 0,
            }
        ],
        "needs": [
            {"need": f"n{row:03d}", "commune": place, "kind": GIFT, "quantity": quantity}
            for row, (place, quantity) in enumerate(demand)
        ],
        "offers": [{"offer": name, "modality": 0} for name in supply],
        "stock": [
            {"offer": row, "kind": GIFT, "quantity": units} for row, units in enumerate(supply.values())
        ],
        "quotes": quotes,
    }
    return problem_from({name: table_of(name, table) for name, table in rows.items()}, REFERENCE)


def generalised_assignment(data: Mapping[str, Any]) -> Problem:
    """Return agents as cash offers with their capacity as budget, jobs as needs of one unit.

    What a job takes of an agent is the quoted price, what it is worth there the quoted benefit. Where the least
    total is wanted, the benefit is what the value falls short of the highest value plus one.
    """
    builder = a_builder(HERE)
    a_kind(builder, "job")
    for job in range(data["jobs"]):
        builder.add_need(f"j{job:03d}", "job", 1, commune=HERE)
    for agent, budget in enumerate(data["capacity"]):
        builder.add_offer(f"a{agent:02d}", "cash", budget=budget).add_stock(f"a{agent:02d}", "job")
        for job in range(data["jobs"]):
            price, benefit = data["resource"][agent][job], benefit_of(data, data["value"][agent][job])
            builder.add("quotes", offer=f"a{agent:02d}", need=f"j{job:03d}", price=price, benefit=benefit)
    return builder.build(REFERENCE)


def benefit_of(data: Mapping[str, Any], value: int) -> int:
    """Return the points of a job of this value: the more, the better for the published objective."""
    return value if data["sense"] == "max" else max(map(max, data["value"])) + 1 - value


def knapsack(data: Mapping[str, Any]) -> Problem:
    """Return items as bundles of needs, one for every row that they weigh on, rows as offers with a stock.

    One more need of each bundle, of which there is enough for all, is worth the profit; the others are worth nothing.
    """
    items = range(len(data["profit"]))
    builder = a_builder(HERE)
    a_kind(builder, "prize")
    builder.add_offer("prizes").add_stock("prizes", "prize", len(items))
    for item in items:
        builder.add_need(
            f"i{item:02d}",
            "prize",
            1,
            commune=HERE,
            bundle=f"i{item:02d}",
            weight=whole(data["profit"][item]),
        )
    for row, (weights, capacity) in enumerate(zip(data["weight"], data["capacity"], strict=True)):
        name = f"r{row:02d}"
        a_kind(builder, name)
        builder.add_offer(name).add_stock(name, name, whole(capacity))
        builder.add("quotes", offer=name, commune=HERE, benefit=0)
        for item in items:
            if weights[item]:
                builder.add_need(
                    f"i{item:02d}-{name}", name, whole(weights[item]), commune=HERE, bundle=f"i{item:02d}"
                )
    return builder.build(REFERENCE)


def facility_location(data: Mapping[str, Any]) -> Problem:
    """Return facilities as offers with a stock and a set-up cost, customers as communes with a need in many units.

    The cost of a unit is quoted per offer and commune, in ten-thousandths of the published unit of money.
    """
    customers = [f"c{row:02d}" for row in range(data["customers"])]
    builder = a_builder(*customers)
    a_kind(builder, "goods", splittable=True)
    for name, demand in zip(customers, data["demand"], strict=True):
        builder.add_need(name, "goods", whole(demand), commune=name)
    for row, capacity in enumerate(data["capacity"]):
        offer, setup = f"f{row:02d}", whole(data["fixed_cost"][row], MONEY_UNIT)
        builder.add_offer(offer, setup_cost=setup, setup_payer="fund")
        builder.add_stock(offer, "goods", whole(capacity))
        for customer, name in enumerate(customers):
            served = exactly(data["cost_of_serving_whole_demand"][customer][row])
            price = whole(served / exactly(data["demand"][customer]), MONEY_UNIT)
            builder.add("quotes", offer=offer, commune=name, price=price)
    return builder.build(REFERENCE)


def shared_routes(data: Mapping[str, Any]) -> Problem:
    """Return sources as offers of several products that bring any commune no more than a route holds in all."""
    builder = _products(data)
    for source, supply in data["supply"].items():
        builder.add_offer(source, commune_max=data["route_limit"])
        for product in data["products"]:
            builder.add_stock(source, product, supply[product])
        for place in data["demand"]:
            _quote(builder, data, source, source, place)
    return builder.build(REFERENCE)


def routes_at_a_cost(data: Mapping[str, Any]) -> Problem:
    """Return routes as offers to one commune with a set-up cost, drawing on the slots of their source.

    The slots of a provider for a product are the source's supply, which all its routes share.
    """
    builder = _products(data)
    for source, supply in data["supply"].items():
        builder.add("providers", provider=source)
        for product in data["products"]:
            builder.add("slots", provider=source, item=product, capacity=supply[product])
        for place in data["demand"]:
            route, setup = f"{source}-{place}", data["fixed_cost"][source][place]
            limit = data["route_limit"]
            builder.add_offer(route, "service", commune_max=limit, setup_cost=setup, setup_payer="fund")
            builder.add("earmarks", offer=route, field="commune", values=f"case:{place}")
            for product in data["products"]:
                builder.add_stock(route, product, supply[product], item=product, provider=source)
            _quote(builder, data, route, source, place)
    return builder.build(REFERENCE)


def _products(data: Mapping[str, Any]) -> matching.ProblemBuilder:
    """Return a builder with a kind and item per product, a commune per destination and a need for each of both."""
    builder = a_builder(*data["demand"])
    for product in data["products"]:
        a_kind(builder, product, splittable=True)
        builder.add("items", item=product, kind=product)
    for place, product in _wanted(data):
        builder.add_need(f"{place}-{product}", product, data["demand"][place][product], commune=place)
    return builder


def _quote(
    builder: matching.ProblemBuilder, data: Mapping[str, Any], offer: str, source: str, place: str
) -> None:
    for destination, product in _wanted(data):
        if destination == place:
            price = data["unit_cost"][product][source][place]
            builder.add("quotes", offer=offer, need=f"{place}-{product}", price=price)


def _wanted(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    demand = data["demand"].items()
    return [(place, product) for place, units in demand for product, asked in units.items() if asked]


def a_builder(*communes: str) -> matching.ProblemBuilder:
    builder = matching.ProblemBuilder("case")
    for name in communes:
        builder.add_commune(name)
    return builder


def a_kind(builder: matching.ProblemBuilder, name: str, *, splittable: bool = False) -> None:
    builder.add("kinds", kind=name, unit="unit", price=1, weight=1, splittable=splittable)
