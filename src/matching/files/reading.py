"""Reading problems from a folder, a JSON file or an Excel workbook."""

import os
from concurrent.futures import Executor
from pathlib import Path

from matching.errors import Issue
from matching.files.folder import checked_folder, file_bytes
from matching.files.json_text import checked_json
from matching.files.workbook.archive import refusal
from matching.files.workbook.reading import checked_workbook
from matching.intake.assembling import accepted
from matching.intake.findings import CellError, Fault, Place, issue_at
from matching.problem.problem import Problem

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb")
"""Suffixes of workbooks; all but the first are refused in words."""

LARGEST_WORKBOOK = 256 * 2**20
"""Bytes above which a workbook is not even opened."""


ENGINES = ("memory", "streaming")
"""How the tables of a folder are read: each as a whole, or in pieces whose texts are never in memory together."""


def read_problem(
    path: str | os.PathLike[str], *, engine: str = "memory", executor: Executor | None = None
) -> Problem:
    """Return the checked problem of a folder of CSV or Parquet tables, of one JSON file, or of one Excel workbook.

    Parameters
    ----------
    path
        The folder or file.
    engine
        ``memory``, or ``streaming``: large tables of a folder are read in pieces by polars; the problem is the same.
    executor
        Any executor of ``concurrent.futures`` whose workers see the folder, for example that of a Dask client: pieces
        are read there (implies ``streaming``).

    Raises
    ------
    DataError
        With everything that is wrong.
    MissingPackageError
        If it is a workbook and the extra ``excel`` is not installed.
    ValueError
        If there is no such engine.
    """
    return accepted(*check_problem(path, engine=engine, executor=executor))


def check_problem(
    path: str | os.PathLike[str], *, engine: str = "memory", executor: Executor | None = None
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem, ``None`` if anything is wrong, and all issues, warnings included.

    Parameters and ``ValueError`` are those of :func:`read_problem`.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine {engine!r}; use one of {', '.join(ENGINES)}")
    place = Path(path)
    if place.is_dir():
        return checked_folder(
            place, in_pieces=engine == "streaming" or executor is not None, executor=executor
        )
    try:
        if place.suffix.lower() in WORKBOOKS:
            return checked_workbook(workbook_bytes(place))
        if place.suffix.lower() != ".json":
            message = "There is no such folder, JSON file or workbook."
            remedy = "Name a folder of tables, one JSON file, or one Excel workbook (.xlsx)."
            raise CellError(Fault("unreadable_file", message, remedy))
        return checked_json(file_bytes(place))
    except CellError as error:
        return None, (issue_at(Place("problem", ""), 0, "", error.fault),)


def workbook_bytes(path: Path) -> bytes:
    """Return the bytes of a workbook.

    Raises
    ------
    CellError
        If the file cannot be read or is too large.
    """
    if path.is_file() and path.stat().st_size > LARGEST_WORKBOOK:
        raise refusal("large")
    return file_bytes(path)
