"""Cutting the file of a table into pieces that can be read apart, on this machine or another."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from matching.intake.findings import CellError, Fault

PIECE = 16 * 2**20
"""Bytes of a piece of a CSV file, and of the texts of a piece of a Parquet file, by default."""

CELL = 16
"""Bytes that a cell of a Parquet file takes when it is read as a text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a table's file.

    Parameters
    ----------
    table, path
        Name of the table and its file; a worker elsewhere finds the file under the same path.
    first, length
        First byte after the header and bytes of a CSV piece; first row and rows of a Parquet piece.
    """

    table: str
    path: Path
    first: int
    length: int


def pieces_of(table: str, path: Path, size: int = PIECE) -> tuple[Piece, ...]:
    """Return the pieces of a file in order, at least one; CSV is cut at line ends.

    Raises
    ------
    CellError
        If the file cannot be read.
    """
    try:
        cuts = list(_row_cuts(path, size) if path.suffix == ".parquet" else _line_cuts(path, size))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError):
        raise CellError(
            Fault("unreadable_file", "The file cannot be read.", "Export the file anew.")
        ) from None
    return tuple(Piece(table, path, first, last - first) for first, last in cuts)


def _row_cuts(path: Path, size: int) -> Iterator[tuple[int, int]]:
    scanned = pl.scan_parquet(path)
    rows = int(scanned.select(pl.len()).collect().item())
    step = max(1, size // (CELL * max(1, len(scanned.collect_schema().names()))))
    for first in range(0, max(rows, 1), step):
        yield first, min(rows, first + step)


def _line_cuts(path: Path, size: int) -> Iterator[tuple[int, int]]:
    end = path.stat().st_size
    with path.open("rb") as stream:
        first = len(stream.readline())
        while True:
            stream.seek(min(end, first + size))
            stream.readline()
            last = min(end, stream.tell())
            yield first, last
            if last >= end:
                return
            first = last


def csv_bytes_of(piece: Piece) -> bytes:
    """Return the header and the lines of a CSV piece."""
    with piece.path.open("rb") as stream:
        header = stream.readline()
        stream.seek(piece.first)
        return header + stream.read(piece.length)
