"""The folder form of a problem: a manifest and one file per table."""

from concurrent.futures import Executor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from matching.errors import Issue
from matching.files.csv_text import csv_table
from matching.files.decoding import decoded
from matching.files.journal import settled
from matching.files.json_text import strict_json
from matching.files.strays import MANIFEST, table_files
from matching.intake.assembling import REQUIRED_TABLES, is_error, parsed_problem
from matching.intake.findings import CellError, Fault, Place, issue_at
from matching.intake.manifest import Manifest, manifest_from
from matching.intake.text_column import TextTable
from matching.problem.fields import registry
from matching.problem.problem import Problem

BIG_FILE = 200_000
"""Bytes from which on a CSV file is read with polars, where that is installed."""

LARGEST_FILE = 4 * 2**30
"""Bytes above which a file is refused."""


def checked_folder(
    folder: Path, *, in_pieces: bool = False, executor: Executor | None = None
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem of a folder, ``None`` if anything is wrong, and all issues.

    Parameters
    ----------
    folder
        A manifest and one file per table.
    in_pieces
        Whether large tables are read piece by piece, so that their texts are never in memory together.
    executor
        Where pieces are read; one after another in this process by default.
    """
    try:
        with settled(folder):
            return _read(folder, in_pieces, executor)
    except OSError as error:
        fault = Fault("unreadable_file", f"The folder cannot be read: {error.strerror}.", "Check the folder.")
        return None, (issue_at(Place("problem", ""), 0, "", fault),)


def _read(
    folder: Path, in_pieces: bool, executor: Executor | None
) -> tuple[Problem | None, tuple[Issue, ...]]:
    manifest, issues = _manifest(folder)
    paths, strange = table_files(folder)
    issues = (*issues, *strange)
    tables: dict[str, TextTable] = {}
    for name in registry():
        if name in paths:
            table, told = _table(name, paths[name], in_pieces, executor)
            issues = (*issues, *told)
            tables.update({name: table} if table else {})
    unreadable = frozenset(paths) - frozenset(tables)
    problem, found = parsed_problem(tables, manifest, unreadable)
    return (None if any(map(is_error, issues)) else problem), (*issues, *found)


def _manifest(folder: Path) -> tuple[Manifest, tuple[Issue, ...]]:
    path = folder / MANIFEST
    place = Place("problem", "")
    if not path.is_file():
        fault = Fault(
            "missing_manifest", f"There is no {MANIFEST}.", "Write schema_version and reference_date into it."
        )
        return Manifest(None), (issue_at(place, 0, "", fault),)
    try:
        content = strict_json(decoded(file_bytes(path)))
    except CellError as error:
        return Manifest(None), (issue_at(place, 0, "", error.fault),)
    if not isinstance(content, dict):
        fault = Fault("unreadable_file", f"{MANIFEST} is not an object.", 'Write {"schema_version": 1, ...}.')
        return Manifest(None), (issue_at(place, 0, "", fault),)
    return manifest_from(content)


def _table(
    name: str, path: Path, in_pieces: bool, executor: Executor | None
) -> tuple[TextTable | None, tuple[Issue, ...]]:
    try:
        pieced = _pieced(name, path, executor) if in_pieces else None
        if pieced is not None:
            return pieced, ()
        data = file_bytes(path)
        if path.suffix == ".parquet":
            return _parquet(name, data)
        return _big(name, data) or csv_table(name, decoded(data))
    except CellError as error:
        return None, (issue_at(Place(name, ""), 0, "", _told(name, error.fault)),)


def _pieced(name: str, path: Path, executor: Executor | None) -> TextTable | None:
    """Return a large table read piece by piece, ``None`` if it is small or the exact reader must look at it."""
    if not path.is_file() or path.stat().st_size < BIG_FILE or find_spec("polars") is None:
        return None
    from matching.files.piecewise import piecewise_table

    return piecewise_table(name, path, executor)


def _told(name: str, fault: Fault) -> Fault:
    """Return the fault of a table's file; an empty one may be removed only where the table may be missing."""
    if fault.code != "empty_file":
        return fault
    headers = ",".join(field.headers[-1] for field in registry()[name] if field.required)
    remedy = f"Fill the file, from the header on (at least {headers})"
    return replace(fault, remedy=f"{remedy}." if name in REQUIRED_TABLES else f"{remedy}, or remove it.")


def _big(name: str, data: bytes) -> tuple[TextTable, tuple[Issue, ...]] | None:
    """Return a big CSV table read with polars, ``None`` if the exact reader must look at it."""
    if len(data) < BIG_FILE or find_spec("polars") is None:
        return None
    from matching.files.polars_csv import polars_table

    table = polars_table(name, data)
    return (table, ()) if table else None


def _parquet(name: str, data: bytes) -> tuple[TextTable, tuple[Issue, ...]]:
    if find_spec("polars") is None:
        raise CellError(Fault("unreadable_file", "Parquet files need polars.", 'Install the extra "fast".'))
    from matching.files.parquet import parquet_table

    return parquet_table(name, data)


def file_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    CellError
        If the file cannot be read or is too large.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CellError(Fault("unreadable_file", "The file is too large.", "Split the problem."))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise CellError(
            Fault("unreadable_file", f"The file cannot be read: {reason}.", "Check the file.")
        ) from None
