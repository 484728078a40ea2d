"""A small language of changes to a problem: rows added, rows amended, rows removed; the result is checked like any input."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from matching.errors import DataError, Issue
from matching.intake.assembling import REQUIRED_TABLES, accepted, parsed_problem
from matching.intake.cells import text_table_of_records, unsupported
from matching.intake.findings import Fault, Place, issue_at
from matching.intake.manifest import Manifest
from matching.intake.matching_rows import meant_rows
from matching.intake.reassembling import WHOLE, reparsed_problem
from matching.intake.rendering import records_of, text_columns
from matching.intake.text_column import ListColumn, TextTable
from matching.problem.fields import fields_of, registry
from matching.problem.problem import Problem

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one table; made by :func:`add_row`, :func:`amend_rows` and :func:`remove_rows`.

    Parameters
    ----------
    verb
        ``add``, ``amend`` or ``remove``.
    table
        Name of the table.
    where
        Fields that the rows meant have, empty for ``add``.
    values
        Fields written, empty for ``remove``; ``None`` empties a cell.
    """

    verb: str
    table: str
    where: Values = field(default_factory=lambda: MappingProxyType({}))
    values: Values = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[Any, ...]:
        return (change_from_dict, (self.to_dict(),))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        told: dict[str, Any] = {"verb": self.verb, "table": self.table}
        for name in ("where", "values"):
            if getattr(self, name):
                told[name] = dict(getattr(self, name))
        return told


def add_row(table: str, **values: Any) -> Change:
    """Return the change that adds a row to a table."""
    return Change("add", table, values=MappingProxyType(values))


def amend_rows(table: str, where: Values, **values: Any) -> Change:
    """Return the change that writes other values into the rows that have the fields named; ``None`` empties a cell."""
    return Change("amend", table, MappingProxyType(dict(where)), MappingProxyType(values))


def remove_rows(table: str, **where: Any) -> Change:
    """Return the change that removes the rows that have the fields named, and what cannot stand without them."""
    return Change("remove", table, MappingProxyType(where))


def change_from_dict(data: Mapping[str, Any]) -> Change:
    """Return the change told by plain data.

    Raises
    ------
    DataError
        If it is not a change.
    """
    known = isinstance(data, Mapping) and set(data) <= {"verb", "table", "where", "values"}
    if not known or data.get("verb") not in ("add", "amend", "remove"):
        raise DataError([_issue("bad_change", "", "", "A change has a verb, a table, where and values.")])
    parts = [data.get(name, {}) for name in ("where", "values")]
    if not all(isinstance(part, Mapping) for part in parts):
        raise DataError([_issue("bad_change", str(data.get("table")), "", "where and values are objects.")])
    where, values = (MappingProxyType(dict(part)) for part in parts)
    return Change(str(data["verb"]), str(data.get("table")), where, values)


def changed_problem(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem after some changes, in order, checked as a whole.

    Raises
    ------
    DataError
        If a change names an unknown table or field, or rows that do not exist, or if the result is not sound.
    """
    tables: dict[str, list[dict[str, Any]]] = {}

    def rows(table: str) -> list[dict[str, Any]]:
        if table not in tables:
            tables[table] = records_of(problem, table)
        return tables[table]

    listed = tuple(changes)
    for change in listed:
        _refuse_unknown(change)
        if change.verb == "add":
            tables[change.table] = [*rows(change.table), dict(change.values)]
            continue
        meant = meant_rows(change.table, rows(change.table), change.where)
        if not any(meant):
            message = "No row has the values that the change names."
            raise DataError([_issue("no_such_row", change.table, next(iter(change.where)), message)])
        if change.verb == "amend":
            tables[change.table] = [
                _written(row, change.values) if hit else row
                for row, hit in zip(rows(change.table), meant, strict=True)
            ]
        else:
            gone = [row for row, hit in zip(rows(change.table), meant, strict=True) if hit]
            tables[change.table] = [
                row for row, hit in zip(rows(change.table), meant, strict=True) if not hit
            ]
            _remove_dependants(change.table, gone, rows, tables)
    return _checked(problem, tables, moved=any(_moves_rows(change) for change in listed))


def _moves_rows(change: Change) -> bool:
    """Return whether a change gives other numbers to rows that others refer to."""
    return change.verb == "remove" and registry()[change.table][0].base in ("key", "text")


def _checked(problem: Problem, tables: Mapping[str, list[dict[str, Any]]], moved: bool) -> Problem:
    """Return the problem with some tables replaced, the others as they are where no row has moved."""
    texts: dict[str, TextTable] = {}
    issues: list[Issue] = []
    for name, records in tables.items():
        texts[name], told = text_table_of_records(name, records)
        issues += told
    manifest = Manifest(problem.reference_date, problem.title, catalogue="replace")
    if not moved and not set(tables) & WHOLE:
        found, told = reparsed_problem(problem, texts, manifest)
        return accepted(found, (*issues, *told))
    for name in registry():
        if name not in texts and len(problem[name]):
            columns = {header: ListColumn(cells) for header, cells in text_columns(problem, name).items()}
            texts[name] = TextTable(columns, len(problem[name]))
    for name in REQUIRED_TABLES:
        texts.setdefault(name, text_table_of_records(name, [])[0])
    found, told = parsed_problem(texts, manifest)
    return accepted(found, (*issues, *told))


def _refuse_unknown(change: Change) -> None:
    if change.table not in registry():
        message = f"The table is unknown; use one of {', '.join(registry())}."
        raise DataError([_issue("unknown_table", change.table, "", message)])
    known = fields_of(change.table)
    for name, value in (*change.where.items(), *change.values.items()):
        if name not in known:
            message = f"The field is unknown; use one of {', '.join(known)}."
            raise DataError([_issue("unknown_column", change.table, name, message)])
        fault = unsupported(known[name], value)
        if fault is not None:
            raise DataError([issue_at(Place(change.table, name), 0, "", fault)])
    if change.verb != "add" and not change.where:
        raise DataError(
            [_issue("bad_change", change.table, "", "The change does not say which rows it means.")]
        )


def _written(row: Values, values: Values) -> dict[str, Any]:
    return {name: value for name, value in {**row, **values}.items() if value is not None}


def _remove_dependants(
    table: str, gone: list[dict[str, Any]], rows: Any, tables: dict[str, list[dict[str, Any]]]
) -> None:
    """Remove the rows that name a removed one, or empty the cell where a row can stand without it."""
    key = registry()[table][0]
    if table == "communes":
        names = {f"{row.get('vintage', '')}:{row['code']}" for row in gone}
    elif key.base == "key":
        names = {str(row[key.name]) for row in gone}
    else:
        return
    for other, other_fields in registry().items():
        for one in other_fields:
            if one.base != "ref" or one.parameter != table:
                continue
            named = [row.get(one.name) in names for row in rows(other)]
            if not any(named):
                continue
            kept = [row for row, hit in zip(rows(other), named, strict=True) if not hit]
            lost = [row for row, hit in zip(rows(other), named, strict=True) if hit]
            if one.required or other in ("needs", "quotes"):
                tables[other] = kept
                _remove_dependants(other, lost, rows, tables)
            else:
                tables[other] = [
                    {name: value for name, value in row.items() if not (hit and name == one.name)}
                    for row, hit in zip(rows(other), named, strict=True)
                ]


def _issue(code: str, table: str, column: str, message: str) -> Issue:
    fault = Fault(code, message, "See docs/explanations.md for the language of changes.")
    return issue_at(Place(table[:64], column[:64]), 0, "", fault)
