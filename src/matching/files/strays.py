"""Which files of a folder are tables, and what is said of those that are not read."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from matching.errors import Issue
from matching.intake.findings import Fault, Place, issue_at
from matching.problem.fields import registry

MANIFEST = "problem.json"
SUFFIXES = (".csv", ".parquet")


def table_files(folder: Path) -> tuple[Mapping[str, Path], tuple[Issue, ...]]:
    """Return the file of each table, and issues for files that are none or stand beside another."""
    paths: dict[str, Path] = {}
    issues: list[Issue] = []
    for path in _visible(folder):
        name = path.stem
        if path.suffix not in SUFFIXES or name not in registry():
            told = path.name if _table_of(path) in registry() or path.suffix not in SUFFIXES else name
            issues.append(issue_at(Place(told[:64], ""), 0, "", _not_read(path)))
        elif name in paths:
            fault = Fault("duplicate_table", "The table stands in two files.", "Keep one of CSV and Parquet.")
            issues.append(issue_at(Place(name, ""), 0, "", fault))
        else:
            paths[name] = path
    return paths, tuple(issues)


def problem_files(folder: Path) -> tuple[str, ...]:
    """Return the names of the manifest and of all files named like a table, whatever their format."""
    if not folder.is_dir():
        return ()
    return tuple(
        path.name
        for path in sorted(folder.iterdir())
        if path.name == MANIFEST or (path.is_file() and _table_of(path) in registry())
    )


def _visible(folder: Path) -> Iterator[Path]:
    """Yield files in the order of their names; hidden ones, the manifest and most folders are passed over."""
    for path in sorted(folder.iterdir()):
        is_table = path.suffix.lower() in SUFFIXES
        if not path.name.startswith(".") and path.name != MANIFEST and (is_table or not path.is_dir()):
            yield path


def _table_of(path: Path) -> str:
    """Return what would be the table's name: all before the first point, in small letters."""
    return path.name.partition(".")[0].strip().casefold()


def _not_read(path: Path) -> Fault:
    name = _table_of(path)
    if name in registry():
        remedy = f"Save it as {name}.csv (a CSV file with commas), or take it out of the folder."
        return Fault(
            "unknown_table", f"The file is named like the table {name} but cannot be read as one.", remedy
        )
    if path.suffix.lower() not in SUFFIXES:
        remedy = (
            f"Nothing, unless it holds a table: then save it as CSV under one of {', '.join(registry())}."
        )
        return Fault("unread_file", "The file is not a table and is not read.", remedy, "warning")
    near = get_close_matches(name, list(registry()), 1)
    remedy = f"Did you mean {near[0]}?" if near else "Remove the file; no table is ignored in silence."
    return Fault("unknown_table", "The file is no known table.", remedy)
