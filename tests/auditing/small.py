"""Small problems written by hand: tables from rows of plain values, plans from triples."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from matching.plan.allocation import Allocation, allocation_of
from matching.plan.certificate import Certificate, GoalProof, Prices
from matching.problem.fields import fields_of
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, default_of, table_from

TODAY = date(2026, 6, 1)

Rows = Iterable[Mapping[str, Any]]


def table(name: str, rows: Rows) -> Table:
    """Return a table from rows that name only what differs from the defaults; enumerations by value."""
    fields, listed = fields_of(name), list(rows)
    columns: dict[str, list[Any]] = {}
    for field in fields.values():
        columns[field.name] = [_stored(field, row) for row in listed]
    return table_from(name, columns, len(listed))


def _stored(field: Any, row: Mapping[str, Any]) -> Any:
    value = row.get(field.name, default_of(field))
    if field.base == "enum" and isinstance(value, str):
        return field.values.index(value)
    if field.base == "set" and not isinstance(value, int):
        return sum(1 << field.values.index(one) for one in value)
    return value


def problem_of(**rows: Rows) -> Problem:
    """Return a problem with two plain kinds unless others are given."""
    rows.setdefault("kinds", [kind("meal", weight=10, price=100), kind("kit", weight=6, price=300)])
    return problem_from({name: table(name, told) for name, told in rows.items()}, TODAY)


def kind(name: str, **more: Any) -> dict[str, Any]:
    return {"kind": name, "unit": "unit", "price": 100, "weight": 10, **more}


def commune(code: str, **more: Any) -> dict[str, Any]:
    return {"vintage": "2025-07", "code": code, **more}


def child(name: str, place: int = 0, **more: Any) -> dict[str, Any]:
    return {"child": name, "commune": place, "age": 8, **more}


def need(name: str, owner: int, sort: int = 0, units: int = 1, **more: Any) -> dict[str, Any]:
    return {"need": name, "child": owner, "kind": sort, "quantity": units, **more}


def offer(name: str, modality: str = "goods", **more: Any) -> dict[str, Any]:
    return {"offer": name, "modality": modality, **more}


def stock(giver: int, sort: int = 0, units: int = 1, **more: Any) -> dict[str, Any]:
    return {"offer": giver, "kind": sort, "quantity": units, **more}


def plan_of(
    problem: Problem, lines: Iterable[tuple[int, int, int]], promised: Iterable[int] = ()
) -> Allocation:
    """Return a plan of (stock row, need, units); ``promised`` are positions of kept promises."""
    listed = list(lines)
    columns = np.array(listed, dtype=np.int64).reshape(-1, 3).T
    kept = np.isin(np.arange(len(listed)), list(promised))
    return allocation_of(problem, columns[0], columns[1], columns[2], kept)


def policy_of(*goals: Mapping[str, Any]) -> Policy:
    return policy_from_dict({"name": "test", "version": "1", "goals": list(goals)})


UNITS = {"measure": "units"}
WEIGHT = {"measure": "weight"}
LIFE_SAVING = {"measure": "life_saving_units"}
COST = {"measure": "cost"}
HELPED = {"measure": "children_helped"}
FAIR = {"measure": "units", "criterion": "leximin", "group": "commune_kind"}
FAIR_COMMUNES = {"measure": "units", "criterion": "leximin", "group": "commune"}
FAIR_HELP = {"measure": "children_helped", "criterion": "leximin", "group": "commune"}
LOWEST = {"measure": "units", "criterion": "max_min", "group": "commune_kind"}


def prices(**columns: Iterable[int]) -> Prices:
    """Return prices; nodes that are not named have none."""
    names = Prices.__slots__
    return Prices(**{name: np.array(list(columns.get(name, ())), dtype=np.int64) for name in names})


def certificate_of(
    *proofs: GoalProof, visits: Iterable[tuple[int, int]] = (), groups: Iterable[tuple[int, int]] = ()
) -> Certificate:
    listed = [np.array(list(pairs), dtype=np.int64).reshape(-1, 2) for pairs in (visits, groups)]
    return Certificate(listed[0], listed[1], proofs)
