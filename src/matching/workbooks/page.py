"""One sheet to print: title and header on every page, rows with totals, numbers in the language's format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matching.files.workbook.book import Book, Value, put
from matching.workbooks.numbers import grouped
from matching.workbooks.wording import told

HEAD: Final = 3
"""Row of the header, counted from 0: above it stand the title and two notes."""

SIGNING: Final = 24.0
"""Height that a signature takes, in points."""

_STYLES: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "subtotal": {"bold": True, "bg_color": "#EAF1F8"},
    "total": {"bold": True, "bg_color": "#D6E4F0", "top": 2},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: code of its title, width in characters, whether it stands to the right, whether people sign in it."""

    code: str
    width: float
    right: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, how it looks (``plain``, ``subtotal``, ``total``), and whether a page ends below it."""

    cells: Sequence[Value]
    style: str = "plain"
    ends_page: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the header of every sheet: title, note, and a warning or nothing."""

    title: str
    note: str
    warning: str = ""


def write_page(
    book: Book, name: str, heading: Heading, columns: Sequence[Column], rows: Sequence[Row], language: str
) -> None:
    """Write a sheet: A4 across, fitted to its width, the header repeated, pages numbered."""
    sheet = book.sheet(name)
    write_heading(book, sheet, heading)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        look = book.look(bold=True, bg_color="#1F4E79", font_color="#FFFFFF", border=1, border_color="#BFBFBF",
                         text_wrap=True, valign="vcenter", indent=1, align="right" if column.right else "left")  # fmt: skip
        put(sheet, HEAD, number, told(column.code, language), look)
    sheet.set_row(HEAD, 32)
    breaks = []
    for row, line in enumerate(rows, HEAD + 1):
        sheet.set_row(row, height(line, columns))
        for number, (cell, column) in enumerate(zip(line.cells, columns, strict=True)):
            put(sheet, row, number, cell, cell_look(book, cell, column, line.style, language))
        if line.ends_page:
            breaks.append(row + 1)
    sheet.freeze_panes(HEAD + 1, 0)
    set_up(sheet, language, landscape=True)
    sheet.repeat_rows(0, HEAD)
    if rows:
        sheet.print_area(0, 0, HEAD + len(rows), len(columns) - 1)
    if breaks:
        sheet.set_h_pagebreaks(breaks[:1000])


def write_heading(book: Book, sheet: Any, heading: Heading) -> None:
    """Write title, note and warning into the first three rows."""
    put(sheet, 0, 0, heading.title, book.look(bold=True, font_size=15, font_color="#1F4E79"))
    put(sheet, 1, 0, heading.note, book.look(font_size=9, font_color="#595959"))
    put(sheet, 2, 0, heading.warning, book.look(bold=True, font_size=9, font_color="#C00000"))
    sheet.set_row(0, 22)


def height(line: Row, columns: Sequence[Column]) -> float:
    """Return a row's height: spreadsheets do not all fit it to the lines that a long text takes, nor leave room to sign."""
    lines = [
        -(-len(cell) // max(1, int(column.width - 1)))
        for cell, column in zip(line.cells, columns, strict=True)
        if isinstance(cell, str)
    ]
    least = SIGNING if line.style == "plain" and any(column.signed for column in columns) else 0.0
    return max(least, 4.0 + 13.0 * max([1, *lines]))


def set_up(sheet: Any, language: str, *, landscape: bool) -> None:
    """Set paper, margins, fit to width and page numbers."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&9&A&R&9{told('footer', language)}")


def cell_look(book: Book, cell: Value, column: Column, style: str, language: str) -> Any:
    """Return the look of a cell: its border, its style, and a number's format."""
    shape = grouped(cell, language) if isinstance(cell, int) else "@"
    align = "right" if column.right else "left"
    return book.look(
        num_format=shape,
        align=align,
        indent=1,
        text_wrap=True,
        border=1,
        border_color="#BFBFBF",
        **_STYLES[style],
    )
