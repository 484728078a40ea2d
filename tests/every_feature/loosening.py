"""The problem in which every rule occurs: plans that break one rule, and the problem without the rule."""

from pathlib import Path
from typing import Any

import numpy as np

import matching
from matching.problem.fields import fields_of
from matching.problem.problem import Problem
from matching.problem.table import default_of, table_from

FOLDER = Path(__file__).parent / "problem"

Triple = tuple[str, str, int]
Cell = tuple[str, str, Any]

BREAKING: dict[str, list[Triple]] = {
    "kind": [("earmark", "fit-1", 1)],
    "fit": [("fit", "fit-1", 1)],
    "earmark": [("earmark", "earmark-1", 1)],
    "window": [("window", "window-1", 1)],
    "consent": [("consent", "consent-1", 1)],
    "refused": [("refused", "refused-1", 1)],
    "confirmed": [("confirmed", "confirmed-1", 1)],
    "needs_slot": [("no-slot", "operation-4", 1)],
    "need_quantity": [("enough", "enough-1", 2)],
    "stock": [("short", "short-1", 2)],
    "slots": [("slot-and-money", "operation-1", 1), ("slot-and-money", "operation-2", 1), ("hospital", "operation-3", 1)],
    "reserve": [("reserve", "reserve-1", 2)],
    "budget": [("budget", "money-a-1", 2), ("budget", "money-b-1", 1)],
    "commitment": [],
    "child_max": [("child-max", "child-max-1", 1), ("child-max", "child-max-2", 1)],
    "child_min": [("child-min", "child-min-1", 1)],
    "commune_max": [("commune-max", "commune-max-1", 1), ("commune-max", "commune-max-2", 1)],
    "commune_min": [("commune-min", "commune-min-1", 1)],
    "max_communes": [("max-communes", "max-communes-1", 1), ("max-communes", "max-communes-2", 1)],
    "all_or_nothing": [("whole", "whole-1", 1)],
    "visit_cost": [("visits", "visits-1", 1), ("visits", "visits-2", 1)],
    "setup_cost": [("setup", "setup-1", 1)],
    "unsplittable": [("unsplittable", "unsplittable-1", 1)],
    "bundle": [("bundle", "bundle-a-1", 1)],
    "exclusive": [("sole", "exclusive-1", 1), ("rival", "exclusive-1", 1)],
    "cofunding": [("alone", "cofunding-1", 1), ("other", "cofunding-1", 1)],
    "excludes_group": [("either", "either-1", 1), ("or", "either-2", 1)],
    "matches": [("second", "matches-1", 2)],
    "floors": [("floor", "floor-2", 1)],
}  # fmt: skip
"""Rule → lines (offer, need, units) that break it and, of the rules on units, as little else as can be."""

WITHOUT: dict[str, list[Cell]] = {
    "kind": [("needs", "kind", 1), ("stock", "kind", 1)],
    "fit": [("kinds", "fit", None)],
    "window": [("needs", "window_from", None)],
    "consent": [("offers", "shows_child", None)],
    "refused": [("quotes", "refused", None)],
    "confirmed": [("needs", "confirmed", None)],
    "needs_slot": [("kinds", "needs_slot", None)],
    "need_quantity": [("needs", "quantity", 9)],
    "stock": [("stock", "quantity", 9)],
    "slots": [("slots", "capacity", 9)],
    "reserve": [("offers", "reserve", None)],
    "budget": [("offers", "budget", 5_000)],
    "commitment": [("commitments", "released", 1)],
    "child_max": [("offers", "child_max", None)],
    "child_min": [("offers", "child_min", None)],
    "commune_max": [("offers", "commune_max", None)],
    "commune_min": [("offers", "commune_min", None)],
    "max_communes": [("offers", "max_communes", None)],
    "all_or_nothing": [("offers", "all_or_nothing", None)],
    "visit_cost": [("offers", "visit_cost", None)],
    "setup_cost": [("offers", "setup_cost", None)],
    "unsplittable": [("kinds", "splittable", None), ("needs", "splittable", None)],
    "bundle": [("needs", "bundle", None)],
    "exclusive": [("offers", "exclusive", None)],
    "cofunding": [("offers", "cofunding", None)],
    "excludes_group": [("offers", "excludes_group", None)],
    "matches": [("offers", "matches", None)],
}
"""Rule → columns, and what every cell of them holds so that the rule says nothing; ``None`` is the default."""

EMPTIED = {"earmark": "earmarks", "floors": "floors"}
"""Rule → the table without which it says nothing."""


def every_feature() -> Problem:
    """Return the problem in which every rule of the registry occurs."""
    return matching.read(FOLDER)


def without(problem: Problem, rule: str) -> Problem:
    """Return the problem as if the rule were not there."""
    if rule in EMPTIED:
        return problem.replace(**{EMPTIED[rule]: table_from(EMPTIED[rule], {})})
    for table, column, value in WITHOUT[rule]:
        kept = default_of(fields_of(table)[column]) if value is None else value
        cells = np.full(len(problem[table]), kept, dtype=problem[table][column].dtype)
        changed = table_from(table, {**problem[table].columns, column: cells})
        problem = problem.replace(**{table: changed})
    return problem


def rows_of(problem: Problem, lines: list[Triple]) -> tuple[list[int], list[int], list[int]]:
    """Return stock rows, need rows and units of lines that name offers and needs."""
    offers = problem["offers"]["offer"].tolist()
    needs, givers = problem["needs"]["need"].tolist(), problem["stock"]["offer"].tolist()
    kinds = problem["stock"]["kind"].tolist()
    stock, rows = [], []
    for offer, need, _ in lines:
        row = needs.index(need)
        wanted = int(problem["needs"]["kind"][row])
        own = [line for line, giver in enumerate(givers) if giver == offers.index(offer)]
        own.sort(key=lambda line: kinds[line] != wanted)
        stock.append(own[0])
        rows.append(row)
    return stock, rows, [units for _, _, units in lines]
