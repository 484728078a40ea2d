"""Reading one CSV table, exactly: duplicate columns and ragged rows are told, never mended."""

import csv
import io
from collections.abc import Iterator, Sequence

import numpy as np

from matching.errors import Issue
from matching.files.guarding import text_headers, unguarded
from matching.intake.findings import CellError, Fault, Place, issues_at
from matching.intake.text_column import BLANKS, Mask, TextTable, list_column

_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def csv_table(name: str, text: str) -> tuple[TextTable, tuple[Issue, ...]]:
    """Return the columns of a CSV text by header, and issues for its shape.

    Lines without any character are skipped. Rows with too few or too many cells are told and marked faulty.

    Raises
    ------
    CellError
        If the text is not CSV, or its columns have no or the same names.
    """
    lines = _lines(text)
    header = [cell.strip(BLANKS) for cell in lines[0]]
    check_header(header)
    rows = lines[1:]
    ragged = np.array([len(row) != len(header) for row in rows], dtype=np.bool_)
    issues = tuple(_ragged_issues(name, ragged, len(header)))
    columns = list(zip(*(_fitted(row, len(header)) for row in rows), strict=True)) or [()] * len(header)
    texts = text_headers(name)
    built = {
        title: list_column(map(unguarded, cells) if title in texts else cells)
        for title, cells in zip(header, columns, strict=True)
    }
    return TextTable(built, len(rows), ragged), issues


def _lines(text: str) -> list[list[str]]:
    try:
        lines = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise CellError(
            Fault("unreadable_file", f"The file is not CSV: {error}.", "Export the file anew.")
        ) from None
    return lines or [[""]]


def check_header(header: Sequence[str]) -> None:
    """Refuse a header that is cut at another mark than the comma, or has empty or repeated names.

    Raises
    ------
    CellError
        If cells are not separated by commas, a column has no name, or two have the same.
    """
    for mark, told in _OTHER_MARKS.items():
        if len(header) == 1 and mark in header[0]:
            message = f"The cells are separated by {told}, not by commas."
            raise CellError(Fault("wrong_separator", message, "Save the file as CSV separated by commas."))
    if not all(header):
        raise CellError(Fault("missing_column", "A column has no name.", "Name or remove the column."))
    repeated = sorted({title for title in header if header.count(title) > 1})
    if repeated:
        message = f"Columns stand twice: {', '.join(title[:64] for title in repeated)}."
        raise CellError(Fault("duplicate_column", message, "Keep one of them."))


def _fitted(row: list[str], width: int) -> list[str]:
    return row if len(row) == width else (row + [""] * width)[:width]


def _ragged_issues(name: str, ragged: Mask, width: int) -> Iterator[Issue]:
    rows = np.flatnonzero(ragged)
    if len(rows):
        fault = Fault(
            "ragged_row", f"The row has not {width} cells like the header.", "Check commas and quotes."
        )
        yield from issues_at(Place(name, ""), rows, [""] * len(rows), fault)
