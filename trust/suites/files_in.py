"""Files that come in: mutated by chance in four formats, and hostile on purpose."""

import json
import random
import resource
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from hostile_workbooks import hostile_workbooks
from officer import lean
from small_folder import FILES, written
from test_fuzz import HARMFUL, POISON, spoil_anything
from test_workbook_fuzz import spoiled as spoiled_workbook

from matching.errors import Issue
from matching.files.reading import check_problem, read_problem
from matching.files.writing import write_problem
from matching.problem.problem import Problem
from matching.reporting.issue_sentences import issue_sentence
from trust.suite import Suite

FORMATS = ("csv", "json", "xlsx", "parquet")


MOST_SECONDS = 2.0
MOST_MEMORY = 300 * 2**10
"""Processor time and growth of memory, in KiB, that one file may take."""


def read(path: Path) -> tuple[Problem | None, tuple[Issue, ...], str]:
    """Return what the library says of a file, and whether it took too much time or memory to say it."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    problem, issues = check_problem(path)
    seconds = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    dear = f"{seconds:.1f} s, {grown >> 10} MiB" if seconds > MOST_SECONDS or grown > MOST_MEMORY else ""
    return problem, issues, dear


def judged(problem: Problem | None, issues: Iterable[Issue]) -> str:
    """Return what is wrong with an answer about a file: half accepted, or refused without place or words."""
    errors = [issue for issue in issues if issue.severity == "error"]
    if (problem is None) != bool(errors):
        return "refused without a reason" if problem is None else "accepted with errors"
    for issue in errors:
        if not (issue.code and issue.table and issue.message and issue.remedy):
            return f"an error without place or remedy: {issue}"
        if not all(issue_sentence(issue, language).strip() for language in ("en", "vi")):
            return f"an error without a sentence: {issue.code}"
    return ""


@cache
def sound(kind: str) -> dict[str, bytes]:
    """Return the files of the small problem in a format."""
    with tempfile.TemporaryDirectory() as place:
        folder = written(Path(place) / "small", FILES)
        if kind == "csv":
            return {name: text.encode() for name, text in FILES.items()}
        target = Path(place) / ("out.json" if kind == "json" else "out")
        write_problem(read_problem(folder), target, kind)
        paths = sorted(target.iterdir()) if target.is_dir() else [target]
        return {path.name: path.read_bytes() for path in paths}


@cache
def sound_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(lean())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mutated(number: int) -> str:
    """Read files with a few places changed, cut, doubled or poisoned; the format goes round with the number."""
    kind = FORMATS[number % len(FORMATS)]
    chance = random.Random(f"{kind} {number}")
    with tempfile.TemporaryDirectory() as place:
        target = Path(place)
        if kind == "xlsx":
            target /= "round.xlsx"
            target.write_bytes(spoiled_workbook(chance, sound_parts()))
        else:
            files = dict(sound(kind))
            for _ in range(chance.randrange(1, 4)):
                (_spoil_json if kind == "json" and chance.random() < 0.6 else spoil_anything)(chance, files)
            for name, data in files.items():
                (target / name).write_bytes(data)
            target = target / "out.json" if kind == "json" else target
        problem, issues, dear = read(target)
    return dear or judged(problem, issues)


JSON_POISON = (
    "1e400",
    "NaN",
    "-Infinity",
    "1" + "0" * 5000,
    "9223372036854775808",
    "null",
    "[]",
    "{}",
    '"\\ud800"',
    "1.5",
    "true",
    '"=1+1"',
    "[" * 2000,
    '{"a":1,"a":2}',
    "-0",
    "1E5",
    '"\\u0000"',
    '"１"',
)


def _spoil_json(chance: random.Random, files: dict[str, bytes]) -> None:
    """Replace one value of the document, wherever it stands, by something no value should be."""
    (name,) = files
    try:
        document = json.loads(files[name])
    except (ValueError, RecursionError):
        return
    holders = list(_holders(document))
    if holders:
        holder, key = chance.choice(holders)
        holder[key] = "\ue000"
        text = json.dumps(document, ensure_ascii=False)
        files[name] = text.replace('"\ue000"', chance.choice(JSON_POISON)).encode("utf-8", "surrogatepass")


def _holders(value: object) -> Iterator[tuple[list[object] | dict[object, object], object]]:
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key  # type: ignore[misc]
            yield from _holders(value[key])


NUMBERS = (
    "1_000",
    "1e5",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "1" + "0" * 5000,
    "1e400",
    "9" * 30,
    "9223372036854775808",
    "-1",
    "0x10",
    "0b1",
    "1.000",
    "1,000",
    "1.000.000",
    "1,000,000",
    "1 000",
    "1\u00a0000",
    "1'000",
    "٣",
    "９",
    "²",
    "Ⅷ",
    "+1",
    "--1",
    "1-",
    "1.",
    ".5",
    "2.5",
    "2,5",
    "5%",
    "1/2",
    "½",
    "",
    " ",
    "true",
    "None",
    "null",
    "#N/A",
    "=1",
    "1;2",
    "1 đ",
    "1k",
    "0x1p3",
    "1e-1",
    "١٢٣",
    "۵",
    "𝟗",
    "1\u200b",
    "o1",
    "l0",
)
"""Spellings of a quantity that no reader may take for one."""

IDS = (
    "C1",
    "c1 ",
    "С1",
    "Ｃ1",
    "C１",
    "C1\u200b",
    "\u202eC1",
    "C\u0301",
    "C1\x00",
    "C1|C2",
    "C" * 3000,
    "C\n1",
    "Ç1",
)
"""Ids that look like one that is there, and are not."""


def _cells() -> Iterator[tuple[str, str, str, str]]:
    """Yield table, column, row's first cell and value: cells that must be refused wherever they stand."""
    for value in NUMBERS:
        for name, column, key in (
            ("needs.csv", "quantity", "N2"),
            ("offers.csv", "budget", "O2"),
            ("stock.csv", "quantity", "O1"),
            ("slots.csv", "capacity", "P1"),
        ):
            yield name, column, key, value
    for value in IDS[2:]:
        yield "needs.csv", "child", "N1", value
    for code in ("9700", "09701", "9.7e3", "0９700", "2025-07:09700", "09709"):
        yield "children.csv", "commune_code", "C1", code
    for name, column, values in HARMFUL:
        key = FILES[name].splitlines()[1].split(",")[0]
        for value in values:
            yield name, column, key, value
    for value in POISON:
        yield "needs.csv", "kind", "N1", value


@cache
def cells() -> tuple[tuple[str, str, str, str], ...]:
    return tuple(_cells())


@cache
def workbooks() -> dict[str, tuple[bytes, str]]:
    return hostile_workbooks()


def _with_cell(name: str, column: str, key: str, value: str) -> dict[str, bytes]:
    header, *rows = FILES[name].removesuffix("\n").split("\n")
    place = header.split(",").index(column)
    for number, line in enumerate(rows):
        parts = line.split(",")
        if parts[0] == key:
            parts[place] = '"' + value.replace('"', '""') + '"'
            rows[number] = ",".join(parts)
            break
    changed = "\n".join([header, *rows, ""]).encode("utf-8", "surrogatepass")
    return {**{file: text.encode() for file, text in FILES.items()}, name: changed}


ENCODINGS = (
    "cp1258",
    "cp1252",
    "latin-1",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp437",
    "mac-roman",
    "shift_jis",
    "gb18030",
    "koi8-r",
)


def _garbled(encoding: str) -> dict[str, bytes]:
    files = {file: text.encode() for file, text in FILES.items()}
    text = "donor,name\nD1,Hội Từ thiện Đồng Tháp é\n"
    files["donors.csv"] = text.encode(encoding, "replace")
    return files


def _mixed() -> Iterator[dict[str, bytes]]:
    """Yield folders whose files tell in two encodings, two lists of communes, or two of one thing."""
    plain = {file: text.encode() for file, text in FILES.items()}
    half = plain["donors.csv"] + "D2,Hội".encode("cp1258", "replace") + b"\xd2\n"
    yield {**plain, "donors.csv": half}
    yield {**plain, "donors.csv": plain["donors.csv"] + "D2,Hội\n".encode("utf-16-le")}
    yield {**plain, "sites.csv": plain["sites.csv"].replace(b"09700", b"09709")}
    yield {**plain, "children.csv": plain["children.csv"].replace(b"C2,09706", b"C2,09709")}
    yield {**plain, "problem.json": plain["problem.json"].replace(b'"2025-07"', b'"2024-01"')}
    yield {**plain, "needs.csv": plain["needs.csv"] + plain["needs.csv"].splitlines(keepends=True)[1]}
    yield {**plain, "needs.csv": plain["needs.csv"].replace(b"need,child", b"need,need")}
    yield {**plain, "problem.json": plain["problem.json"].replace(b"{", b'{"schema_version": 1, ', 1)}
    yield {**plain, "needs.csv": plain["needs.csv"] + b"N9,C1,,,meal,,3,2026-01-01,2026-06-30,extra\n"}
    yield {**plain, "needs.csv": plain["needs.csv"] + b"N9,C1\n"}
    yield {**plain, "needs.parquet": b"PAR1" + bytes(64)}
    yield {**plain, "needs.csv": b"need,child\n" + b'"' + b"x" * 10_000_000}


def hostile(number: int) -> str:
    """Read one hostile file; it must be refused, with place and remedy."""
    expected = ""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        target = folder
        case, kind = hostile_cases()[number % len(hostile_cases())]
        if kind == "workbook":
            data, expected = workbooks()[str(case)]
            target = folder / "round.xlsx"
            target.write_bytes(data)
        elif kind == "json":
            text = sound("json")["out.json"].decode()
            target = folder / "out.json"
            target.write_text(
                text.replace('"quantity": 3', f'"quantity": {case}', 1).replace(
                    '"quantity":3', f'"quantity":{case}', 1
                )
            )
            assert target.read_text() != text
        else:
            files = (
                _with_cell(*case) if kind == "cell" else _garbled(str(case)) if kind == "encoding" else case
            )
            for name, content in files.items():
                (folder / name).write_bytes(content)
        problem, issues, dear = read(target)
    wrong = dear or judged(problem, issues)
    if wrong:
        return f"{kind} {str(case)[:80]}: {wrong}"
    if kind == "encoding":
        return _garbling(str(case), problem)
    if problem is not None:
        return f"{kind} {str(case)[:80]!r}: accepted"
    codes = {issue.code for issue in issues}
    return "" if not expected or expected in codes else f"{case}: {codes} instead of {expected}"


def _garbling(encoding: str, problem: Problem | None) -> str:
    faithful = (
        unicodedata.normalize("NFC", _garbled(encoding)["donors.csv"].decode(encoding))
        .split("D1,")[1]
        .strip()
    )
    if problem is None or problem["donors"]["name"].tolist() == [faithful]:
        return ""
    return f"{encoding}: read as {problem['donors']['name'].tolist()}"


@cache
def hostile_cases() -> tuple[tuple[object, str], ...]:
    return (
        *((name, "workbook") for name in workbooks()),
        *((cell, "cell") for cell in cells()),
        *((encoding, "encoding") for encoding in ENCODINGS),
        *((files, "folder") for files in _mixed()),
        *((value, "json") for value in JSON_POISON if value not in ('{"a":1,"a":2}',)),
    )


SUITES = (
    Suite(
        "mutated-files", "Files mutated by chance: CSV, JSON, XLSX, Parquet", mutated, 4_000, 200, 40, (5,)
    ),
    Suite(
        "hostile-files",
        "Bombs, giant numbers, NaN, encodings, look-alikes, vintages",
        hostile,
        400,
        90,
        400,
        (5,),
    ),
)
