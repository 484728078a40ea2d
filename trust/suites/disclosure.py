"""What people see: no name of a child anywhere, no small cell to be computed, nothing that runs or calls home."""

import contextlib
import csv
import io
import json
import os
import random
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
from small_folder import FILES
from test_workbook_injection import PAYLOADS as FORMULAS

import matching
from matching.cli.main import run as main
from matching.files.plan_writing import plan_contents
from matching.files.reading import read_problem
from matching.files.writing import write_problem
from matching.pages.report_page import report_text
from matching.problem.fields import registry
from matching.views.viewing import view
from matching.workbooks.result_workbook import result_workbook
from pages.page_parts import structure_of
from pages.payloads import PAYLOADS as MARKUP
from trust.suite import Suite
from views.random_tables import random_cells
from views.test_suppression import attack

DAY = date(2026, 1, 1)
KEY = b"sixteen bytes or"
LANGUAGES = ("en", "vi")

PERSONAL = tuple(
    (f"{table}.csv", header)
    for table, fields in registry().items()
    for field in fields
    for header in field.headers
    if field.personal and header in FILES[f"{table}.csv"].splitlines()[0].split(",")
)
"""Columns of personal fields that the small folder has."""

MORE = (
    ("children.csv", "hamlet"),
    ("children.csv", "height"),
    ("children.csv", "household"),
    ("children.csv", "name"),
    ("children.csv", "policy_family"),
)
"""Columns added to the children's table; one of them exists in no registry."""


def planted_folder(rng: random.Random, folder: Path, canary: str) -> str:
    """Write the small folder with a name in some personal cell; return where."""
    files = dict(FILES)
    name, column = rng.choice((*PERSONAL, *MORE))
    header, *rows = files[name].removesuffix("\n").split("\n")
    columns = header.split(",")
    if column not in columns:
        columns.append(column)
        rows = [f"{line}," for line in rows]
    place, row = columns.index(column), rng.randrange(len(rows))
    cells = rows[row].split(",")
    text = rng.choice((canary, f"{canary} 5", f"={canary}", f"{canary}|g01", canary.upper()))
    cells[place] = f'"{text}"'
    rows[row] = ",".join(cells)
    if rng.random() < 0.15:
        rows[row] += f',"{canary}"'
    files[name] = "\n".join([",".join(columns), *rows, ""])
    for file, told in files.items():
        (folder / file).write_text(told, encoding="utf-8", newline="")
    return f"{name} {column}"


@contextlib.contextmanager
def everything_printed() -> Iterator[io.BytesIO]:
    """Catch what is written to standard output and error, below Python as well."""
    caught = io.BytesIO()
    with tempfile.TemporaryFile() as file:
        kept = os.dup(1), os.dup(2)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        told = io.TextIOWrapper(io.FileIO(os.dup(file.fileno()), "w"), encoding="utf-8", write_through=True)
        try:
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                yield caught
        finally:
            for old, new in zip(kept, (1, 2), strict=True):
                os.dup2(old, new)
                os.close(old)
            file.seek(0)
            caught.write(file.read())


def canary_name(number: int) -> str:
    """Plant a child's name in a personal cell and look for it in all that is printed, raised and written for others."""
    rng = random.Random(f"canary {number}")
    canary = f"Bí Mật Hoàng {number}"
    needle = re.compile(rf"b[íi] m[ậa]t hoàng {number}", re.IGNORECASE)
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "in", Path(place) / "out"
        folder.mkdir()
        where = planted_folder(rng, folder, canary)
        told: dict[str, str] = {}
        commands = [
            ["check", str(folder), "--lang", rng.choice(LANGUAGES)],
            ["check", str(folder), "--json"],
            ["solve", str(folder), "--output", str(out), "--seed", "1"],
            ["audit", str(folder), str(out)],
            ["explain", str(folder), str(out)],
            ["report", str(folder), str(out), "--view", "public", "--output", str(Path(place) / "p.html")],
        ]
        chosen = commands if number % 10 == 0 else commands[:2]
        for command in chosen:
            with everything_printed() as printed:
                main(command)
            told[command[0]] = printed.getvalue().decode("utf-8", "replace")
        for path in [*out.glob("*"), *Path(place).glob("*.html")]:
            told[path.name] = path.read_text(encoding="utf-8")
        try:
            problem = read_problem(folder)
        except matching.DataError as error:
            told["exception"] = f"{error} {error!r} {[issue.to_dict() for issue in error.issues]}"
        else:
            if number % 10:
                told |= _answers(problem, number)
    found = sorted(name for name, text in told.items() if needle.search(text))
    allowed = {"allocation.csv", "unmet.csv"} if "child" in where.split() else set()
    found = [name for name in found if name not in allowed]
    return f"{where}: found in {', '.join(found)}" if found else ""


def _answers(problem: matching.Problem, number: int) -> dict[str, str]:
    """Return what others are shown of a problem's plan, and what it prints of itself."""
    with everything_printed() as printed:
        try:
            result = matching.solve(problem, ("equal-coverage", "utilitarian")[number % 2], seed=1)
        except matching.InfeasibleError as error:
            return {"exception": f"{error} {error!r} {error.conflict!r}"}
        told = {name: data.decode("utf-8-sig") for name, data in plan_contents(result).items()}
        told |= {"repr": f"{result!r} {problem!r} {result.plan!r}", "summary": str(result.summary())}
        for name, options in (("public", {}), ("donor", {"donor": "D1", "key": KEY})):
            shown = view(result, name, language="vi", **options)
            told[name] = json.dumps(shown.to_dict(), ensure_ascii=False) + report_text(shown, "vi", ())
    return {**told, "printed": printed.getvalue().decode("utf-8", "replace")}


def small_cells(number: int) -> str:
    """Attack a random public table by linear programming."""
    rng = random.Random(f"table {number}")
    try:
        attack(random_cells(rng), rng.choice((2, 3, 5, 5, 10)))
    except AssertionError as error:
        return f"a hidden cell is recovered {error}"
    return ""


def with_texts(text: str) -> matching.Problem:
    """Return a small problem that has a text wherever free text may stand."""
    made = (
        matching.ProblemBuilder("2025-07")
        .add_commune("09700", name=text, province=text, zone="I")
        .add("kinds", kind="meal", unit=text, price=1, weight=1, label_en=text, label_vi=text)
        .add("donors", donor="D1", name=text)
        .add_offer("O1", donor="D1")
        .add_stock("O1", "meal", 9)
    )
    for number in range(6):
        made.add_child(
            f"c{number}",
            ("2025-07", "09700"),
            age=8,
            consent_representative=True,
            consent_child=True,
            consent_date=date(2025, 9, 1),
        ).add_need(f"n{number}", "meal", 2, child=f"c{number}")
    return made.build(DAY, text.strip())


LEADS = tuple("=+-@\t\r＝＋－＠")


def injection(number: int) -> str:
    """Put a text that spreadsheets or browsers would run into every free text, and read what is written."""
    return (_in_csv, _in_workbook, _in_page)[number % 3](number // 3)


def _in_csv(number: int) -> str:
    payload = FORMULAS[number % len(FORMULAS)]
    problem = with_texts(payload)
    with tempfile.TemporaryDirectory() as place:
        write_problem(problem, place)
        again = read_problem(place)
        texts = {path.name: path.read_bytes() for path in Path(place).glob("*.csv")}
    texts |= {
        name: data
        for name, data in plan_contents(matching.solve(problem, "greedy")).items()
        if name.endswith("csv")
    }
    for name, data in texts.items():
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            live = [
                cell for cell in row if cell.startswith(LEADS) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
            ]
            if live:
                return f"{name} holds {live[0]!r}"
    return "" if again.digest == problem.digest else f"{payload!r} does not come back"


def _in_workbook(number: int) -> str:
    payload = FORMULAS[number % len(FORMULAS)]
    problem = with_texts(payload)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "problem.xlsx"
        write_problem(problem, path)
        again, data = read_problem(path), path.read_bytes()
    for book in (data, result_workbook(matching.solve(problem, "greedy"), "vi")):
        for sheet in openpyxl.load_workbook(io.BytesIO(book)):
            for row in sheet.iter_rows():
                if any(cell.data_type == "f" for cell in row):
                    return f"{payload!r} is a formula in {sheet.title}"
    return "" if again.digest == problem.digest else f"{payload!r} does not come back"


PAGES = tuple((name, language) for name in ("internal", "donor", "public") for language in LANGUAGES)


@cache
def _plain() -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
    return {one: structure_of(_page("plain", *one)) for one in PAGES}


def _page(text: str, name: str, language: str) -> str:
    result = matching.solve(with_texts(text), "greedy")
    section = matching.Section(text, [text], [text], [text])
    return report_text(view(result, name, language=language, donor="D1", key=KEY), language, [section])


def _in_page(number: int) -> str:
    payload = MARKUP[number % len(MARKUP)]
    one = PAGES[number % len(PAGES)]
    text = _page(payload, *one)
    if structure_of(text) != _plain()[one]:
        return f"{payload!r} changes the page {one}"
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    return "" if policy and policy[1].startswith("default-src") else "no policy of contents"


SUITES = (
    Suite("canary-names", "Names of children in logs, errors and outputs", canary_name, 500, 240, 40, (8,)),
    Suite("small-cells", "Hidden cells of public tables under attack", small_cells, 1_000, 150, 20, (8,)),
    Suite("injection", "Texts that spreadsheets and browsers would run", injection, 720, 240, 48, (7,)),
)
