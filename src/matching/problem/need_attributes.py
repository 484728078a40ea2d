"""Columns by which needs and children can be grouped or chosen, read from whichever table holds them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import PolicyError
from matching.problem.fields import Field, fields_of
from matching.problem.people import ages, communes_of_needs, special
from matching.problem.problem import Problem
from matching.problem.table import Table
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

AGE = "age"
"""Column of age bands: ``age:6,11`` cuts before the ages 6 and 11."""

DERIVED = ("commune", "kind", "site", "special_circumstances")
"""Columns with a meaning of their own; ``site`` is the child's school, else the place of the need."""

OF_NEEDS = ("kind", "item", "tier")
"""Columns that tell needs of one child apart, so that children cannot be grouped by them."""

OLDEST = 17


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of needs or children: a code per row, ``MISSING`` where absent, and the text of every code."""

    codes: Integers
    labels: tuple[str, ...]


def field_of(column: str) -> Field | None:
    """Return the registry's field of a column, ``None`` for ages and for what is no column to group by."""
    if column == "special_circumstances":
        return fields_of("children")["circumstances"]
    if column == "kind":
        return fields_of("needs")["kind"]
    if column in ("commune", "site"):
        return fields_of("children")[column]
    for table in ("children", "communes", "needs"):
        field = fields_of(table).get(column)
        if field is not None and field.base in ("enum", "bool", "text"):
            return field
    return None


def check_column(column: str) -> None:
    """Refuse what needs cannot be grouped by.

    Raises
    ------
    PolicyError
        If the column is unknown, or the bounds of age bands are not rising whole numbers.
    """
    name, mark, text = column.partition(":")
    if name == AGE:
        bounds = text.split(",")
        plain = all(bound.isascii() and bound.isdigit() and len(bound) < 3 for bound in bounds)
        ages_cut = [int(bound) for bound in bounds] if plain else []
        if not ages_cut or ages_cut != sorted({*ages_cut}) or ages_cut[0] < 1 or ages_cut[-1] > OLDEST:
            raise PolicyError(
                f"age bands are told by rising ages from 1 to 17, such as 'age:6,11', not {column!r}"
            )
    elif mark or field_of(name) is None:
        raise PolicyError(
            f"unknown grouping {column[:64]!r}; use commune, kind, zone, province, district, site, sex, ethnic_minority, "
            "household, age:6,11 or another enumerated, yes/no or text column of children, communes or needs"
        )


def attribute_of_needs(problem: Problem, column: str) -> Attribute:
    """Return a column per need; needs of places have no value in columns of children."""
    needs = problem["needs"]
    if column == "site":
        child = np.append(problem["children"]["site"].astype(np.int64), MISSING)[needs["child"]]
        return Attribute(np.where(child >= 0, child, needs["site"]), tuple(problem["sites"]["site"].tolist()))
    if column == "commune":
        return Attribute(communes_of_needs(problem), _communes(problem))
    if column == "kind":
        return Attribute(needs["kind"].astype(np.int64), tuple(problem["kinds"]["kind"].tolist()))
    field = field_of(column)
    if field is not None and field.table == "needs":
        return _stored(needs, field)
    if field is not None and field.table == "communes":
        return _picked(_stored(problem["communes"], field), communes_of_needs(problem))
    return _picked(attribute_of_children(problem, column), needs["child"].astype(np.int64))


def attribute_of_children(problem: Problem, column: str) -> Attribute:
    """Return a column per child."""
    children = problem["children"]
    if column.startswith(f"{AGE}:"):
        return _bands(ages(problem), [int(bound) for bound in column.partition(":")[2].split(",")])
    if column == "special_circumstances":
        return Attribute(special(problem).astype(np.int64), ("no", "yes"))
    if column == "site":
        return Attribute(children["site"].astype(np.int64), tuple(problem["sites"]["site"].tolist()))
    commune = children["commune"].astype(np.int64)
    if column == "commune":
        return Attribute(commune, _communes(problem))
    field = field_of(column)
    assert field is not None, column
    if field.table == "communes":
        return _picked(_stored(problem["communes"], field), commune)
    return _stored(children, field)


def grouped_codes(columns: Sequence[Attribute], rows: int) -> Integers:
    """Return one code per row, equal where all columns agree, in the order of the columns; 0 without columns."""
    key = np.zeros(rows, dtype=np.int64)
    for column in columns:
        values, codes = np.unique(column.codes, return_inverse=True)
        key = np.unique(key * (len(values) + 1) + codes.reshape(-1), return_inverse=True)[1].reshape(-1)
    return key


def chosen_rows(columns: Sequence[tuple[str, Attribute, tuple[str, ...]]], rows: int) -> NDArray[np.bool_]:
    """Return the rows that hold one of the values told for every column; the empty text stands for absence.

    Raises
    ------
    PolicyError
        If a value occurs nowhere in the problem.
    """
    chosen = np.ones(rows, dtype=np.bool_)
    for name, column, values in columns:
        number = {label: code for code, label in enumerate(column.labels)} | {"": MISSING}
        unknown = [value for value in values if value not in number]
        if unknown:
            raise PolicyError(f"a goal speaks of {name} {unknown[0]!r}, which the problem does not know")
        chosen &= np.isin(column.codes, [number[value] for value in values])
    return chosen


def _communes(problem: Problem) -> tuple[str, ...]:
    table = problem["communes"]
    return tuple(f"{vintage}:{code}" for vintage, code in zip(table["vintage"], table["code"], strict=True))


def _picked(column: Attribute, rows: Integers) -> Attribute:
    return Attribute(np.append(column.codes, MISSING)[rows], column.labels)


def _stored(table: Table, field: Field) -> Attribute:
    stored = table[field.name]
    if field.base == "text":
        labels, codes = np.unique(stored, return_inverse=True)
        if len(labels) and labels[0] == "":
            return Attribute(codes.reshape(-1).astype(np.int64) - 1, tuple(labels[1:].tolist()))
        return Attribute(codes.reshape(-1).astype(np.int64), tuple(labels.tolist()))
    return Attribute(stored.astype(np.int64), ("no", "yes") if field.base == "bool" else field.values)


def _bands(age: Integers, bounds: Sequence[int]) -> Attribute:
    codes = np.where(age < 0, MISSING, np.searchsorted(np.array(bounds), age, side="right"))
    ends = [0, *bounds, OLDEST + 1]
    labels = tuple(f"{low}..{high - 1}" for low, high in itertools.pairwise(ends))
    return Attribute(codes.astype(np.int64), labels)
