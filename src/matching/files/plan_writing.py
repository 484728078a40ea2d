"""Plans out: a folder of tables, the result, its certificate, and a manifest of hashes."""

import hashlib
import json
from pathlib import Path
from typing import Any

from matching.files.journal import replace_together
from matching.files.plan_columns import plan_tables
from matching.files.plan_csv import csv_bytes
from matching.files.result_json import plan_document
from matching.plan.allocation import allocation_digest
from matching.plan.result import Result

MANIFEST = "manifest.json"
"""Name of the file that lists the SHA-256 of all others."""


def write_plan(result: Result, folder: str | Path) -> tuple[str, ...]:
    """Write a result into a folder and return the names of the files, the manifest last.

    The files of an earlier plan are replaced together: after a crash at any moment a reader finds the old plan or the
    new one. The manifest comes last: a folder whose manifest is missing or does not fit is not a plan.

    Raises
    ------
    NoPlanError
        If there is no plan.
    OSError
        If the folder cannot be written; what stood there before still stands.
    """
    contents = plan_contents(result)
    contents[MANIFEST] = _json_bytes(
        {
            "document": "matching plan",
            "version": 1,
            "plan_id": result.plan_id,
            "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        }
    )
    replace_together(Path(folder), contents.items())
    return tuple(contents)


def plan_contents(result: Result) -> dict[str, bytes]:
    """Return the bytes of every file of a plan, except the manifest, by name."""
    contents = {name: csv_bytes(columns) for name, columns in plan_tables(result).items()}
    contents["result.json"] = _json_bytes(plan_document(result), indent=2)
    contents["certificate.json"] = _json_bytes(certificate_document(result))
    return contents


def certificate_document(result: Result) -> dict[str, Any]:
    """Return the certificate with the plan and the lines that it belongs to; a baseline's is ``None``."""
    return {
        "plan_id": result.plan_id,
        "allocation_digest": allocation_digest(result.problem, result.plan),
        "certificate": None if result.certificate is None else result.certificate.to_dict(),
    }


def _json_bytes(data: Any, indent: int | None = None) -> bytes:
    separators = (",", ":") if indent is None else None
    return (json.dumps(data, ensure_ascii=False, indent=indent, separators=separators) + "\n").encode()
