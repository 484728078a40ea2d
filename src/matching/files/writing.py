"""Writing problems to a folder, a JSON file or an Excel workbook."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from matching.files.atomic import write_atomically
from matching.files.guarding import DANGEROUS, guarded, text_headers
from matching.files.journal import replace_together
from matching.files.json_text import json_bytes
from matching.files.strays import MANIFEST, SUFFIXES, problem_files
from matching.files.workbook.writing import workbook_of
from matching.intake.assembling import REQUIRED_TABLES
from matching.intake.merging import CATALOGUE_TABLES, shipped
from matching.intake.rendering import text_columns
from matching.problem.fields import registry
from matching.problem.problem import SCHEMA_VERSION, Problem

FORMATS = ("csv", "json", "parquet", "xlsx")

_BY_SUFFIX = {".json": "json", ".xlsx": "xlsx"}

_MAY_RUN = re.compile(DANGEROUS, re.MULTILINE)
_NEEDS_QUOTES = re.compile('[",\r\n]')


def write_problem(
    problem: Problem,
    path: str | os.PathLike[str],
    format: str | None = None,
    *,
    overwrite: bool = False,
    language: str = "en",
) -> None:
    """Write a problem so that reading it again gives an equal one; an earlier one is replaced as a whole, or not at all.

    Parameters
    ----------
    problem
        What to write. Tables without rows are left out, and so are the shipped kinds and items.
    path
        A folder, made if it does not exist, or a file that ends in ``.json`` or ``.xlsx``.
    format
        ``csv``, ``parquet``, ``json`` or ``xlsx``; by default what the path ends in, else ``csv``.
    overwrite
        Whether another problem that stands there is replaced; all of its tables are then removed. Writing what
        stands there already is always allowed.
    language
        ``en`` or ``vi``: of a workbook's sheets, titles and lists.

    Raises
    ------
    FileExistsError
        If another problem stands there and ``overwrite`` is not set; nothing is written or removed.
    MissingPackageError
        If it is a workbook and the extra ``excel`` is not installed.
    OSError
        If it cannot be written; what stood there before still stands.
    ValueError
        If the format or the language is unknown.
    """
    target = Path(path)
    chosen = format or _BY_SUFFIX.get(target.suffix.lower(), "csv")
    if chosen not in FORMATS:
        raise ValueError(f"unknown format {chosen!r}; use one of {', '.join(FORMATS)}")
    tables = _written_tables(problem)
    if chosen == "json":
        _write_file(target, json_bytes(problem, _manifest(problem), tables), overwrite)
        return
    if chosen == "xlsx":
        _write_file(target, workbook_of(problem, _manifest(problem), tables, language), overwrite)
        return
    if not overwrite:
        _refuse_other(target, _contents(problem, tables, chosen))
    written = {f"{name}.{chosen}" for name in tables}
    removed = {f"{name}{suffix}" for name in registry() for suffix in SUFFIXES} - written if overwrite else ()
    replace_together(target, _contents(problem, tables, chosen), removed)


def _write_file(target: Path, data: bytes, overwrite: bool) -> None:
    if not overwrite and target.exists() and not (target.is_file() and target.read_bytes() == data):
        raise FileExistsError(f"{target} exists; it would be overwritten")
    write_atomically(target, data)


def _refuse_other(folder: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Refuse a folder with tables, in whatever format, other than those that are about to be written."""
    found = set(problem_files(folder))
    if not found:
        return
    for name, data in contents:
        if name in found and (folder / name).read_bytes() == data:
            found.remove(name)
    if found:
        shown = ", ".join(sorted(found)[:3])
        raise FileExistsError(f"{folder} holds another problem ({shown}), which would be overwritten")


def _contents(problem: Problem, tables: Iterable[str], format: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file of a folder, the manifest last."""
    for name in tables:
        yield (
            f"{name}.{format}",
            _csv_bytes(problem, name) if format == "csv" else _parquet_bytes(problem, name),
        )
    manifest = json.dumps(_manifest(problem), ensure_ascii=False, indent=2) + "\n"
    yield MANIFEST, manifest.encode()


def _manifest(problem: Problem) -> dict[str, Any]:
    entries: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "reference_date": problem.reference_date.isoformat(),
        "title": problem.title,
    }
    return entries if _uses_shipped_catalogue(problem) else {**entries, "catalogue": "replace"}


def _uses_shipped_catalogue(problem: Problem) -> bool:
    return all(problem[name] == shipped(name) for name in CATALOGUE_TABLES)


def _written_tables(problem: Problem) -> tuple[str, ...]:
    left_out = CATALOGUE_TABLES if _uses_shipped_catalogue(problem) else ()
    return tuple(
        name
        for name in registry()
        if name in REQUIRED_TABLES or (len(problem[name]) and name not in left_out)
    )


def _csv_bytes(problem: Problem, table: str) -> bytes:
    columns = text_columns(problem, table)
    for header in text_headers(table) & columns.keys():
        if _MAY_RUN.search("\n".join(columns[header])):
            columns[header] = [guarded(text) for text in columns[header]]
    rows = zip(*columns.values(), strict=True)
    if any(_NEEDS_QUOTES.search("".join(texts)) for texts in columns.values()) or len(columns) == 1:
        return _quoted(columns, rows).encode("utf-8-sig")
    return "\n".join([",".join(columns), *map(",".join, rows), ""]).encode("utf-8-sig")


def _quoted(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def _parquet_bytes(problem: Problem, table: str) -> bytes:
    from matching.files.parquet import parquet_bytes

    return parquet_bytes(problem, table)
