"""Reading and writing one Parquet table with polars."""

import io
from typing import Any

import numpy as np
import polars as pl

from matching.errors import Issue
from matching.files.polars_column import PolarsColumn, polars_columns
from matching.intake.cells import text_table
from matching.intake.findings import CellError, Fault
from matching.intake.rendering import field_texts, written_fields
from matching.intake.text_column import TextColumn, TextTable
from matching.problem.fields import Field
from matching.problem.problem import Problem
from matching.vocabulary import MISSING


def parquet_table(name: str, data: bytes) -> tuple[TextTable, tuple[Issue, ...]]:
    """Return the columns of a Parquet file by header, and issues for values that no field holds.

    Raises
    ------
    CellError
        If the file is not Parquet.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError):
        raise CellError(
            Fault("unreadable_file", "The file is not Parquet.", "Export the file anew.")
        ) from None
    return frame_table(name, frame)


def frame_table(name: str, frame: Any) -> tuple[TextTable, tuple[Issue, ...]]:
    """Return the text columns of a polars frame by header, and issues for values that no field holds."""
    simple = [title for title in frame.columns if _is_simple(frame[title].dtype)]
    texts = [title for title in simple if frame[title].dtype == pl.String]
    told = {title: PolarsColumn(frame[title].cast(pl.String).fill_null("")) for title in simple}
    fast = {**told, **polars_columns(frame.select(texts))}
    rest = {title: frame[title].to_list() for title in frame.columns if title not in fast}
    slow, issues = text_table(name, rest, frame.height) if rest else (None, ())
    columns: dict[str, TextColumn] = {**fast, **(slow.columns if slow else {})}
    return TextTable(columns, frame.height, slow.faulty if slow else None), issues


def _is_simple(dtype: Any) -> bool:
    return bool(dtype == pl.String or dtype == pl.Date or dtype == pl.Boolean or dtype.is_integer())


def parquet_bytes(problem: Problem, table: str) -> bytes:
    """Return a table as a Parquet file: whole numbers, dates and yes or no typed, everything else as text."""
    columns: dict[str, Any] = {}
    for field in written_fields(problem, table):
        columns.update(_series(problem, field))
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


def _series(problem: Problem, field: Field) -> dict[str, Any]:
    types = {"int": pl.Int64, "money": pl.Int64, "date": pl.Date, "bool": pl.Boolean}
    if field.base not in types:
        texts = field_texts(problem, field)
        return {
            header: pl.Series(column, dtype=pl.String)
            for header, column in zip(field.headers, texts, strict=True)
        }
    stored = problem[field.table][field.name]
    series = pl.Series(stored.astype(np.int32 if field.base == "date" else np.int64))
    present = pl.Series(stored != MISSING)
    return {field.name: pl.select(pl.when(present).then(series.cast(types[field.base]))).to_series()}
