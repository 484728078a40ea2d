"""Rows of an export become records of a table; what is missing or unknown is told with its row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from matching.adapters.exports import Rows
from matching.adapters.mapping import Column, TableMapping
from matching.errors import Issue
from matching.intake.findings import Fault, Place, issue_at
from matching.problem.fields import fields_of

DETAILED = 20
"""Issues of one column that are told one by one."""

_SEPARATORS = re.compile(r"\|\|\||[|,;\s]+")

Record = dict[str, Any]


def translated(mapping: TableMapping, rows: Rows) -> tuple[list[Record], list[Issue]]:
    """Return the records of a table, and everything that is wrong.

    Parameters
    ----------
    mapping
        Which header becomes which column.
    rows
        Rows of the export.
    """
    headers = list(dict.fromkeys(header for row in rows for header in row if header is not None))
    places = _places(headers)
    found = {name: _header(column, places) for name, column in mapping.columns.items()}
    issues = list(_missing(mapping, found, headers)) if rows else []
    skipped = next((places[_fold(one)] for one in mapping.skip_headers if _fold(one) in places), None)
    records, wrong = [], dict.fromkeys(mapping.columns, 0)
    for number, row in enumerate(rows, 1):
        if skipped is not None and _text(row.get(skipped)).casefold() in mapping.skip_values:
            continue
        record, left_out = _record(mapping, found, row)
        for name, value in left_out.items():
            wrong[name] += 1
            if wrong[name] <= DETAILED:
                issues.append(_unknown(mapping, name, str(found[name]), number, value))
        if record is not None:
            records.append(record)
    return records, issues


def _record(
    mapping: TableMapping, found: Mapping[str, str | None], row: Mapping[str, Any]
) -> tuple[Record | None, dict[str, str]]:
    """Return the record of a row, ``None`` where it is left out on purpose, and values that are unknown."""
    record: Record = {}
    unknown: dict[str, str] = {}
    for name, column in mapping.columns.items():
        header = found[name]
        text = "" if header is None else _text(row.get(header))
        if column.day:
            text = text[:10]
        if not text and column.numbered:
            text = "-".join(filter(None, (_text(row.get(one)) for one in column.numbered)))
        text = text or column.default
        if text and column.values is not None:
            if text.casefold() not in column.values:
                unknown[name] = text
                continue
            told = column.values[text.casefold()]
            if told is None:
                return None, {}
            text = told
        if text:
            record[name] = "|".join(filter(None, _SEPARATORS.split(text))) if column.members else text
    return record, unknown


def _text(value: object) -> str:
    # Frames say by not-a-number, which differs from itself, that nothing is there.
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return "|".join(map(str, value))
    return str(value).strip()


def _fold(header: str) -> str:
    return " ".join(header.split()).casefold()


def _places(headers: Sequence[str]) -> dict[str, str]:
    """Return the headers by their folded names, whole or without the groups in front (``group/question``)."""
    places = {_fold(header.rpartition("/")[2]): header for header in reversed(headers)}
    return places | {_fold(header): header for header in reversed(headers)}


def _header(column: Column, places: Mapping[str, str]) -> str | None:
    return next((places[_fold(header)] for header in column.headers if _fold(header) in places), None)


def _missing(
    mapping: TableMapping, found: Mapping[str, str | None], headers: Sequence[str]
) -> Iterator[Issue]:
    for name, column in mapping.columns.items():
        if not column.required or found[name] is not None or column.numbered:
            continue
        close = [match for header in column.headers for match in get_close_matches(header, headers, 1)]
        names, near = ", ".join(column.headers), "".join(close[:1])
        remedy = (
            f"Export {names}, or name the column in the mapping. Did you mean {near}?"
            if near
            else f"Export {names}, or name the column in the mapping."
        )
        fault = Fault("missing_column", "A required column is missing.", remedy)
        yield issue_at(Place(mapping.source, name), 0, "", fault)


def _unknown(mapping: TableMapping, name: str, header: str, row: int, value: str) -> Issue:
    remedy = (
        "Say with kinds= what it becomes, or None to leave such rows out."
        if name == "kind"
        else f"Say in the mapping what it becomes as {mapping.table}.{name}."
    )
    fault = Fault("unknown_value", "The value is not in the list.", remedy)
    return issue_at(Place(mapping.source, header, fields_of(mapping.table)[name].personal), row, value, fault)
