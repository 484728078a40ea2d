"""The one-file form of a problem: strict JSON in and out."""

import json
from collections.abc import Mapping
from typing import Any, Never

from matching.errors import Issue
from matching.files.decoding import decoded
from matching.intake.findings import CellError, Fault, Place, issue_at
from matching.intake.manifest import manifest_from
from matching.intake.records import checked_records
from matching.intake.rendering import records_of
from matching.problem.problem import Problem


def strict_json(text: str) -> Any:
    """Return the value of a JSON text; numbers are kept as the texts that stand in the file.

    Raises
    ------
    CellError
        If the text is not JSON, repeats a key, or holds a number that is none.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        if isinstance(error, CellError):
            raise
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise CellError(
            Fault("unreadable_file", f"The file is not JSON: {reason}.", "Export the file anew.")
        ) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise CellError(
            Fault("duplicate_column", f"The name {repeated[:64]} stands twice.", "Keep one of them.")
        )
    return entries


def _no_constant(name: str) -> Never:
    raise CellError(
        Fault("bad_number", f"{name} is not a number.", "Write a number, or leave the entry out.")
    )


def checked_json(data: bytes) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Return the problem of a JSON file, ``None`` if anything is wrong, and all issues."""
    try:
        content = strict_json(decoded(data))
        tables = _tables(content)
    except CellError as error:
        return None, (issue_at(Place("problem", ""), 0, "", error.fault),)
    manifest, issues = manifest_from({name: value for name, value in content.items() if name != "tables"})
    problem, found = checked_records(tables, manifest)
    return (None if issues else problem), (*issues, *found)


def _tables(content: Any) -> Mapping[str, list[Mapping[str, Any]]]:
    tables = content.get("tables") if isinstance(content, dict) else None
    if not isinstance(tables, dict):
        raise CellError(
            Fault("missing_table", "There are no tables.", 'Write {"tables": {"needs": [...], ...}}.')
        )
    for name, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            message = f"The table {name[:64]} is not a list of records."
            raise CellError(Fault("unreadable_file", message, "Write a list of objects."))
    return tables


def json_bytes(problem: Problem, manifest: Mapping[str, Any], tables: tuple[str, ...]) -> bytes:
    """Return a problem as one JSON file, one record per line."""
    parts = [f'"{name}": [\n{_lines(records_of(problem, name))}]' for name in tables]
    head = json.dumps(dict(manifest), ensure_ascii=False)[1:-1]
    body = ",\n".join(parts)
    return f'{{{head}, "tables": {{\n{body}\n}}}}\n'.encode()


def _lines(records: list[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
