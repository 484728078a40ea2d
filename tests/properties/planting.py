"""Problems built around a plan: floors, promises, lots and money are set so that the plan obeys every rule."""

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from matching.problem.problem import Problem
from oracle.book import opened
from oracle.facts import NEVER
from oracle.offer_rules import spending, visits_of
from oracle.random_problems import Size, random_problem, table_of
from oracle.rulebook import every_plan

MIXED = (
    "budget_over_kinds", "quoted_prices", "visit_cost", "setup_cost", "unsplittable", "bundle", "earmarks",
    "fit", "cash", "costs", "zones", "special_children", "collective", "cofunding", "exclusive",
)  # fmt: skip
"""Rules that may stand in the problem before the plan is drawn."""

ROOMY = Size(communes=(2, 3), needs=(3, 6), quantity=3, units=9, offers=(2, 4), stock=3, rows=5)


@dataclass(frozen=True)
class Planted:
    """A problem and the units, by stock line and need, of a plan that obeys all its rules."""

    problem: Problem
    units: dict[tuple[int, int], int]


def planted(seed: int) -> Planted:
    """Draw a problem, a plan that obeys its rules, and then rules that just fit the plan."""
    rng = Random(seed)
    problem = random_problem(rng, ROOMY, {feature for feature in MIXED if rng.random() < 0.3})
    book = opened(problem)
    plans = every_plan(book)
    plan = plans[max(rng.randrange(len(plans)) for _ in range(3))]
    units = {pair: int(one) for pair, one in zip(book.pairs, plan, strict=True) if one}
    one_plan = plan[np.newaxis, :]
    tables = book.tables
    offers = [dict(offer) for offer in tables["offers"]]
    needs = book.facts.needs
    for row, offer in enumerate(offers):
        own = [(need, count) for (line, need), count in units.items() if book.facts.offer_of[line] == row]
        by_commune = _totals((needs[need].commune, count) for need, count in own)
        by_child = _totals(
            ((needs[need].child, -1) if needs[need].child >= 0 else (-1, need), count) for need, count in own
        )
        for column, totals in (("commune", by_commune), ("child", by_child)):
            if totals and rng.random() < 0.5:
                offer[f"{column}_min"] = min(totals.values())
            if totals and rng.random() < 0.5:
                offer[f"{column}_max"] = max(totals.values())
        if own and rng.random() < 0.4:
            offer["max_communes"] = int(visits_of(book, one_plan, row)[0])
        if own and offer["budget"] != NEVER and rng.random() < 0.5:
            offer["budget"] = int(spending(book, one_plan, row)[0])
    changed: dict[str, list[dict[str, Any]]] = {"offers": offers}
    changed["floors"] = _floors(rng, tables, needs, units)
    changed["commitments"] = _promises(rng, book.facts.offer_of, units) if rng.random() < 0.5 else []
    return Planted(problem.replace(**{name: table_of(name, rows) for name, rows in changed.items()}), units)


def _totals(entries: Any) -> dict[Any, int]:
    totals: dict[Any, int] = {}
    for key, count in entries:
        totals[key] = totals.get(key, 0) + count
    return totals


def _floors(rng: Random, tables: Any, needs: Any, units: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
    """Return floors and ceilings by commune, by commune and kind, and for everyone, at what the plan gives."""
    communes = [f"{row['vintage']}:{row['code']}" for row in tables["communes"]]
    cells = _totals(((needs[need].commune, needs[need].kind), count) for (_, need), count in units.items())
    cells |= _totals(((needs[need].commune, NEVER), count) for (_, need), count in units.items())
    rows: list[dict[str, Any]] = []
    for (commune, kind), count in sorted(cells.items()):
        if rng.random() < 0.5:
            row = {"group": 0, "value": communes[commune], "kind": kind}
            rows.append(
                row
                | rng.choice(({"minimum": count}, {"maximum": count}, {"minimum": count, "maximum": count}))
            )
    if rng.random() < 0.5:
        rows.append({"group": 5, "minimum": sum(units.values())})
    return rows


def _promises(rng: Random, offer_of: Any, units: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
    """Promise what the plan gives anyway, where an offer has one stock line, so that the line is no question."""
    return [
        {"offer": offer_of[line], "need": need, "quantity": count}
        for (line, need), count in sorted(units.items())
        if list(offer_of).count(offer_of[line]) == 1 and rng.random() < 0.4
    ]
