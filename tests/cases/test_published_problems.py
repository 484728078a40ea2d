"""Published assignment, transport and fair-share instances as donors and needs, solved and proved."""

from fractions import Fraction
from math import lcm
from typing import Any

import pytest

from cases.published import assignment, case, transport
from matching.auditing.checking import audit
from matching.errors import NotANetworkError
from matching.problem.policy import Policy, named_policy, policy_from_dict
from matching.problem.problem import Problem
from matching.solving import solve
from oracle.brute_force import evaluate, is_feasible
from oracle.random_problems import table_of

CHEAPEST = named_policy("cheapest")
EQUAL_SHARES = policy_from_dict(
    {
        "name": "equal-shares",
        "version": "1",
        "goals": [{"measure": "units", "criterion": "leximin", "group": "commune_kind"}],
    }
)


def proved_value(problem: Problem, policy: Policy) -> tuple[object, ...]:
    result = solve(problem, policy)
    assert is_feasible(problem, result.plan)
    assert audit(problem, result.plan, policy, result.seed, result.certificate).verdict == "proved"
    return evaluate(problem, policy, result.plan)


def test_assign100_costs_305() -> None:
    told = case("assign100")
    assert proved_value(assignment(told["data"]["cost"]), CHEAPEST)[:2] == (100, -told["known_optimum"])


def test_the_transport_of_the_ampl_book_costs_196200() -> None:
    told = case("transport_ampl_transp")
    data = told["data"]
    problem = transport(data["supply"], data["demand"], data["unit_cost"])
    assert proved_value(problem, CHEAPEST)[:2] == (sum(data["demand"].values()), -told["known_optimum"])


@pytest.mark.parametrize(
    "name",
    [
        "leximin_lottery_kps_example1",
        "leximin_lottery_kps_example2_shared_capacity",
        "leximin_lottery_ten_agents_one_seat",
    ],
)
def test_seats_shared_in_whole_parts_reach_the_known_leximin(name: str) -> None:
    """Every seat and every wish is cut into as many equal parts as the known shares need."""
    told = case(name)
    known = sorted(Fraction(share) for share in told["known_optimum_exact"])
    parts = lcm(*(share.denominator for share in known))
    agents = told["data"]["acceptable"]
    cost = {
        seat: {agent: 0 for agent, wanted in agents.items() if seat in wanted}
        for seat in told["data"]["capacity"]
    }
    supply = {seat: parts * seats for seat, seats in told["data"]["capacity"].items()}
    problem = transport(supply, dict.fromkeys(agents, parts), cost)
    assert proved_value(problem, EQUAL_SHARES) == (tuple(known),)


def test_routes_shared_by_several_products_are_refused_by_name() -> None:
    """A limit per commune over several stock lines needs integer programming: refused, never ignored."""
    data = case("transport_ampl_multi")["data"]
    problem = _several_products(data)
    with pytest.raises(NotANetworkError, match="commune"):
        solve(problem, CHEAPEST)


def _several_products(data: dict[str, Any]) -> Problem:
    products, sources = list(data["products"]), list(data["supply"])
    limit = data["route_limit"]
    places = list(data["demand"])
    needs: list[dict[str, Any]] = []
    quotes: list[dict[str, Any]] = []
    for place, name in enumerate(places):
        for kind, product in enumerate(products):
            if not data["demand"][name][product]:
                continue
            for row, source in enumerate(sources):
                price = data["unit_cost"][product][source][name]
                quotes.append({"offer": row, "need": len(needs), "price": price})
            needs.append(
                {
                    "need": f"{name}-{product}",
                    "commune": place,
                    "kind": kind,
                    "quantity": data["demand"][name][product],
                }
            )
    empty = transport({}, dict.fromkeys(places, 1), {})
    cells: dict[str, Any] = {
        "unit": "ton",
        "price": 1,
        "weight": 1,
        "splittable": 1,
        "fit": 0,
        "needs_slot": 0,
    }
    return empty.replace(
        kinds=table_of("kinds", [{"kind": name, **cells} for name in products]),
        needs=table_of("needs", needs),
        offers=table_of("offers", [{"offer": name, "modality": 0, "commune_max": limit} for name in sources]),
        stock=table_of(
            "stock",
            [
                {"offer": row, "kind": kind_row, "quantity": data["supply"][source][product]}
                for row, source in enumerate(sources)
                for kind_row, product in enumerate(products)
            ],
        ),
        quotes=table_of("quotes", quotes),
    )
