"""Mappings of columns: which header of an export becomes which column of a table, and which value which."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from matching.problem.fields import fields_of
from matching.problem.labels import field_label

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column comes from.

    Parameters
    ----------
    headers
        Headers that it may stand under, the first found counts.
    required
        Whether an export without it is refused.
    values
        What each value becomes, letter case aside, ``None`` to leave the row out; nothing to take values as they are.
    default
        Value where there is none.
    day
        Whether only the day of a date with a time is taken.
    members
        Whether it holds several values, separated by spaces, commas, semicolons or ``|||``.
    numbered
        Headers whose values, joined, make an id where there is none.
    """

    headers: tuple[str, ...]
    required: bool = False
    values: Values | None = None
    default: str = ""
    day: bool = False
    members: bool = False
    numbered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one export becomes one table.

    Parameters
    ----------
    table, source
        The table, and the export it comes from.
    columns
        Columns by the name of the field.
    skip_headers, skip_values
        Rows whose value under one of the headers is among the values are left out.
    """

    table: str
    source: str
    columns: Mapping[str, Column]
    skip_headers: tuple[str, ...] = ()
    skip_values: frozenset[str] = field(default_factory=frozenset)


@cache
def _shipped() -> Mapping[str, Any]:
    text = files("matching.adapters").joinpath("data/mappings.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def adapter_mapping(system: str) -> dict[str, Any]:
    """Return the shipped mapping of a system as plain data, to be changed and handed to its adapter.

    Parameters
    ----------
    system
        ``openspp``, ``primero`` or ``kobo``.

    Raises
    ------
    KeyError
        If there is no such system.
    """
    if system not in _shipped():
        raise KeyError(f"there is no adapter for {system!r}; choose one of {', '.join(_shipped())}")
    return deepcopy(dict(_shipped()[system]))


def table_mapping(table: str, told: Mapping[str, Any], kinds: Values | None) -> TableMapping:
    """Return the mapping of a table from plain data.

    Parameters
    ----------
    table
        Its name.
    told
        The mapping as plain data.
    kinds
        What each kind of support of the export becomes, if the table has kinds.

    Raises
    ------
    ValueError
        If it names a field that the table does not have, or says something that is not understood.
    """
    known = fields_of(table)
    unknown = [name for name in (*told["columns"], *told.get("fields", ())) if name not in known]
    if unknown:
        raise ValueError(f"the mapping of {table} names fields that do not exist: {', '.join(unknown)}")
    named: dict[str, Any] = {name: {} for name in told.get("fields", ())} | dict(told["columns"])
    columns = {name: _column(table, name, dict(one), told) for name, one in named.items()}
    if "kind" in columns and kinds is not None:
        columns["kind"] = _with_values(columns["kind"], kinds)
    skip = told.get("skip", {})
    return TableMapping(
        table, told["from"], columns, tuple(skip.get("headers", ())),
        frozenset(str(value).casefold() for value in skip.get("values", ())),
    )  # fmt: skip


def _column(table: str, name: str, told: dict[str, Any], mapping: Mapping[str, Any]) -> Column:
    headers: Sequence[str] = told.pop("headers", ())
    if name in mapping.get("fields", ()):
        labels = (field_label(fields_of(table)[name], language) for language in ("en", "vi"))
        headers = (*headers, name, *labels)
    values = told.pop("values", None)
    column = Column(
        tuple(headers), bool(told.pop("required", False)), None, str(told.pop("default", "")),
        bool(told.pop("day", False)), bool(told.pop("set", False)), tuple(told.pop("numbered", ())),
    )  # fmt: skip
    if told:
        raise ValueError(f"the mapping of {table}.{name} says {', '.join(told)}, which is not understood")
    return column if values is None else _with_values(column, values)


def _with_values(column: Column, values: Values) -> Column:
    folded = {key.casefold(): value for key, value in values.items()}
    return Column(
        column.headers, column.required, folded, column.default, column.day, column.members, column.numbered
    )
