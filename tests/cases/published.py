"""Published instances with known optima, and their phrasing as donors and needs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.problem.problem import Problem, problem_from
from oracle.random_problems import REFERENCE, table_of

GIFT = 0
"""Row of the only kind used by these cases."""


def case(name: str) -> dict[str, Any]:
    """Return a published case with its source, data and optimum."""
    data: dict[str, Any] = json.loads(
        (Path(__file__).parent / "data" / f"{name}.json").read_text(encoding="utf-8")
    )
    assert data["source"]
    return data


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
