"""Reading a table piece by piece: texts become numbers where the piece lies, and only those come back."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from matching.files.cutting import PIECE, Piece, csv_bytes_of, pieces_of
from matching.files.parquet import frame_table
from matching.files.polars_column import PolarsColumn
from matching.files.polars_csv import polars_table
from matching.intake.coded_column import joined_codes
from matching.intake.text_column import TextColumn, TextTable

MANY = 0.25
"""Different texts per row from which on a column keeps its texts instead of numbers."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """A piece after reading: the rows, and per header its different texts with codes, or the texts themselves."""

    rows: int
    columns: dict[str, Any]


def piecewise_table(
    name: str, path: Path, executor: Executor | None = None, size: int = PIECE
) -> TextTable | None:
    """Return the columns of a file by header, or ``None`` if the exact reader must look at it.

    Parameters
    ----------
    name, path
        The table and its file.
    executor
        Where pieces are read; one after another in this process by default.
    size
        Bytes of a piece.

    Raises
    ------
    CellError
        If the file cannot be read, or columns have no or the same names.
    """
    pieces = pieces_of(name, path, size)
    apply: Callable[..., Iterable[Any]] = map if executor is None else executor.map
    parts: list[Encoded] = []
    for part in apply(encoded, pieces):
        if part is None:
            return None
        parts.append(part)
    if any(part.columns.keys() != parts[0].columns.keys() for part in parts):
        return None
    titles = list(parts[0].columns)
    columns = {title: _joined([part.columns.pop(title) for part in parts]) for title in titles}
    return TextTable(columns, sum(part.rows for part in parts))


def encoded(piece: Piece) -> Encoded | None:
    """Read a piece; ``None`` if the exact reader must look at the file."""
    table = (
        _parquet(piece) if piece.path.suffix == ".parquet" else polars_table(piece.table, csv_bytes_of(piece))
    )
    if table is None:
        return None
    return Encoded(table.rows, {title: _small(column, table.rows) for title, column in table.columns.items()})


def _parquet(piece: Piece) -> TextTable | None:
    frame = pl.scan_parquet(piece.path).slice(piece.first, piece.length).collect(engine="streaming")
    table, issues = frame_table(piece.table, frame)
    return None if issues else table


def _small(column: TextColumn, rows: int) -> Any:
    """Return a column as numbers where texts repeat, as texts where most are different."""
    if isinstance(column, PolarsColumn) and column.count() > MANY * rows:
        return column.series
    texts, codes = column.distinct()
    return texts, codes.astype(np.min_scalar_type(max(len(texts) - 1, 0)))


def _joined(parts: Sequence[Any]) -> TextColumn:
    coded = [part for part in parts if not isinstance(part, pl.Series)]
    if len(coded) == len(parts):
        return joined_codes(coded)
    return PolarsColumn(pl.concat([_texts(part) for part in parts], rechunk=True))


def _texts(part: Any) -> Any:
    if isinstance(part, pl.Series):
        return part
    texts, codes = part
    return pl.Series(texts, dtype=pl.String).gather(codes)
