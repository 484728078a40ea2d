"""Plans in: a folder as :func:`matching.files.plan_writing.write_plan` leaves it, trusted in nothing."""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.errors import DataError, Issue, PolicyError
from matching.files.journal import settled
from matching.files.plan_lines import lines_from
from matching.files.plan_writing import MANIFEST
from matching.plan.allocation import Allocation
from matching.plan.any_certificate import AnyCertificate, certificate_from
from matching.plan.exact_keys import with_exact_keys
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem

REQUIRED = ("allocation.csv", "result.json", "certificate.json")
"""Files without which there is nothing to audit."""

CERTIFICATE_KEYS = ("plan_id", "allocation_digest", "certificate")
"""What certificate.json holds."""

LARGEST = 4_000_000_000
"""Bytes above which a file is refused."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as its files tell it.

    Parameters
    ----------
    allocation
        The lines, in the order of the file.
    policy, seed
        What the plan says it answers.
    certificate
        The proof, ``None`` for baselines.
    plan_id, digest
        Plan and lines that the certificate says it belongs to.
    document
        Everything that ``result.json`` claims.
    contents
        Bytes of every file, by name.
    faults
        Files that are missing or differ from the manifest.
    """

    allocation: Allocation
    policy: Policy
    seed: int
    certificate: AnyCertificate | None
    plan_id: str
    digest: str
    document: Mapping[str, Any]
    contents: Mapping[str, bytes]
    faults: tuple[Issue, ...]


def claimed_input(folder: str | Path) -> str:
    """Return the digest of the input that a plan says it was made from, empty if it says none that can be read."""
    path = Path(folder) / "result.json"
    with _held(path.parent):
        document = _json({path.name: _bytes(path)}, path.name)[0] if path.is_file() else {}
    entry = document.get("input")
    digest = entry.get("digest") if isinstance(entry, dict) else None
    return digest if isinstance(digest, str) else ""


def read_plan(problem: Problem, folder: str | Path) -> StoredPlan:
    """Return the plan in a folder, told in rows of the problem.

    Raises
    ------
    DataError
        If a file is missing or malformed; all that is wrong is listed with file, row and column.
    """
    with _held(Path(folder)):
        contents, faults = _contents(Path(folder))
    document, document_issues = _json(contents, "result.json")
    proof, proof_issues = _json(contents, "certificate.json")
    allocation, line_issues = lines_from(problem, contents["allocation.csv"])
    policy, seed, question_issues = _question(document)
    certificate, certificate_issues = (None, []) if proof_issues else _certificate(proof)
    issues = [*document_issues, *proof_issues, *line_issues, *question_issues, *certificate_issues]
    if issues or allocation is None or policy is None:
        raise DataError(issues)
    return StoredPlan(
        allocation, policy, seed, certificate,
        str(proof.get("plan_id", "")), str(proof.get("allocation_digest", "")), document, contents, faults,
    )  # fmt: skip


def _held(folder: Path) -> AbstractContextManager[None]:
    return settled(folder) if folder.is_dir() else nullcontext()


def _contents(folder: Path) -> tuple[dict[str, bytes], tuple[Issue, ...]]:
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    if missing:
        raise DataError(
            _issue(
                "missing_file", name, "The file is missing.", "Point to a folder that `solve` has written."
            )
            for name in missing
        )
    listed, faults = _manifest(folder)
    hashes, more = _hashes(listed)
    faults += more
    contents = {name: _bytes(folder / name) for name in {*REQUIRED, *hashes} if (folder / name).is_file()}
    for name in sorted(hashes):
        if name not in contents:
            faults.append(
                _issue("missing_file", name, "manifest.json lists the file, but it is missing.", _AGAIN)
            )
        elif hashlib.sha256(contents[name]).hexdigest() != hashes[name]:
            faults.append(_issue("hash", name, "The file was changed after it was written.", _AGAIN))
    return contents, tuple(faults)


_AGAIN = "Solve again, or fetch the original files."


MANIFEST_KEYS = ("document", "version", "plan_id", "sha256")
"""What manifest.json holds."""


def _manifest(folder: Path) -> tuple[dict[str, Any], list[Issue]]:
    """Return what the manifest says, and what is wrong with it."""
    if not (folder / MANIFEST).is_file():
        return {}, [_issue("missing_file", MANIFEST, "The list of hashes is missing.", _AGAIN)]
    listed, issues = _json({MANIFEST: _bytes(folder / MANIFEST)}, MANIFEST)
    if issues:
        return {}, issues
    right = {"document": "matching plan", "version": 1, "plan_id": _told_plan(folder)}
    wrong = sorted(
        {key for key, value in right.items() if listed.get(key) != value}
        | (listed.keys() ^ set(MANIFEST_KEYS))
    )
    return listed, [
        _issue("bad_manifest", MANIFEST, f"It holds another {key[:40]} than the plan's.", _AGAIN) for key in wrong
    ]  # fmt: skip


def _told_plan(folder: Path) -> object:
    document, _ = _json({"result.json": _bytes(folder / "result.json")}, "result.json")
    return document.get("plan_id", "")


def _hashes(listed: Mapping[str, Any]) -> tuple[dict[str, str], list[Issue]]:
    """Return the hashes that the manifest lists, and what is wrong with them; only plain file names count."""
    hashes = listed.get("sha256")
    if not isinstance(hashes, dict):
        return {}, [_issue("bad_manifest", MANIFEST, "There is no list of hashes.", _AGAIN)] if listed else []
    plain = {
        name: str(value) for name, value in hashes.items() if re.fullmatch(r"[a-z_]{1,40}\.(csv|json)", name)
    }
    faults = [
        _issue("bad_manifest", MANIFEST, f"manifest.json does not list {name}.", _AGAIN)
        for name in REQUIRED if name not in plain
    ]  # fmt: skip
    if len(plain) < len(hashes):
        faults.append(_issue("bad_manifest", MANIFEST, "A listed name is not a plain file name.", _AGAIN))
    return plain, faults


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise DataError([_issue("file_too_large", path.name, "The file is too large.", "Check the file.")])
    return path.read_bytes()


def _json(contents: Mapping[str, bytes], name: str) -> tuple[dict[str, Any], list[Issue]]:
    try:
        data = json.loads(
            contents[name].decode("utf-8-sig"), parse_constant=_refused, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError) as error:
        return {}, [_issue("bad_json", name, f"The file is not JSON: {str(error)[:80]}.", _AGAIN)]
    if not isinstance(data, dict):
        return {}, [_issue("bad_json", name, "The file does not hold an object.", _AGAIN)]
    return data, []


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)


def _question(document: Mapping[str, Any]) -> tuple[Policy | None, int, list[Issue]]:
    """Return the policy and the seed that ``result.json`` says were used."""
    issues: list[Issue] = []
    policy: Policy | None = None
    seed = document.get("seed")
    if not document:
        return None, 0, []
    try:
        policy = policy_from_dict(document.get("policy", {}))
    except (PolicyError, TypeError, AttributeError) as error:
        issues.append(
            _issue("bad_policy", "result.json", f"The policy cannot be read: {str(error)[:120]}.", _AGAIN)
        )
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**63:
        issues.append(
            _issue("bad_seed", "result.json", "The seed is not a whole number from 0 below 2^63.", _AGAIN)
        )
        seed = 0
    return policy, seed, issues


def _certificate(proof: Mapping[str, Any]) -> tuple[AnyCertificate | None, list[Issue]]:
    try:
        told = with_exact_keys(proof, CERTIFICATE_KEYS, "the file")["certificate"]
        return None if told is None else certificate_from(told), []
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        message = f"The certificate cannot be read: {type(error).__name__} {str(error)[:80]}."
        return None, [_issue("bad_certificate", "certificate.json", message, _AGAIN)]


def _issue(code: str, name: str, message: str, remedy: str) -> Issue:
    return Issue(code, name, 0, "", "", message, remedy)
