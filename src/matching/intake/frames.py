"""Problems from and to data frames of any library, through narwhals."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from matching.errors import Issue
from matching.intake.assembling import accepted
from matching.intake.cells import text_table
from matching.intake.manifest import Manifest
from matching.intake.records import checked_tables
from matching.intake.rendering import field_values, written_fields
from matching.intake.text_column import TextTable
from matching.problem.problem import Problem


def checked_frames(frames: Mapping[str, Any], manifest: Manifest) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem that the data frames make, ``None`` if any is wrong, and all issues."""
    return checked_tables(
        {name: partial(_text_table, name, frame) for name, frame in frames.items()}, manifest
    )


def problem_from_frames(
    frames: Mapping[str, Any], reference_date: date, title: str = "", vintage: str = ""
) -> Problem:
    """Return a checked problem from data frames by table name.

    Parameters
    ----------
    frames
        One data frame per table, of any library that narwhals knows; lazy ones are collected, those of polars by its
        streaming engine. Columns are named as fields, or,
        for references to communes, as in files (``commune_vintage`` and ``commune_code``).
    reference_date
        Day on which ages, zones and windows are judged.
    title
        Free title of the data set.
    vintage
        List of communes meant where a row names none.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    return accepted(*checked_frames(frames, Manifest(reference_date, title, vintage)))


def _text_table(name: str, native: Any) -> tuple[TextTable, tuple[Issue, ...]]:
    import narwhals as nw

    given = nw.from_native(native)
    frame = _collected(given) if isinstance(given, nw.LazyFrame) else given
    columns = {column: _values(frame[column]) for column in frame.columns}
    return text_table(name, columns, len(frame))


def _collected(lazy: Any) -> Any:
    return lazy.collect(engine="streaming") if lazy.implementation.is_polars() else lazy.collect()


def _values(series: Any) -> list[Any]:
    """Return the values of a series with ``None`` for every kind of absence."""
    absent = series.is_null().to_list()
    return [None if missing else value for missing, value in zip(absent, series.to_list(), strict=True)]


def frames_of(problem: Problem, backend: Any = "pandas") -> dict[str, Any]:
    """Return every table that has rows as a data frame of a library, for example ``polars`` or ``pandas``.

    Columns are named as fields; columns that hold nothing but defaults are left out. Communes are
    ``vintage:code``, dates and shares are texts, sets are separated by ``|``.
    """
    import narwhals as nw

    frames: dict[str, Any] = {}
    for name, table in problem.tables.items():
        if len(table):
            columns = {field.name: field_values(problem, field) for field in written_fields(problem, name)}
            frames[name] = nw.from_dict(columns, backend=backend).to_native()
    return frames
