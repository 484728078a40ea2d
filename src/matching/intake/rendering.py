"""From stored columns back to the texts and values that people and files use."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import Field, registry
from matching.problem.people import iso_day
from matching.problem.problem import Problem
from matching.problem.table import Table, default_of
from matching.vocabulary import MISSING

Rows = NDArray[np.int64] | slice


def field_texts(problem: Problem, field: Field, rows: Rows = slice(None)) -> tuple[list[str], ...]:
    """Return the texts of one field, a list per header of the field; absent values are empty."""
    column = problem[field.table][field.name][rows]
    if field.base in ("key", "text"):
        return (column.tolist(),)
    if field.base == "ref":
        return tuple(
            _referenced(problem[field.parameter], key, column) for key in key_columns(field.parameter)
        )
    return (_spread(column, _writer_of(field)),)


def key_columns(table: str) -> tuple[str, ...]:
    """Return the columns that name a row of the table."""
    return ("vintage", "code") if table == "communes" else (registry()[table][0].name,)


def _referenced(target: Table, key: str, rows: NDArray[Any]) -> list[str]:
    names = np.append(target[key], "")
    return names[rows].tolist() if len(target) else [""] * len(rows)


def _spread(column: NDArray[Any], write: Callable[[Any], str]) -> list[str]:
    """Write every distinct value once and spread the texts over the rows."""
    values, codes = np.unique(column, return_inverse=True)
    texts = np.array([write(value) for value in values.tolist()], dtype=object)
    return texts[codes].tolist() if len(column) else []


def _writer_of(field: Field) -> Callable[[Any], str]:
    values = field.values
    writers: Mapping[str, Callable[[Any], str]] = {
        "int": lambda value: "" if value == MISSING else str(value),
        "money": lambda value: "" if value == MISSING else str(value),
        "share": lambda value: "" if value == MISSING else share_text(value),
        "number": lambda value: "" if np.isnan(value) else np.format_float_positional(value, trim="-"),
        "date": iso_day,
        "bool": lambda value: "" if value == MISSING else ("no", "yes")[value],
        "enum": lambda value: "" if value == MISSING else values[value],
        "set": lambda value: "|".join(name for bit, name in enumerate(values) if value >> bit & 1),
    }
    return writers[field.base]


def share_text(value: int) -> str:
    """Return ten-thousandths as a decimal text, for example ``0.125``."""
    whole, rest = divmod(value, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def written_fields(problem: Problem, table: str) -> tuple[Field, ...]:
    """Return the fields worth writing: the required ones and those with a value other than the default."""
    return tuple(
        field for field in registry()[table] if field.required or not _all_default(problem[table], field)
    )


def _all_default(table: Table, field: Field) -> bool:
    column = table[field.name]
    return bool(np.isnan(column).all() if field.base == "number" else (column == default_of(field)).all())


def text_columns(problem: Problem, table: str) -> dict[str, list[str]]:
    """Return the texts of a table by file header, without the columns that hold nothing but defaults."""
    columns: dict[str, list[str]] = {}
    for field in written_fields(problem, table):
        columns.update(zip(field.headers, field_texts(problem, field), strict=True))
    return columns


def field_values(problem: Problem, field: Field) -> list[Any]:
    """Return one field as plain values: numbers, booleans and texts, ``None`` where absent.

    References to communes are ``vintage:code``, dates and shares are texts, sets are separated by ``|``.
    """
    texts = field_texts(problem, field)
    if len(texts) == 2:
        return [f"{vintage}:{code}" if code else None for vintage, code in zip(*texts, strict=True)]
    if field.base in ("int", "money"):
        return [None if value == MISSING else value for value in problem[field.table][field.name].tolist()]
    if field.base == "bool":
        return [
            None if value == MISSING else value == 1 for value in problem[field.table][field.name].tolist()
        ]
    return [text or None for text in texts[0]]


def records_of(problem: Problem, table: str) -> list[dict[str, Any]]:
    """Return a table as records by field name, without absent values."""
    fields = written_fields(problem, table)
    columns = [field_values(problem, field) for field in fields]
    names = [field.name for field in fields]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*columns, strict=True)
    ]
