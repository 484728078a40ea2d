"""One workbook, one problem: sheets by any name, columns in any order, everything wrong told with its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from matching.errors import Issue
from matching.files.workbook.addresses import address
from matching.files.workbook.catalogue_names import by_code
from matching.files.workbook.layout import Layout, layout_of, located, marked_issues
from matching.files.workbook.manifest_sheet import read_manifest
from matching.files.workbook.naming import META, folded, names_aside, table_names
from matching.files.workbook.sheets import Sheet, sheets_of
from matching.files.workbook.table_texts import table_texts
from matching.intake.assembling import is_error, parsed_problem
from matching.intake.findings import CellError, Fault, Place, issue_at
from matching.intake.text_column import TextTable
from matching.problem.fields import fields_of
from matching.problem.labels import table_label
from matching.problem.problem import Problem

FORMULA: Final = Fault(
    "formula_cell",
    "The cell holds a formula; the value stored beside it may be out of date.",
    "Replace the formula by its value (copy, then paste values).",
)
ERROR: Final = Fault("error_cell", "The cell holds an error value of the spreadsheet.", "Write the value.")
HIDDEN: Final = Fault("hidden_sheet", "The sheet is hidden.", "Show the sheet, or remove it.")

_ROW: Final = re.compile(r"row ([0-9]+)\.")


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """A workbook as it was read: the problem, ``None`` if anything is wrong, the issues, and where tables stand."""

    problem: Problem | None
    issues: tuple[Issue, ...]
    sheets: tuple[Sheet, ...]
    layouts: Mapping[str, Layout]
    language: str


def checked_workbook(data: bytes) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem of a workbook's bytes, ``None`` if anything is wrong, and all issues.

    Raises
    ------
    MissingPackageError
        If python-calamine is not installed.
    """
    read = read_workbook(data)
    return read.problem, read.issues


def read_workbook(data: bytes) -> ReadWorkbook:
    """Return everything that could be read of a workbook's bytes.

    Raises
    ------
    MissingPackageError
        If python-calamine is not installed.
    """
    try:
        sheets = sheets_of(data)
    except CellError as error:
        return ReadWorkbook(None, (issue_at(Place("problem", ""), 0, "", error.fault),), (), {}, "")
    manifest, language, issues = read_manifest(sheets)
    layouts, shapes = _layouts(sheets)
    tables: dict[str, TextTable] = {}
    own = [*issues, *shapes]
    for name, layout in layouts.items():
        tables[name], told = table_texts(layout, manifest)
        own += [*marked_issues(layout, layout.sheet.marks.formulas, FORMULA), *told]
        own += marked_issues(layout, layout.sheet.marks.errors, ERROR)
    problem, found = parsed_problem(by_code(tables, manifest), manifest)
    told_cells = {(issue.sheet, issue.cell) for issue in own if issue.cell}
    placed = (_placed(issue, layouts, language) for issue in found)
    rest = [issue for issue in placed if not issue.cell or (issue.sheet, issue.cell) not in told_cells]
    refused = any(map(is_error, own))
    return ReadWorkbook(None if refused else problem, (*own, *rest), sheets, layouts, language)


def _layouts(sheets: Sequence[Sheet]) -> tuple[dict[str, Layout], list[Issue]]:
    """Return where every table stands, and issues for sheets that are hidden, unknown, or misshapen."""
    layouts: dict[str, Layout] = {}
    issues: list[Issue] = []
    for sheet in sheets:
        table = table_names().get(folded(sheet.name))
        if table is None or sheet.hidden or table in layouts:
            issues += _aside(sheet, table)
            continue
        if not sheet.is_blank:
            layouts[table], told = layout_of(sheet, table)
            issues += told
    return layouts, issues


def _aside(sheet: Sheet, table: str | None) -> Iterator[Issue]:
    """Yield what is wrong with a sheet that is not read as a table."""
    name = folded(sheet.name)
    place = Place(table or sheet.name[:64], "")
    if sheet.hidden:
        yield located(issue_at(place, 0, "", HIDDEN), sheet.name)
    elif table:
        fault = Fault("duplicate_table", "The table stands on two sheets.", "Keep one of them.")
        yield located(issue_at(place, 0, "", fault), sheet.name)
    elif name != META and name not in names_aside() and not sheet.is_blank:
        yield located(issue_at(place, 0, "", _unknown_sheet(name)), sheet.name)


def _unknown_sheet(name: str) -> Fault:
    near = get_close_matches(name, list(table_names()), 1)
    if near:
        return Fault("unknown_table", "The sheet is no known table.", f"Did you mean {near[0]}?")
    remedy = "Nothing, unless it holds a table: then give it the name of a sheet of the template."
    return Fault("unread_sheet", "The sheet is not a table and is not read.", remedy, "warning")


def _placed(issue: Issue, layouts: Mapping[str, Layout], language: str) -> Issue:
    """Return an issue of a table with the sheet and the cell where it stands, or the sheet that is missing."""
    layout = layouts.get(issue.table)
    if layout is None:
        missing = issue.code == "missing_table"
        return located(issue, table_label(issue.table, language or "en")) if missing else issue
    column = _column(issue, layout)
    row = layout.rows[issue.row - 1] if issue.row else layout.head
    if issue.code == "duplicate_id":
        issue = replace(issue, message=_ROW.sub(lambda found: _sheet_row(found, layout), issue.message))
    if column is None:
        return located(issue, layout.sheet.name)
    return located(issue, layout.sheet.name, address(row, column))


def _sheet_row(found: re.Match[str], layout: Layout) -> str:
    """Return the row of the sheet in place of the number of the data row."""
    return f"row {layout.rows[int(found[1]) - 1] + 1}."


def _column(issue: Issue, layout: Layout) -> int | None:
    """Return the column of an issue's field or title; the key's where the field has none on a row."""
    field = fields_of(issue.table).get(issue.column)
    for header in (issue.column, *(reversed(field.headers) if field else ())):
        for columns in (layout.columns, layout.unknown):
            if header in columns:
                return columns[header]
    return min(layout.columns.values(), default=0) if issue.row else None
