"""How needs are grouped for reports: by place, kind, person, or any column of children or communes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import Field, fields_of
from matching.problem.people import ages, communes_of_needs
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]

NOT_A_CHILD = "—"
"""Label of collective needs and of absent values in a breakdown."""

AGE_BANDS = ((0, 2, "0–2"), (3, 5, "3–5"), (6, 10, "6–10"), (11, 15, "11–15"), (16, 200, "16+"))
"""Ages of nursery, preschool, primary school, lower secondary school, and above."""

COLUMN_TYPES = ("enum", "bool", "int", "share", "text", "ref")
"""Types of columns that groups can be made of; keys name single people, and sets overlap."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of every need, and the label of every group; groups that nobody is in are allowed.

    Parameters
    ----------
    codes
        Number of the group of every need, shape ``(needs,)``.
    labels
        One per group.
    parent
        Number of the larger set that every group belongs to when it is pooled (zone of a commune, kind of a cell).
    """

    codes: Integers
    labels: tuple[str, ...]
    parent: Integers


def grouping_of(problem: Problem, by: str) -> Grouping:
    """Return the groups of needs.

    Parameters
    ----------
    problem
        The problem.
    by
        One of :data:`GROUPINGS`, or a column of ``children`` or ``communes``: ``hamlet``, ``communes.level``, …

    Raises
    ------
    KeyError
        If the grouping is unknown, or the column names single people or sets that overlap.
    """
    if by in GROUPINGS:
        return GROUPINGS[by](problem)
    table, _, column = by.rpartition(".")
    for name in (table,) if table else ("children", "communes"):
        if name in ("children", "communes") and column in fields_of(name):
            return _by_column(problem, name, fields_of(name)[column])
    raise KeyError(
        f"unknown grouping {by!r}; choose one of {', '.join(GROUPINGS)}, or a column of children or communes"
    )


def _grouping(codes: Integers, labels: list[str], parent: Integers | None = None) -> Grouping:
    above = np.zeros(len(labels), dtype=np.int64) if parent is None else parent.astype(np.int64)
    return Grouping(codes.astype(np.int64), tuple(labels), above)


def commune_labels(problem: Problem) -> list[str]:
    """Return the key ``vintage:code`` of every commune."""
    table = problem["communes"]
    return [f"{vintage}:{code}" for vintage, code in zip(table["vintage"], table["code"], strict=True)]


def _communes(problem: Problem) -> Grouping:
    return _grouping(communes_of_needs(problem), commune_labels(problem), problem["communes"]["zone"])


def _kinds(problem: Problem) -> Grouping:
    return _grouping(problem["needs"]["kind"], problem["kinds"]["kind"].tolist())


def _communes_and_kinds(problem: Problem) -> Grouping:
    kinds = problem["kinds"]["kind"].tolist()
    key = communes_of_needs(problem) * len(kinds) + problem["needs"]["kind"]
    present, codes = np.unique(key, return_inverse=True)
    communes = commune_labels(problem)
    labels = [f"{communes[one // len(kinds)]} {kinds[one % len(kinds)]}" for one in present.tolist()]
    return _grouping(codes, labels, present % max(len(kinds), 1))


def _zones(problem: Problem) -> Grouping:
    zones = problem["communes"]["zone"][communes_of_needs(problem)]
    return _enumerated(zones.astype(np.int64), ENUMERATIONS["Zone"])


def _sites(problem: Problem) -> Grouping:
    needs, sites = problem["needs"], problem["sites"]["site"].tolist()
    attended = np.append(problem["children"]["site"].astype(np.int64), MISSING)[needs["child"]]
    return _enumerated(np.where(needs["site"] >= 0, needs["site"], attended), tuple(sites))


def _ages(problem: Problem) -> Grouping:
    age = np.append(ages(problem), MISSING)[problem["needs"]["child"]]
    codes = np.full(len(age), MISSING, dtype=np.int64)
    for number, (least, most, _) in enumerate(AGE_BANDS):
        codes[(age >= least) & (age <= most)] = number
    return _enumerated(codes, tuple(label for *_, label in AGE_BANDS))


def _of_table(table: str, column: str) -> Callable[[Problem], Grouping]:
    return lambda problem: _by_column(problem, table, fields_of(table)[column])


def _by_column(problem: Problem, table: str, field: Field) -> Grouping:
    if field.base not in COLUMN_TYPES:
        raise KeyError(f"column {table}.{field.name} makes no groups: it is of type {field.base}")
    owner = problem["needs"]["child"] if table == "children" else communes_of_needs(problem)
    column = problem[table][field.name]
    if field.base in ("enum", "bool", "ref"):
        stored = np.append(column.astype(np.int64), MISSING)
        return _enumerated(stored[owner], _values(problem, field))
    values, codes = np.unique(column, return_inverse=True)
    absent = "" if field.base == "text" else MISSING
    labels = [NOT_A_CHILD if one == absent else _shown(one, field) for one in values.tolist()]
    return _grouping(np.append(codes, len(labels))[owner], [*labels, NOT_A_CHILD])


def _values(problem: Problem, field: Field) -> tuple[str, ...]:
    if field.base == "bool":
        return ("no", "yes")
    if field.base == "enum":
        return ENUMERATIONS[field.parameter]
    if field.parameter == "communes":
        return tuple(commune_labels(problem))
    return tuple(problem[field.parameter][_key_of(field.parameter)].tolist())


def _key_of(table: str) -> str:
    return next(field.name for field in fields_of(table).values() if field.base == "key")


def _shown(value: object, field: Field) -> str:
    return f"{int(str(value)) / SHARE:g}" if field.base == "share" else str(value)


def _enumerated(codes: Integers, values: tuple[str, ...]) -> Grouping:
    return _grouping(np.where(codes < 0, len(values), codes), [*values, NOT_A_CHILD])


def _everyone(problem: Problem) -> Grouping:
    return _grouping(np.zeros(len(problem["needs"]), dtype=np.int64), ["everyone"])


GROUPINGS: Mapping[str, Callable[[Problem], Grouping]] = {
    "everyone": _everyone,
    "commune": _communes,
    "kind": _kinds,
    "zone": _zones,
    "commune_kind": _communes_and_kinds,
    "province": _of_table("communes", "province"),
    "district": _of_table("communes", "district"),
    "site": _sites,
    "sex": _of_table("children", "sex"),
    "ethnic_minority": _of_table("children", "ethnic_minority"),
    "household": _of_table("children", "household"),
    "age_band": _ages,
}
"""Groupings by name; every other column of children and communes is one as well."""
