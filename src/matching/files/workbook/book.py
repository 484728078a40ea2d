"""A workbook being written with xlsxwriter: texts stay texts, the same content gives the same bytes."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from matching.errors import OverflowRefusedError
from matching.files.workbook.extras import extra

Value = str | int | float | date | None
"""What a cell may hold; ``None`` is an empty cell that keeps its look."""

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet; spreadsheets have no more."""

_CREATED: Final = datetime(2026, 1, 1)
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_FONT: Final = {"font_name": "Arial", "font_size": 10, "valign": "top"}


class Book:
    """Sheets and looks of one workbook; :meth:`data` ends it.

    Raises
    ------
    MissingPackageError
        If xlsxwriter is not installed.
    """

    def __init__(self, title: str = "", category: str = "") -> None:
        self._buffer = io.BytesIO()
        self._workbook = extra("xlsxwriter").Workbook(self._buffer, dict(_OPTIONS))
        self._workbook.set_properties({"title": title, "category": category, "created": _CREATED})
        self._workbook.set_size(2400, 1500)
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def sheet(self, name: str, colour: str = "") -> Any:
        """Return a new sheet; the colour is that of its tab."""
        sheet = self._workbook.add_worksheet(name)
        if colour:
            sheet.set_tab_color(colour)
        return sheet

    def look(self, **properties: Any) -> Any:
        """Return the look (a cell format) with the given properties; equal ones are made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            self._looks[key] = self._workbook.add_format({**_FONT, **properties})
        return self._looks[key]

    def data(self) -> bytes:
        """Return the bytes of the finished workbook."""
        self._workbook.close()
        return self._buffer.getvalue()


def put(sheet: Any, row: int, column: int, value: Value, look: Any = None) -> None:
    """Write one cell; a text is never taken for a formula, a number or a link.

    Raises
    ------
    OverflowRefusedError
        If the cell lies outside of what a sheet can hold, or the text is too long for a cell.
    """
    if value is None or value == "":
        code = sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        code = sheet.write_string(row, column, value, look)
    elif isinstance(value, date):
        code = sheet.write_datetime(row, column, value, look)
    else:
        code = sheet.write_number(row, column, value, look)
    if code:
        raise OverflowRefusedError(
            f"the cell in row {row + 1:,} does not fit into a sheet of a workbook; use CSV or Parquet"
        )


def put_rows(sheet: Any, first: int, rows: Iterable[Sequence[Value]], looks: Sequence[Any]) -> int:
    """Write rows from a row on, a look per column, and return the row after the last; empty cells are left out."""
    number = first
    for row in rows:
        for column, value in enumerate(row):
            if value is not None and value != "":
                put(sheet, number, column, value, looks[column])
        number += 1
    return number
