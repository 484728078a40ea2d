"""Plans and certificates that were tampered with: none may be called proved."""

import hashlib
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from corruption.forged_trees import VIOLATIONS
from corruption.proved_trees import cases, written
from corruption.test_corrupted_plans import CORRUPTIONS, right_plans, told
from matching.cli.judging import judged
from matching.files.plan_writing import MANIFEST, write_plan
from matching.plan.bound_tree import BoundTree
from matching.plan.result import Result
from matching.problem.policy import named_policy
from matching.solving import solve
from matching.synthetic.provinces import generate
from trust.suite import NOT_APPLICABLE, Suite

KINDS = tuple(CORRUPTIONS)


def corrupted_plan(number: int) -> str:
    """Show the audit a plan, a question or a certificate of prices with one part wrong."""
    kind = KINDS[number % len(KINDS)]
    turn = number // len(KINDS)
    case = right_plans()[turn % len(right_plans())]
    claims = list(islice(CORRUPTIONS[kind](case), turn // len(right_plans()) + 1))
    if not claims:
        return NOT_APPLICABLE
    verdict = told(claims[-1])
    return "" if verdict == "violated" else f"{kind}: {verdict}"


def corrupted_tree(number: int) -> str:
    """Show the audit a forged proof by bound trees, or a true one with a single number changed."""
    rng = random.Random(f"tree {number}")
    case = cases()[number % len(cases())]
    if number % 2:
        forger = VIOLATIONS[number // 2 % len(VIOLATIONS)]
        forged = list(islice(forger(case), 1 + rng.randrange(3)))
        if not forged:
            return NOT_APPLICABLE
        verdict = case.told(forged[-1])
        return "" if verdict == "violated" else f"{forger.__name__}: {verdict}"
    position = rng.randrange(len(case.proofs))
    tree = case.proofs[position].tree
    name = rng.choice([field.name for field in fields(BoundTree)])
    if not len(getattr(tree, name)):
        return NOT_APPLICABLE
    place = rng.randrange(len(getattr(tree, name)))
    old = int(getattr(tree, name)[place])
    new = rng.choice((old - 1, old + 1, -1, 0, 1, len(tree), 2**62, -(2**62), 2**63 - 1, -(2**63)))
    shown = case.with_tree(position, written(tree, name, place, new))
    if new == old or case.is_proof(shown):
        return NOT_APPLICABLE
    verdict = case.told(shown)
    return "" if verdict != "proved" else f"{name}[{place}] = {new} in proof {position}: {verdict}"


@cache
def stored() -> tuple[Result, dict[str, bytes]]:
    """Return a proved plan of a small province and its files."""
    result = solve(generate("lao-cai", 60, 5), named_policy("equal-coverage"), seed=7)
    assert result.report is not None
    assert result.report.verdict == "proved"
    with tempfile.TemporaryDirectory() as place:
        write_plan(result, place)
        return result, {path.name: path.read_bytes() for path in Path(place).iterdir()}


def tampered_folder(number: int) -> str:
    """Change a stored plan, renew the hashes as a forger would, and audit the folder."""
    result, files = stored()
    rng = random.Random(f"folder {number}")
    changes = (_lines_changed, _result_changed, _certificate_changed, _hashes_kept)
    change = changes[number % len(changes)]
    changed, what = change(rng, dict(files))
    if changed == files:
        return NOT_APPLICABLE
    if change is not _hashes_kept:
        manifest = json.loads(changed[MANIFEST])
        hashes = {
            name: hashlib.sha256(data).hexdigest() for name, data in changed.items() if name != MANIFEST
        }
        changed[MANIFEST] = json.dumps({**manifest, "sha256": hashes}).encode()
    with tempfile.TemporaryDirectory() as place:
        for name, data in changed.items():
            (Path(place) / name).write_bytes(data)
        verdict = judged(result.problem, Path(place)).verdict
    return "" if verdict == "violated" else f"{what}: {verdict}"


Files = dict[str, bytes]


def _lines_changed(rng: random.Random, files: Files) -> tuple[Files, str]:
    """Drop, double, enlarge, lessen or readdress a line of the plan."""
    header, *rows = files["allocation.csv"].decode("utf-8-sig").splitlines()
    place, act = rng.randrange(len(rows)), rng.choice(("drop", "double", "more", "readdress", "amount"))
    cells, columns = rows[place].split(","), header.split(",")
    if act == "drop":
        del rows[place]
    elif act == "double":
        rows.insert(place, rows[place])
    elif act == "readdress":
        at, other = columns.index("need_id"), rng.choice(rows).split(",")
        cells[at] = other[at]
        rows[place] = ",".join(cells)
    else:
        at = columns.index("quantity" if act == "more" else "amount")
        cells[at] = str(int(cells[at] or 0) + 1)
        rows[place] = ",".join(cells)
    files["allocation.csv"] = "\n".join([header, *rows, ""]).encode("utf-8-sig")
    return files, f"line {place}: {act}"


def _result_changed(rng: random.Random, files: Files) -> tuple[Files, str]:
    """Change one thing that the result claims."""
    document = json.loads(files["result.json"])
    path, old = rng.choice([leaf for leaf in _leaves(document) if leaf[0][0] in CLAIMED])
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = _other(rng, old)
    files["result.json"] = json.dumps(document, ensure_ascii=False).encode()
    return files, f"result.json {path}: {old!r} -> {holder[path[-1]]!r}"


CLAIMED = ("plan_id", "input", "policy", "seed", "goals", "totals", "coverage", "audit")
"""Parts of the result that depend on nothing but the input, the policy and the plan."""


def _certificate_changed(rng: random.Random, files: Files) -> tuple[Files, str]:
    """Take away a part of the certificate, or change what it is said to belong to."""
    document = json.loads(files["certificate.json"])
    leaves = [
        leaf
        for leaf in _leaves(document)
        if isinstance(leaf[1], str) or leaf[0][-1] in ("goal", "value", "version")
    ]
    path, old = rng.choice(leaves)
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    if rng.random() < 0.5:
        holder[path[-1]] = _other(rng, old)
    elif isinstance(holder, dict):
        del holder[path[-1]]
    files["certificate.json"] = json.dumps(document).encode()
    return files, f"certificate.json {path}"


def _hashes_kept(rng: random.Random, files: Files) -> tuple[Files, str]:
    """Change a byte of a file, or remove it, and leave the manifest as it was."""
    name = rng.choice(sorted(files))
    data = bytearray(files[name])
    if rng.random() < 0.2:
        del files[name]
        return files, f"{name} removed"
    place = rng.randrange(len(data))
    data[place] ^= 1 << rng.randrange(7)
    files[name] = bytes(data)
    return files, f"{name}: byte {place}"


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield path and value of everything that is neither an object nor a list."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _leaves(value[key], (*path, key))
    else:
        yield path, value


def _other(rng: random.Random, old: Any) -> Any:
    if isinstance(old, bool) or old is None:
        return not old
    if isinstance(old, int | float):
        return old + rng.choice((-1, 1))
    text = str(old)
    place = rng.randrange(len(text)) if text else 0
    return text[:place] + ("0" if text[place : place + 1] != "0" else "1") + text[place + 1 :]


SUITES = (
    Suite(
        "corrupted-plans",
        "Plans, questions and price certificates with one part wrong",
        corrupted_plan,
        400,
        120,
        52,
        (1, 2),
    ),
    Suite("corrupted-trees", "Forged proofs by bound trees", corrupted_tree, 400, 120, 40, (1, 2)),
    Suite(
        "tampered-folders",
        "Stored plans tampered with, hashes renewed",
        tampered_folder,
        400,
        120,
        40,
        (1, 2),
    ),
)
