"""The sheet that lists everything found in a workbook, with a link to each cell."""

from collections.abc import Sequence
from typing import Any, Final

from matching.errors import Issue
from matching.files.workbook.book import Book, put
from matching.files.workbook.texts import text
from matching.intake.assembling import is_error
from matching.reporting.issue_sentences import column_label, issue_message, issue_remedy
from matching.reporting.numerals import whole
from matching.workbooks.page import Heading, set_up, write_heading
from matching.workbooks.wording import told

LISTED: Final = 5_000
"""Findings told one by one; of more only the number is."""

_WIDTHS: Final = (
    ("number", 6), ("severity", 11), ("sheet", 24), ("cell", 8), ("column", 26), ("value", 18), ("message", 56),
    ("remedy", 56), ("code", 22),
)  # fmt: skip


def write_findings(book: Book, issues: Sequence[Issue], language: str) -> None:
    """Write the sheet: errors before warnings, each with sheet, cell, what is wrong and what to do."""
    sheet = book.sheet(text("sheet.findings", language), "#C00000" if issues else "#548235")
    errors = sum(map(is_error, issues))
    counts = {"errors": whole(errors, language), "warnings": whole(len(issues) - errors, language)}
    note = told("findings.count", language, **counts) if issues else told("findings.none", language)
    write_heading(book, sheet, Heading(told("findings.title", language), note))
    head = book.look(bold=True, bg_color="#404040", font_color="#FFFFFF", text_wrap=True)
    for column, (code, width) in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
        put(sheet, 3, column, told(f"findings.{code}", language), head)
    ordered = sorted(issues, key=lambda issue: not is_error(issue))
    for number, issue in enumerate(ordered[:LISTED], 1):
        _write(book, sheet, number, issue, language)
    if len(ordered) > LISTED:
        rest = whole(len(ordered) - LISTED, language)
        put(sheet, 4 + LISTED, 2, told("findings.more", language, count=rest), book.look(bold=True))
    sheet.freeze_panes(4, 0)
    set_up(sheet, language, landscape=True)
    sheet.repeat_rows(3)
    sheet.activate()


def _write(book: Book, sheet: Any, number: int, issue: Issue, language: str) -> None:
    row = 3 + number
    wrapped = book.look(text_wrap=True, border=1, border_color="#D9D9D9")
    colour = "#FFC7CE" if is_error(issue) else "#FFEB9C"
    marked = book.look(bg_color=colour, border=1, border_color="#D9D9D9")
    put(sheet, row, 0, number, wrapped)
    put(sheet, row, 1, told(issue.severity, language), marked)
    cells = (
        issue.sheet or issue.table, "", column_label(issue, language), issue.value,
        issue_message(issue, language), issue_remedy(issue, language), issue.code,
    )  # fmt: skip
    for column, cell in enumerate(cells, 2):
        put(sheet, row, column, cell, wrapped)
    if issue.cell:
        target = f"internal:'{issue.sheet.replace(chr(39), chr(39) * 2)}'!{issue.cell}"
        link = book.look(font_color="#1F4E79", underline=1, border=1, border_color="#D9D9D9")
        sheet.write_url(row, 3, target, link, issue.cell)
