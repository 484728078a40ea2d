"""The one door: text tables become a checked problem and a list of everything that is wrong."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import DataError, Issue
from matching.intake.catalogue_labels import labels_by_key
from matching.intake.checking import cross_field_issues
from matching.intake.draft import WHOLE_ROW, Draft
from matching.intake.findings import Fault, Place, issue_at
from matching.intake.manifest import Manifest
from matching.intake.merging import CATALOGUE_TABLES, merged, merged_keys, replaces_catalogue
from matching.intake.parsing import Parsed, key_issues, parsed_column, parsed_texts
from matching.intake.references import CommuneKeys, commune_keys, parsed_communes, parsed_references
from matching.intake.suggesting import nearest_header
from matching.intake.text_column import Integers, ListColumn, Mask, TextColumn, TextTable
from matching.problem.fields import Field, registry
from matching.problem.problem import EPOCH, Problem, problem_from
from matching.problem.table import Table, table_from

REQUIRED_TABLES = ("communes", "needs", "offers", "stock")
"""Tables without which there is no problem."""


@dataclass(frozen=True, eq=False)
class Sources:
    """The text tables with what references are resolved against."""

    tables: Mapping[str, TextTable]
    unreadable: Set[str]
    manifest: Manifest
    keys: Mapping[str, TextColumn | None]
    communes: CommuneKeys | None
    labels: Mapping[str, Mapping[str, Sequence[str]]]


def parsed_problem(
    tables: Mapping[str, TextTable], manifest: Manifest, unreadable: Set[str] = frozenset()
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem, or ``None`` if anything is wrong, and all issues.

    Parameters
    ----------
    tables
        Text tables by name; all names are in the registry.
    manifest
        What holds for all tables.
    unreadable
        Tables that exist but could not be read; their issues are already known, and references to them are
        not judged.
    """
    issues = [*_missing_tables(tables, unreadable), *_empty_tables(tables)]
    sources = _sources(tables, unreadable, manifest)
    stored: dict[str, Table] = {}
    faults: dict[str, dict[str, Mask]] = {}
    for name in tables:
        stored[name], faults[name], told = parsed_table(name, sources)
        issues.extend(told)
    draft = _draft(sources, stored, faults)
    issues.extend(cross_field_issues(draft))
    refused = bool(unreadable) or manifest.reference_date is None or any(map(is_error, issues))
    return (None if refused else draft.problem), tuple(issues)


def is_error(issue: Issue) -> bool:
    """Return whether the issue refuses the input."""
    return issue.severity == "error"


def accepted(problem: Problem | None, issues: tuple[Issue, ...]) -> Problem:
    """Return the problem.

    Raises
    ------
    DataError
        With every error if there is any.
    """
    errors = tuple(filter(is_error, issues))
    if problem is None or errors:
        raise DataError(errors)
    return problem


def _missing_tables(tables: Mapping[str, TextTable], unreadable: Set[str]) -> Iterator[Issue]:
    for name in REQUIRED_TABLES:
        if name not in tables and name not in unreadable:
            fault = Fault("missing_table", "The table is missing.", f"Add the table {name}.")
            yield issue_at(Place(name, ""), 0, "", fault)


def _empty_tables(tables: Mapping[str, TextTable]) -> Iterator[Issue]:
    """Warn of tables without a row where a plan needs one; such a problem is sound, but rarely meant."""
    for name, fault in _WITHOUT_ROWS.items():
        if name in tables and not tables[name].rows:
            yield issue_at(Place(name, ""), 0, "", fault)


_WITHOUT_ROWS = MappingProxyType(
    {
        "needs": Fault(
            "empty_table", "The table has no rows: there is nothing to plan.", "Fill in the table.", "warning"
        ),
        "stock": Fault(
            "empty_table", "The table has no rows: nothing can be given.", "Fill in the table.", "warning"
        ),
    }
)


def _sources(tables: Mapping[str, TextTable], unreadable: Set[str], manifest: Manifest) -> Sources:
    keys = {name: _keys(name, tables, unreadable, manifest) for name in registry() if name != "communes"}
    communes = None
    table = tables.get("communes")
    if table is not None and "code" in table.columns:
        communes = commune_keys(_vintages(table, manifest), table["code"])
    extends = not replaces_catalogue(manifest, tables)
    labels = {name: labels_by_key(name, tables.get(name), extends=extends) for name in CATALOGUE_TABLES}
    return Sources(tables, unreadable, manifest, keys, communes, labels)


def _keys(
    name: str, tables: Mapping[str, TextTable], unreadable: Set[str], manifest: Manifest
) -> TextColumn | None:
    """Return the keys that references to a table are resolved against, ``None`` if it could not be read."""
    key = registry()[name][0]
    if key.base != "key":
        return None
    table = tables.get(name)
    if name in unreadable or (table is not None and key.name not in table.columns):
        return None
    given = ListColumn([]) if table is None else table[key.name]
    extended = name in CATALOGUE_TABLES and not replaces_catalogue(manifest, tables)
    return merged_keys(name, given) if extended else given


def _vintages(table: TextTable, manifest: Manifest) -> TextColumn:
    """Return the vintages of the communes, with the manifest's where a cell is empty."""
    if "vintage" not in table.columns:
        return ListColumn([manifest.vintage] * table.rows)
    return ListColumn([text or manifest.vintage for text in table["vintage"].array().tolist()])


def parsed_table(name: str, sources: Sources) -> tuple[Table, dict[str, Mask], list[Issue]]:
    """Return a table as stored columns, by column the rows in which it is wrong, and what is wrong."""
    table = sources.tables[name]
    if name == "communes":
        table = TextTable(
            {**table.columns, "vintage": _vintages(table, sources.manifest)}, table.rows, table.faulty
        )
    issues = list(_header_issues(name, table, sources.manifest))
    faults: dict[str, Mask] = {WHOLE_ROW: table.faulty_rows()}
    columns: dict[str, Any] = {}
    for field in registry()[name]:
        if field.headers[-1] in table.columns:
            parsed = _parsed_field(field, table, sources)
            columns[field.name], faults[field.name] = parsed.values, parsed.faulty
            issues.extend(parsed.issues)
        elif field.required:
            faults[field.name] = np.ones(table.rows, dtype=np.bool_)
    if name == "communes" and "code" in table.columns:
        repeated, told = key_issues(Place(name, "code"), _pairs(table))
        faults["code"] = faults["code"] | repeated
        issues.extend(told)
    return table_from(name, columns, table.rows), faults, issues


def sound_rows(faults: Mapping[str, Mask]) -> Mask:
    """Return the rows of a table without any mistake."""
    return np.asarray(~np.logical_or.reduce(list(faults.values())))


def _pairs(table: TextTable) -> ListColumn:
    """Return the keys of the communes as ``vintage:code``; rows without a code have none."""
    pairs = zip(table["vintage"].array().tolist(), table["code"].array().tolist(), strict=True)
    return ListColumn([f"{vintage}:{code}" if code else "" for vintage, code in pairs])


def _parsed_field(field: Field, table: TextTable, sources: Sources) -> Parsed:
    column = table[field.headers[-1]]
    if field.type == "ref:communes":
        vintages = table.columns.get(field.headers[0])
        return parsed_communes(field, vintages, column, sources.manifest.vintage, sources.communes)
    if field.base == "ref":
        return parsed_references(
            field, column, sources.keys[field.parameter], sources.labels.get(field.parameter, {})
        )
    if field.table == "communes" and field.name in ("vintage", "code"):
        return parsed_texts(field, column, short=True)
    return parsed_column(field, column, sources.manifest)


def _header_issues(name: str, table: TextTable, manifest: Manifest) -> Iterator[Issue]:
    known = [header for field in registry()[name] for header in field.headers]
    for header in table.columns:
        if header not in known:
            near = nearest_header(name, header, table.columns)
            remedy = (
                f"Did you mean {near}?" if near else "Remove the column; no column is ignored in silence."
            )
            yield issue_at(
                Place(name, header[:64]), 0, "", Fault("unknown_column", "The column is unknown.", remedy)
            )
    for field in registry()[name]:
        if field.required and field.headers[-1] not in table.columns:
            fault = Fault(
                "missing_column", "A required column is missing.", f"Add the column {field.headers[-1]}."
            )
            yield issue_at(Place(name, field.headers[-1]), 0, "", fault)


def _draft(sources: Sources, stored: Mapping[str, Table], parsed: Mapping[str, dict[str, Mask]]) -> Draft:
    tables = {name: stored.get(name) or table_from(name, {}) for name in registry()}
    faults = {name: parsed.get(name, {WHOLE_ROW: np.zeros(0, dtype=np.bool_)}) for name in registry()}
    origins: dict[str, Integers] = {}
    manifest = sources.manifest
    for name in () if replaces_catalogue(manifest, sources.tables) else CATALOGUE_TABLES:
        given = tables[name]
        tables[name] = merged(name, given)
        key = registry()[name][0].name
        keys = ListColumn(tables[name][key].tolist())
        origins[name] = keys.positions_in(ListColumn(given[key].tolist()))
        faults[name] = {column: _merged_rows(given[key][bad], keys) for column, bad in faults[name].items()}
    sound = {name: sound_rows(masks) for name, masks in faults.items()}
    problem = problem_from(tables, manifest.reference_date or EPOCH, manifest.title)
    return Draft(problem, sound, manifest.reference_date is not None, origins, _lost(sources), faults)


def _merged_rows(names: NDArray[np.str_], keys: TextColumn) -> Mask:
    """Return which rows of a merged table bear one of the names."""
    rows = ListColumn(names.tolist()).positions_in(keys)
    found = np.zeros(len(keys), dtype=np.bool_)
    found[rows[rows >= 0]] = True
    return found


def _lost(sources: Sources) -> Set[str]:
    """Return the tables of which the names could not be read."""
    keyed = {name for name, fields in registry().items() if fields[0].base == "key"}
    lost = {name for name in keyed if sources.keys[name] is None}
    return lost if sources.communes else lost | {"communes"}
