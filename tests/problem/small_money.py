"""A small question of money: one cash offer that quotes prices, two communes, three needs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from matching.problem.fields import fields_of
from matching.problem.problem import Problem, problem_from
from matching.problem.table import default_of, table_from

Row = Mapping[str, Any]
GOODS, CASH = 0, 1


def problem_of(**tables: Iterable[Row]) -> Problem:
    """Return a problem from rows of stored values; what a row leaves out holds its default."""
    return problem_from({name: _table(name, list(rows)) for name, rows in tables.items()}, date(2026, 1, 1))


def _table(name: str, rows: list[Row]) -> Any:
    columns = {
        field: [row.get(field, default_of(told)) for row in rows] for field, told in fields_of(name).items()
    }
    return table_from(name, columns, len(rows))


def money(offer: Row, stock: Iterable[Row], quotes: Iterable[Row] = ()) -> Problem:
    """Return the problem of one cash offer: two kinds, needs n0 and n1 of the first in two communes, n2 of the second."""
    return problem_of(
        kinds=[
            {"kind": name, "unit": "unit", "price": 100, "weight": 10, "splittable": 1} for name in ("a", "b")
        ],
        communes=[{"vintage": "v", "code": code} for code in ("0", "1")],
        needs=[
            {"need": "n0", "commune": 0, "kind": 0, "quantity": 3},
            {"need": "n1", "commune": 1, "kind": 0, "quantity": 4},
            {"need": "n2", "commune": 1, "kind": 1, "quantity": 2},
        ],
        offers=[{"offer": "o", "modality": CASH, "budget": 1000, **offer}],
        stock=[{"offer": 0, "kind": 0, **row} for row in stock],
        quotes=[{"offer": 0, **row} for row in quotes],
    )
