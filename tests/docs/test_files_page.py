"""The page about files: its reference agrees with the registry, and its example works as printed."""

import csv
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

import matching
from matching.cli.main import run
from matching.files.reading import check_problem
from matching.intake.manifest import CATALOGUES, DATE_FORMATS, NUMBER_FORMATS
from matching.problem.catalogue import default_items, default_kinds
from matching.problem.fields import registry
from matching.vocabulary import ENUMERATIONS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "files.md").read_text(encoding="utf-8")
SCRIPT: dict[str, Any] = runpy.run_path(str(DOCS / "reference.py"), run_name="reference")
REFERENCE = PAGE.partition(SCRIPT["BEGIN"])[2].partition(SCRIPT["END"])[0]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    blocks = re.findall(r"\*\*`([\w.]+)`\*\*[^\n]*\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in blocks:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_reference_on_the_page_is_what_the_registry_says():
    assert SCRIPT["page_with_reference"](PAGE) == PAGE, "run python docs/reference.py"


@pytest.mark.parametrize("table", registry())
def test_every_column_stands_in_the_section_of_its_table(table):
    section = re.split("^### ", REFERENCE.partition(f"### Table `{table}`")[2], flags=re.MULTILINE)[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    assert len(rows) == len(registry()[table])
    for field, row in zip(registry()[table], rows, strict=True):
        assert all(f"`{header}`" in row.split(" | ")[0] for header in field.headers)
        assert field.label_vi in row
        assert all(f"`{value}`" in row for value in field.values)


def test_every_kind_item_wish_and_format_is_named():
    names = [*default_kinds()["kind"].tolist(), *default_items()["item"].tolist()]
    names += [f"`{name}`" for name in (*ENUMERATIONS["EarmarkField"], *ENUMERATIONS["FloorGroup"])]
    names += [f"`{name}`" for name in (*NUMBER_FORMATS, *DATE_FORMATS, *CATALOGUES)]
    assert [name for name in names if f"| {name} |" not in REFERENCE and f"| {name} (" not in REFERENCE] == []


def test_every_row_of_a_table_has_as_many_cells_as_its_head():
    for block in re.findall(r"(?:^\|.*\n)+", REFERENCE, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}) == 1


def test_a_page_without_the_marks_is_refused():
    with pytest.raises(ValueError, match="lacks"):
        SCRIPT["page_with_reference"]("# Files\n")


def test_the_example_has_nothing_wrong_and_the_size_that_the_page_says(example):
    problem, issues = check_problem(example)
    assert issues == ()
    sizes = [len(problem[table]) for table in ("communes", "children", "needs", "offers")]
    assert sizes == [3, 8, 8, 2]


def test_the_plan_of_the_example_is_proved_and_leaves_what_the_page_says(example, tmp_path):
    plan = tmp_path / "plan"
    assert matching.solve(matching.read(example)).outcome.proof.value == "proved"
    assert run(["solve", str(example), "--output", str(plan)]) == 0
    assert run(["audit", str(example), str(plan)]) == 0
    with (plan / "unmet.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["need_id"], row["reason"]) for row in csv.DictReader(file)] == [
            ("N07", "earmark"),
            ("N08", "earmark"),
        ]
