"""One table's sheet: titles, a row of hints, columns typed as text or number, drop-down lists, and rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matching.files.workbook.addresses import column_letters
from matching.files.workbook.book import Book, Value, put, put_rows
from matching.files.workbook.choices import KeyPlace, choice
from matching.files.workbook.hints import is_required, note, number_format, title, width
from matching.intake.assembling import REQUIRED_TABLES
from matching.intake.merging import CATALOGUE_TABLES
from matching.problem.fields import Field, registry
from matching.problem.labels import table_label

ORDER: Final = (
    "communes", "sites", "children", "needs", "donors", "offers", "stock", "earmarks", "kinds", "items",
    "providers", "slots", "quotes", "commitments", "floors", "previous",
)  # fmt: skip
"""Tables in the order of their sheets: what every round has first."""

EVERYDAY: Final = ORDER[: ORDER.index("kinds")]
SPARE: Final = 2_000
"""Rows below the last one that offer drop-down lists."""

Heads = Sequence[tuple[Field, str]]
"""Field and header of every column."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all sheets of a workbook share: language, ranges of the lists, and where every table's names stand."""

    language: str
    ranges: Mapping[str, str]
    keys: Mapping[str, KeyPlace]


def all_heads(table: str) -> Heads:
    """Return the columns of a table in a template; the list of a commune is named once, in the manifest."""
    return [(field, field.headers[-1]) for field in registry()[table]]


def key_places(
    tables: Mapping[str, Heads], language: str, first: int, *, labelled: bool = False
) -> dict[str, KeyPlace]:
    """Return where the names of every table's rows stand, if they have a column.

    Parameters
    ----------
    tables
        Columns of every table.
    language
        Language of the sheets' names.
    first
        First row of data, counted from 0.
    labelled
        Whether kinds and items are offered by their labels.
    """
    places = {}
    for table, heads in tables.items():
        by_label = labelled and table in CATALOGUE_TABLES
        key = f"label_{language}" if by_label else name_column(table)
        for column, (_, header) in enumerate(heads):
            if header == key:
                places[table] = KeyPlace(table_label(table, language), column_letters(column), first + 1)
    return places


def name_column(table: str) -> str:
    """Return the column by which other tables name the rows of a table."""
    return "code" if table == "communes" else registry()[table][0].name


def write_table(
    book: Book, table: str, heads: Heads, rows: Iterable[Sequence[Value]], frame: Frame, *, hints: bool
) -> Any:
    """Write a table's sheet and return it.

    Parameters
    ----------
    book
        The workbook.
    table
        Name of the table.
    heads
        Field and header of every column.
    rows
        Cells of every row, as many as there are columns.
    frame
        What all sheets share.
    hints
        Whether a row of hints stands below the titles.
    """
    sheet = book.sheet(table_label(table, frame.language), tab_colour(table))
    write_heads(book, sheet, heads, frame, hints=hints)
    first = 2 if hints else 1
    looks = [cell_look(book, field, frame.language) for field, _ in heads]
    last = put_rows(sheet, first, rows, looks)
    for column, (field, header) in enumerate(heads):
        rule = choice(field, header, frame.language, frame.ranges, frame.keys)
        sheet.data_validation(first, column, last + SPARE, column, rule)
    return sheet


def tab_colour(table: str) -> str:
    """Return the colour of a table's tab: dark where every round needs it, light where most do, grey for special rules."""
    return (
        "#1F4E79"
        if table in (*REQUIRED_TABLES, "children")
        else "#9DC3E6"
        if table in EVERYDAY
        else "#D9D9D9"
    )


def write_heads(book: Book, sheet: Any, heads: Heads, frame: Frame, *, hints: bool) -> None:
    """Write titles and hints, set widths and types of the columns, and freeze what must stay in sight."""
    for column, (field, header) in enumerate(heads):
        look = cell_look(book, field, frame.language)
        sheet.set_column(column, column, width(field, header, frame.language), look)
        colour = "#1F4E79" if is_required(field) else "#5B7DA3"
        put(sheet, 0, column, title(field, header, frame.language), head_look(book, colour))
        if hints:
            put(sheet, 1, column, note(field, header, frame.language), hint_look(book))
    sheet.set_row(0, 32)
    if hints:
        sheet.set_row(1, 92)
    sheet.freeze_panes(2 if hints else 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def head_look(book: Book, colour: str) -> Any:
    """Return the look of a title."""
    return book.look(
        bold=True, font_color="#FFFFFF", bg_color=colour, text_wrap=True, border=1, border_color="#FFFFFF",
        num_format="@", valign="vcenter",
    )  # fmt: skip


def hint_look(book: Book) -> Any:
    """Return the look of a hint."""
    return book.look(
        italic=True, font_size=8, font_color="#595959", bg_color="#F2F2F2", text_wrap=True, num_format="@"
    )


def cell_look(book: Book, field: Field, language: str) -> Any:
    """Return the look of a column's cells."""
    return book.look(num_format=number_format(field, language))
