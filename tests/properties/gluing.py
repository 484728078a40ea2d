"""Problems put side by side: nothing that one names is named by another, so no offer, rule or group is shared."""

import numpy as np

from matching.problem.joining import joined
from matching.problem.problem import Problem
from matching.problem.table import Table, table_from
from matching.vocabulary import ENUMERATIONS

NAMED = {
    "communes": ("code",), "sites": ("site",), "children": ("child",), "kinds": ("kind",), "items": ("item",),
    "needs": ("need", "bundle"), "donors": ("donor",), "offers": ("offer", "excludes_group"), "providers": ("provider",),
}  # fmt: skip
"""Columns that name something."""

PLACES = {"site", "child", "need"}


def glued(problems: list[Problem]) -> Problem:
    """Return one problem of several, without floors, which may speak of all communes."""
    apart = [_named(problem, f"p{number}") for number, problem in enumerate(problems)]
    whole = apart[0]
    for one in apart[1:]:
        whole = joined(whole, one)
    return whole


def _named(problem: Problem, mark: str) -> Problem:
    tables = {name: _marked(problem[name], columns, mark) for name, columns in NAMED.items()}
    floors = problem["floors"].take(np.zeros(0, dtype=np.int64))
    return problem.replace(**tables, floors=floors, earmarks=_wishes(problem, mark))


def _marked(table: Table, columns: tuple[str, ...], mark: str) -> Table:
    told = dict(table.columns)
    for name in columns:
        told[name] = np.array([value and mark + value for value in table[name].tolist()], dtype=np.str_)
    return table_from(table.name, told, len(table))


def _wishes(problem: Problem, mark: str) -> Table:
    wishes = problem["earmarks"]
    values = wishes["values"].tolist()
    for row, field in enumerate(wishes["field"].tolist()):
        name, parts = ENUMERATIONS["EarmarkField"][field], values[row].split("|")
        if name in PLACES:
            values[row] = "|".join(mark + part for part in parts)
        if name == "commune":
            values[row] = "|".join(_commune(part, mark) for part in parts)
    return table_from("earmarks", {**wishes.columns, "values": np.array(values, dtype=np.str_)}, len(wishes))


def _commune(told: str, mark: str) -> str:
    vintage, colon, code = told.rpartition(":")
    return f"{vintage}{colon}{mark}{code}"
