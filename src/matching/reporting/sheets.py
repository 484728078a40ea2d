"""A table of exact values that shows itself as text, as HTML, as a data frame, and as plain data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

import narwhals as nw

from matching.reporting.frames import BACKENDS, Backend
from matching.reporting.numerals import decimal, money, share, whole
from matching.reporting.text_table import aligned
from matching.reporting.wording import phrase

Cell = str | int | float | Fraction | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the code of its title (phrase ``column.CODE``) and how its values are written.

    Parameters
    ----------
    code
        Name in frames and JSON, and in the list of phrases.
    kind
        ``text``, ``whole``, ``money``, ``percent`` (of a share), ``decimal`` or ``seconds``.
    title
        Title shown instead of the phrase.
    """

    code: str
    kind: str = "text"
    title: str = ""

    def heading(self, language: str) -> str:
        """Return the title in a language."""
        return self.title or phrase(f"column.{self.code}", language)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled table with notes below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def sheet_text(sheet: Sheet, language: str) -> str:
    """Return the sheet as aligned text."""
    header = [column.heading(language) for column in sheet.columns]
    rows = [_written_row(sheet, row, language) for row in sheet.rows]
    right = [column.kind != "text" for column in sheet.columns]
    parts = [sheet.title, "", aligned(header, rows, right)]
    return "\n".join([*parts, *(("", *sheet.notes) if sheet.notes else ())])


def sheet_html(sheet: Sheet, language: str) -> str:
    """Return the sheet as a fragment of HTML; every text is escaped, nothing is fetched or run."""
    sides = ["left" if column.kind == "text" else "right" for column in sheet.columns]
    header = [column.heading(language) for column in sheet.columns]
    lines = [_line("th", header, sides)]
    lines += [_line("td", _written_row(sheet, row, language), sides) for row in sheet.rows]
    notes = "".join(f"<p>{escape(note)}</p>" for note in sheet.notes)
    return f"<div><b>{escape(sheet.title)}</b><table>{''.join(lines)}</table>{notes}</div>"


def sheet_frame(sheet: Sheet, backend: Backend) -> Any:
    """Return the sheet as a frame of pandas, polars or pyarrow; shares are decimal numbers.

    Raises
    ------
    ValueError
        If the backend is unknown.
    ModuleNotFoundError
        If the backend is not installed.
    """
    if backend not in BACKENDS:
        raise ValueError(f"unknown backend {backend!r}; choose one of {', '.join(BACKENDS)}")
    columns = {
        column.code: [_number(row[place]) for row in sheet.rows] for place, column in enumerate(sheet.columns)
    }
    return nw.from_dict(columns, backend=backend).to_native()


def sheet_rows(sheet: Sheet) -> list[dict[str, str | int | float | None]]:
    """Return one dictionary per row, for JSON; exact shares are told as decimal numbers with nine places."""
    return [
        {column.code: _rounded(_number(cell)) for column, cell in zip(sheet.columns, row, strict=True)}
        for row in sheet.rows
    ]


def _number(cell: Cell) -> str | int | float | None:
    return float(cell) if isinstance(cell, Fraction) else cell


def _rounded(cell: str | int | float | None) -> str | int | float | None:
    return round(cell, 9) if isinstance(cell, float) else cell


def _written_row(sheet: Sheet, row: tuple[Cell, ...], language: str) -> list[str]:
    return [
        "–" if cell is None else _WRITTEN[column.kind](cell, language)
        for column, cell in zip(sheet.columns, row, strict=True)
    ]


def _line(tag: str, cells: list[str], sides: list[str]) -> str:
    styled = (
        f'<{tag} style="text-align:{side};padding:0 .8em 0 0">{escape(cell)}</{tag}>'
        for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{''.join(styled)}</tr>"


_WRITTEN: Mapping[str, Callable[[Any, str], str]] = {
    "text": lambda cell, language: str(cell),
    "whole": lambda cell, language: whole(int(cell), language),
    "money": lambda cell, language: money(int(cell), language),
    "percent": lambda cell, language: share(Fraction(cell), language),
    "decimal": lambda cell, language: decimal(cell, language, 3),
    "seconds": lambda cell, language: decimal(cell, language, 2),
}
