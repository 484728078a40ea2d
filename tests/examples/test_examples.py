"""Every example prints exactly what its golden file says; a mismatch leaves a ``.new`` file to compare."""

import re
import runpy
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(FOLDER.rglob("*.py"))
NOTEBOOKS = [example for example in EXAMPLES if example.stem != "06_a_year_in_lao_cai"]


def name_of(example: Path) -> str:
    return example.relative_to(FOLDER).with_suffix("").as_posix()


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_an_example_prints_what_it_printed_before(example, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", [str(example)])
    runpy.run_path(str(example), run_name="__main__")
    printed = capsys.readouterr().out
    golden = GOLDEN / f"{name_of(example)}.txt"
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    if printed != expected:
        golden.with_suffix(".txt.new").write_text(printed, encoding="utf-8")
    assert printed == expected


def test_every_golden_file_has_its_example():
    told = {path.relative_to(GOLDEN).with_suffix("").as_posix() for path in GOLDEN.rglob("*.txt")}
    assert told == {name_of(example) for example in EXAMPLES}


@pytest.mark.parametrize("example", NOTEBOOKS, ids=name_of)
def test_an_example_is_a_notebook_of_short_cells_with_prose(example):
    text = example.read_text(encoding="utf-8")
    assert text.startswith("# %% [markdown]\n# # ")
    cells = re.split(r"^# %%.*\n", text, flags=re.MULTILINE)[1:]
    assert max(len(cell.strip().splitlines()) for cell in cells) <= 100
    assert sum(cell.startswith("#") for cell in cells) * 3 >= len(cells)
