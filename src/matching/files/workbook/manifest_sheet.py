"""The sheet that stands for a folder's manifest: an entry and its value in every row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from matching.errors import Issue
from matching.files.workbook.addresses import address
from matching.files.workbook.cell_texts import declared_day
from matching.files.workbook.layout import is_note, located
from matching.files.workbook.naming import META, folded
from matching.files.workbook.sheets import Cell, Sheet
from matching.files.workbook.texts import LANGUAGES
from matching.intake.cells import text_of
from matching.intake.findings import Fault, Place, issue_at
from matching.intake.manifest import Manifest, manifest_from

LANGUAGE: Final = "language"
"""Entry that says in which language the workbook was written; everything else is the manifest's."""


def read_manifest(sheets: Sequence[Sheet]) -> tuple[Manifest, str, tuple[Issue, ...]]:
    """Return the manifest that a workbook declares, its language, and everything that is wrong with them."""
    sheet = next((sheet for sheet in sheets if folded(sheet.name) == META), None)
    if sheet is None:
        remedy = "Take the sheet over from the template; it holds schema_version and reference_date."
        fault = Fault("missing_manifest", f"There is no sheet {META}.", remedy)
        return Manifest(None), "", (located(issue_at(Place("problem", ""), 0, "", fault), META),)
    entries, rows, issues = _entries(sheet)
    language = entries.pop(LANGUAGE, "")
    if entries.get("date_format") == "dd/mm/yyyy":
        declared = Manifest(None, date_format="iso")
        entries["reference_date"] = _iso(entries.get("reference_date", ""), declared)
    manifest, told = manifest_from(entries)
    placed = [_placed(sheet, issue, rows) for issue in (*issues, *told)]
    return manifest, language if language in LANGUAGES else "", tuple(placed)


def _iso(text: str, declared: Manifest) -> str:
    """Return a day written day first in ISO form; other texts as they are."""
    day_first = declared_day(text, replace(declared, date_format="dd/mm/yyyy")).split("/")
    return "-".join(reversed(day_first)) if len(day_first) == 3 else text


def _entries(sheet: Sheet) -> tuple[dict[str, str], dict[str, int], list[Issue]]:
    entries: dict[str, str] = {}
    rows: dict[str, int] = {}
    issues = []
    for number, row in enumerate(sheet.rows):
        name = str(row[0]).strip() if row and not is_note(row) else ""
        if not name:
            continue
        if name in entries:
            fault = Fault("duplicate_column", f"The name {name[:64]} stands twice.", "Keep one of them.")
            issues.append(issue_at(Place("problem", name[:64]), 0, "", fault))
            continue
        rows[name], value = number, row[1] if len(row) > 1 else ""
        text = _text(value)
        if text or name == "reference_date":
            entries[name] = text
    return entries, rows, issues


def _text(value: Cell) -> str:
    if isinstance(value, float):
        return text_of(value)
    return value.isoformat()[:10] if isinstance(value, date) else str(value).strip()


def _placed(sheet: Sheet, issue: Issue, rows: dict[str, int]) -> Issue:
    row = rows.get(issue.column)
    return located(issue, sheet.name, "" if row is None else address(row, 1))
