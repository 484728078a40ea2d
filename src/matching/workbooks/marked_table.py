"""One sheet of a checked copy: every cell where it stood, the wrong ones coloured, and a last column that says why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import date
from math import isfinite
from typing import Any, Final

from matching.errors import Issue
from matching.files.workbook.addresses import position
from matching.files.workbook.book import Book, Value, put
from matching.files.workbook.choices import choice
from matching.files.workbook.hints import is_required, number_format, width
from matching.files.workbook.layout import Layout, is_note
from matching.files.workbook.naming import finding_headers, folded
from matching.files.workbook.sheets import Cell, Sheet
from matching.files.workbook.table_sheet import SPARE, Frame, head_look, hint_look, tab_colour
from matching.files.workbook.texts import text
from matching.intake.assembling import is_error
from matching.problem.fields import Field, fields_of
from matching.problem.labels import value_labels
from matching.reporting.issue_sentences import column_label, issue_message, issue_remedy
from matching.workbooks.page import set_up

Marks = Mapping[tuple[int, int], Sequence[Issue]]
"""Issues by row and column, counted from 0."""

_TRUTH: Final = fields_of("children")["at_risk"]
REMARKS: Final = 1_000
"""Cells of a sheet that bear a remark."""

_COLOURS: Final = {"error": "#FFC7CE", "warning": "#FFEB9C"}


def write_marked(book: Book, layout: Layout, marks: Marks, frame: Frame, language: str) -> None:
    """Write the copy of a table's sheet, with drop-down lists, and titles and types of its columns."""
    source = layout.sheet
    failed = any(is_error(issue) for issues in marks.values() for issue in issues)
    sheet = book.sheet(source.name, "#C00000" if failed else tab_colour(layout.table))
    fields = {column: (field, header) for field, header, column in layout.fields()}
    first = next((row for row in layout.rows), layout.head + 1)
    for column, (field, header) in fields.items():
        look = book.look(num_format=number_format(field, frame.language))
        sheet.set_column(column, column, width(field, header, frame.language), look)
        rule = choice(field, header, frame.language, frame.ranges, frame.keys)
        sheet.data_validation(first, column, len(source.rows) + SPARE, column, rule)
    why, dropped = _why_column(layout), _dropped(source)
    for row, cells in enumerate(source.rows):
        looks = _row_looks(book, layout, fields, row, frame.language)
        for column, cell in enumerate(cells):
            if column != why:
                value = _kept(dropped, row, column, cell, frame.language)
                _write(book, sheet, row, column, value, looks(column), marks)
        if is_note(cells) and row != layout.head and any(cells):
            sheet.set_row(row, 60)
    _write_remarks(sheet, marks, language)
    _write_why(book, sheet, layout, why, marks, language)
    sheet.set_row(layout.head, 32)
    sheet.freeze_panes(first, 1)
    set_up(sheet, language, landscape=True)
    sheet.repeat_rows(layout.head)


def write_plain(book: Book, source: Sheet, marks: Marks, written: str, language: str) -> None:
    """Write the copy of a sheet that is no table: its cells, and behind them what is wrong with any."""
    sheet = book.sheet(source.name)
    widest = max((len(row) for row in source.rows), default=0)
    dropped = _dropped(source)
    sheet.set_column(0, max(widest, 2), 24)
    if widest > 2:
        sheet.set_column(widest - 1, widest - 1, 90)
    set_up(sheet, language, landscape=True)
    for row, cells in enumerate(source.rows):
        for column, cell in enumerate(cells):
            look = {"num_format": _day_format(cell, written), "text_wrap": True}
            _write(book, sheet, row, column, _kept(dropped, row, column, cell, written), look, marks)
    for row, issues in _by_row(marks).items():
        put(sheet, row, widest, _sentences(issues, language), _why_look(book))
        sheet.set_column(widest, widest, 70)


def _write_remarks(sheet: Any, marks: Marks, language: str) -> None:
    """Attach to every wrong cell what is wrong with it, as a remark that shows when the cell is pointed at."""
    for row, column in sorted(marks)[:REMARKS]:
        size = {"x_scale": 2.2, "y_scale": 1.1, "author": "", "font_size": 9}
        sheet.write_comment(row, column, _sentences(marks[row, column], language)[:2_000], size)


def _why_column(layout: Layout) -> int:
    """Return the column of an earlier copy's findings, or the first free one."""
    titles = layout.sheet.rows[layout.head] if layout.sheet.rows else ()
    named = (column for column, title in enumerate(titles) if folded(title) in finding_headers())
    return next(named, len(titles))


def _row_looks(
    book: Book, layout: Layout, fields: Mapping[int, tuple[Field, str]], row: int, language: str
) -> Any:
    """Return what gives the properties of a cell's look by its column."""
    if row == layout.head:
        return lambda column: _head(fields.get(column))
    if is_note(layout.sheet.rows[row]):
        return lambda column: {"note": True}
    return lambda column: {
        "num_format": number_format(fields[column][0], language) if column in fields else "General"
    }


def _head(field: tuple[Field, str] | None) -> dict[str, Any]:
    return {"head": "#1F4E79" if field and is_required(field[0]) else "#5B7DA3"}


def _write(
    book: Book, sheet: Any, row: int, column: int, value: Value, look: Mapping[str, Any], marks: Marks
) -> None:
    found = marks.get((row, column), ())
    if "head" in look and not found:
        put(sheet, row, column, value, head_look(book, look["head"]))
    elif "note" in look:
        put(sheet, row, column, value, hint_look(book))
    elif found:
        severity = "error" if any(map(is_error, found)) else "warning"
        shape = {name: text for name, text in look.items() if name == "num_format"}
        put(sheet, row, column, value, book.look(bg_color=_COLOURS[severity], **shape))
    elif value is not None:
        put(sheet, row, column, value, book.look(**look))


def _kept(dropped: Set[tuple[int, int]], row: int, column: int, cell: Cell, language: str) -> Value:
    """Return a cell as it is copied; what a formula or an error has left behind is not."""
    if cell == "" or (row, column) in dropped:
        return None
    if isinstance(cell, bool):
        return value_labels(_TRUTH, language)["yes" if cell else "no"]
    if isinstance(cell, float) and isfinite(cell):
        return int(cell) if cell.is_integer() else cell
    return cell if isinstance(cell, (str, int, date)) else str(cell)


def _dropped(source: Sheet) -> set[tuple[int, int]]:
    return {position(cell) for cell in (*source.marks.formulas, *source.marks.errors) if cell}


def _day_format(cell: Cell, language: str) -> str:
    if isinstance(cell, date):
        return "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
    return "@" if isinstance(cell, str) else "General"


def _write_why(book: Book, sheet: Any, layout: Layout, why: int, marks: Marks, language: str) -> None:
    """Write the column of findings, with a filter on all titles."""
    put(sheet, layout.head, why, text("column.findings", language), head_look(book, "#C00000"))
    sheet.set_column(why, why, 70)
    for row, issues in _by_row(marks).items():
        if row != layout.head:
            put(sheet, row, why, _sentences(issues, language), _why_look(book))
    last = max(len(layout.sheet.rows) - 1, layout.head + 1)
    sheet.autofilter(layout.head, 0, last, why)


def _by_row(marks: Marks) -> Mapping[int, list[Issue]]:
    rows: dict[int, list[Issue]] = defaultdict(list)
    for row, column in sorted(marks):
        rows[row] += marks[row, column]
    return rows


def _sentences(issues: Sequence[Issue], language: str) -> str:
    told = [
        f"{column_label(issue, language)}: {issue_message(issue, language)} {issue_remedy(issue, language)}"
        for issue in issues
    ]
    return "\n".join(dict.fromkeys(told))[:32_000]


def _why_look(book: Book) -> Any:
    return book.look(font_color="#C00000", text_wrap=True, num_format="@")
