"""Rows of an export, whatever it comes as: a CSV file, records, or a data frame."""

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.errors import DataError
from matching.intake.findings import Fault, Place, issue_at

Export = Any
"""Path of a CSV file, records, or a data frame of any library."""

Rows = list[dict[str, Any]]


def export_rows(export: Export, name: str) -> Rows:
    """Return the rows of an export as records.

    Parameters
    ----------
    export
        Path of a CSV file, records, or a data frame.
    name
        What it is called in errors.

    Raises
    ------
    DataError
        If a file cannot be read.
    """
    if isinstance(export, (str, os.PathLike)):
        return _read(Path(export), name)
    if isinstance(export, Mapping):
        return export_rows(export["data"], name) if "data" in export else _refused(name)
    if hasattr(export, "columns") or hasattr(export, "column_names"):
        import narwhals as nw

        frame = nw.from_native(export, eager_only=True)
        return [dict(row) for row in frame.iter_rows(named=True)]
    return [dict(row) for row in export]


def _read(path: Path, name: str) -> Rows:
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        separator = ";" if first.count(";") > first.count(",") else ","
        return [dict(row) for row in csv.DictReader(io.StringIO(text), delimiter=separator, strict=True)]
    except OSError as error:
        fault = Fault(
            "unreadable_file",
            f"The file cannot be read: {error.strerror or error}.",
            "Give the path of a CSV file.",
        )
    except UnicodeDecodeError:
        fault = Fault(
            "bad_encoding", "The file is neither UTF-8 nor marked UTF-16.", "Save the file as CSV in UTF-8."
        )
    except csv.Error as error:
        fault = Fault("unreadable_file", f"The file is not CSV: {error}.", "Save the file as CSV in UTF-8.")
    raise DataError([issue_at(Place(name, ""), 0, "", fault)])


def _refused(name: str) -> Rows:
    fault = Fault(
        "unreadable_file", f"The table {name} is not a list of records.", "Give the path of a CSV file."
    )
    raise DataError([issue_at(Place(name, ""), 0, "", fault)])
