"""Reading one big CSV table with polars; whatever is odd about it is left to the exact reader."""

import codecs
import csv
import io
import re
from typing import Any

import polars as pl

from matching.files.csv_text import check_header
from matching.files.guarding import GUARDED, text_headers
from matching.files.polars_column import polars_columns
from matching.intake.text_column import BLANKS, TextTable

_QUOTED = re.compile(rb'(?:^|(?<=,))"[^"\r\n]*"(?=,|\r?$)', re.MULTILINE)


def polars_table(name: str, data: bytes) -> TextTable | None:
    """Return the columns of a CSV file by header, or ``None`` if the exact reader must look at it.

    Parameters
    ----------
    name
        Name of the table.
    data
        Bytes of the file.

    Raises
    ------
    CellError
        If columns have no or the same names.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    titles = _titles(data)
    if not titles or not _is_plain(data, len(titles)):
        return None
    check_header(titles)
    try:
        frame = pl.read_csv(data, infer_schema=False, new_columns=titles)
    except pl.exceptions.PolarsError:
        return None
    if _separators(data) != (frame.height + 1) * (len(titles) - 1):
        return None
    guarded = sorted(text_headers(name) & set(titles)) if b"'" in data else []
    frame = frame.with_columns(*map(_unguarded, guarded)) if guarded else frame
    return TextTable(polars_columns(frame, ascii_only=data.isascii()), frame.height)


def _is_plain(data: bytes, width: int) -> bool:
    """Return whether lines end in line feeds, and quotes stand around whole cells of one line."""
    if b"\0" in data or _has_lone_return(data) or (width == 1 and _has_blank_line(data)):
        return False
    return b'"' not in data or b'"' not in _QUOTED.sub(b"", data)


def _has_lone_return(data: bytes) -> bool:
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _has_blank_line(data: bytes) -> bool:
    return b"\n\n" in data or b"\n\r\n" in data


def _titles(data: bytes) -> list[str]:
    """Return the header's cells, none if the file is not UTF-8."""
    try:
        data if data.isascii() else data.decode()
        line = data[: data.find(b"\n") + 1].decode()
    except UnicodeDecodeError:
        return []
    return [cell.strip(BLANKS) for cell in next(csv.reader(io.StringIO(line)), [])]


def _separators(data: bytes) -> int:
    """Return the number of commas between cells: those of the file less those inside quoted cells."""
    commas = data.count(b",")
    return commas - sum(found.count(b",") for found in _QUOTED.findall(data)) if b'"' in data else commas


def _unguarded(title: str) -> Any:
    cell = pl.col(title)
    return pl.when(cell.str.contains(GUARDED)).then(cell.str.slice(1)).otherwise(cell)
