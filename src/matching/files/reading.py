"""Reading problems from a folder or a JSON file."""

import os
from pathlib import Path

from matching.errors import Issue
from matching.files.folder import checked_folder, file_bytes
from matching.files.json_text import checked_json
from matching.intake.assembling import accepted
from matching.intake.findings import CellError, Fault, Place, issue_at
from matching.problem.problem import Problem


def read_problem(path: str | os.PathLike[str]) -> Problem:
    """Return the checked problem of a folder of CSV or Parquet tables, or of one JSON file.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    return accepted(*check_problem(path))


def check_problem(path: str | os.PathLike[str]) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem, ``None`` if anything is wrong, and all issues, warnings included."""
    place = Path(path)
    if place.is_dir():
        return checked_folder(place)
    try:
        if place.suffix.lower() != ".json":
            message = "There is no such folder or JSON file."
            raise CellError(Fault("unreadable_file", message, "Name a folder of tables or one JSON file."))
        return checked_json(file_bytes(place))
    except CellError as error:
        return None, (issue_at(Place("problem", ""), 0, "", error.fault),)
