"""Where a table stands on its sheet: the header's row, the columns by header, and the rows that hold data."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from matching.errors import Issue
from matching.files.workbook.addresses import address, position
from matching.files.workbook.naming import finding_headers, folded, header_names, is_note_text
from matching.files.workbook.sheets import Cell, Sheet, filled
from matching.intake.findings import Fault, Place, issue_at
from matching.problem.fields import Field, registry

SEARCHED: Final = 10
"""First rows among which the header is looked for."""

TOLD: Final = 1_000


@dataclass(frozen=True, slots=True)
class Layout:
    """One table's sheet, its parts numbered from 0.

    Parameters
    ----------
    sheet, table
        Which sheet holds which table.
    head
        Row of the header.
    columns
        Column of every known header.
    unknown
        Columns whose title is no header, by title.
    rows
        Rows that hold data.
    """

    sheet: Sheet
    table: str
    head: int
    columns: Mapping[str, int]
    unknown: Mapping[str, int]
    rows: tuple[int, ...]

    def fields(self) -> Iterator[tuple[Field, str, int]]:
        """Yield every field that has a column, with the header and the column."""
        for field in registry()[self.table]:
            for header in field.headers:
                if header in self.columns:
                    yield field, header, self.columns[header]

    def number_of(self, row: int) -> int:
        """Return the number of the data row on a row of the sheet, counted from 1; 0 if it holds no data."""
        place = bisect_left(self.rows, row)
        return place + 1 if place < len(self.rows) and self.rows[place] == row else 0

    def placed(self, row: int, column: int, header: str, value: str, fault: Fault) -> Issue:
        """Return the issue of one cell of the sheet; ``row`` and ``column`` are counted from 0."""
        field = next((field for field in registry()[self.table] if header in field.headers), None)
        place = Place(self.table, header, field is not None and field.personal)
        issue = issue_at(place, self.number_of(row), value, fault)
        return located(issue, self.sheet.name, address(row, column))


def located(issue: Issue, sheet: str, cell: str = "") -> Issue:
    """Return an issue with the place in a workbook where it stands."""
    return replace(issue, sheet=sheet, cell=cell)


def layout_of(sheet: Sheet, table: str) -> tuple[Layout, tuple[Issue, ...]]:
    """Return where a table stands on a sheet, and what is wrong with the sheet's shape."""
    head = _head(sheet, table)
    titles = sheet.rows[head] if sheet.rows else ()
    columns, unknown, repeated = _columns(titles, table)
    rows = tuple(
        number for number, row in enumerate(sheet.rows) if number > head and filled(row) and not is_note(row)
    )
    layout = Layout(sheet, table, head, MappingProxyType(columns), MappingProxyType(unknown), rows)
    return layout, (*_above(layout), *_repeated(layout, repeated), *_untitled(layout), *_merged(layout))


def is_note(row: Sequence[Cell]) -> bool:
    """Return whether a row explains the columns: each of its cells begins with the mark of notes."""
    return all(is_note_text(cell) for cell in row if not isinstance(cell, str) or cell.strip())


def _head(sheet: Sheet, table: str) -> int:
    """Return the row with the most known headers among the first ones, else the first that holds anything."""
    names = header_names(table)
    first = [number for number, row in enumerate(sheet.rows[:SEARCHED]) if filled(row)]
    known = {number: sum(folded(cell) in names for cell in sheet.rows[number]) for number in first}
    return max(first, key=lambda number: (known[number], -number), default=0)


def _columns(
    titles: Sequence[Cell], table: str
) -> tuple[dict[str, int], dict[str, int], list[tuple[str, int]]]:
    """Return the columns by header, those of unknown title, and those whose header stands twice."""
    names = header_names(table)
    columns: dict[str, int] = {}
    unknown: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for column, title in enumerate(titles):
        name = folded(title)
        if not name or name in finding_headers():
            continue
        header = names.get(name)
        found, key = (unknown, str(title).strip()) if header is None else (columns, header)
        if key in found:
            repeated.append((key, column))
        else:
            found[key] = column
    return columns, unknown, repeated


def _above(layout: Layout) -> Iterator[Issue]:
    """Tell rows above the header that hold more than a title."""
    fault = Fault(
        "stray_cells",
        "Cells above the header are not read.",
        "Remove them, or put the header with the columns' names above all data.",
    )
    for number, row in enumerate(layout.sheet.rows[: layout.head]):
        cells = [column for column, cell in enumerate(row) if filled([cell])]
        if len(cells) > 1 and not is_note(row):
            yield layout.placed(number, cells[1], "", "", fault)


def _repeated(layout: Layout, repeated: Sequence[tuple[str, int]]) -> Iterator[Issue]:
    for header, column in repeated:
        fault = Fault("duplicate_column", f"Columns stand twice: {header[:64]}.", "Keep one of them.")
        yield layout.placed(layout.head, column, header[:64], "", fault)


def _untitled(layout: Layout) -> Iterator[Issue]:
    """Tell columns that hold data below no title."""
    titles = layout.sheet.rows[layout.head] if layout.sheet.rows else ()
    for column, title in enumerate(titles):
        if not filled([title]):
            row = next((row for row in layout.rows if filled([layout.sheet.rows[row][column]])), None)
            if row is not None:
                fault = Fault("missing_column", "A column has no name.", "Name or remove the column.")
                yield layout.placed(row, column, "", "", fault)


def _merged(layout: Layout) -> Iterator[Issue]:
    fault = Fault("merged_cell", "Cells are merged; only one of them holds the value.", "Unmerge the cells.")
    ranges = [corner for corner in layout.sheet.merged if corner[1][0] >= layout.head]
    for (row, column), _ in ranges[:TOLD]:
        yield layout.placed(row, column, _header_at(layout, column), "", fault)


def _header_at(layout: Layout, column: int) -> str:
    return next((header for header, number in layout.columns.items() if number == column), "")


def marked_issues(layout: Layout, found: Sequence[str], fault: Fault) -> Iterator[Issue]:
    """Yield an issue for every marked cell of the table that is read, by the cells' addresses."""
    for cell in found:
        row, column = position(cell)
        if row == layout.head or layout.number_of(row):
            yield layout.placed(row, column, _header_at(layout, column), "", fault)
