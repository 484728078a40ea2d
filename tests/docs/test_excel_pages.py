"""The pages about Excel: their commands run as printed, and they name every code with which a workbook is refused."""

import re
import shlex
from pathlib import Path

import pytest

from files.officer import filled
from matching.cli.main import run

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("excel.md", "excel.vi.md")}


def commands(page):
    block = re.search(r"```bash\n(.*?)```", page, re.DOTALL)
    return [shlex.split(line)[3:] for line in block[1].splitlines()]


@pytest.mark.parametrize("name", PAGES)
def test_the_commands_run_as_printed_once_the_template_is_filled_in(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed = commands(PAGES[name])
    assert [words[0] for words in listed] == ["template", "check", "solve", "audit"]
    for words in listed:
        assert run(words) == 0
        if words[0] == "template":
            Path(words[1]).write_bytes(filled())
    assert len(list(tmp_path.glob("*.xlsx"))) == 3


def test_the_python_block_runs_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checked.xlsx").write_bytes(filled())
    block = re.search(r"```python\n(.*?)```", PAGES["excel.md"], re.DOTALL)
    exec(compile(block[1], "excel.md", "exec"), {})
    assert {path.name for path in tmp_path.iterdir()} == {"round.xlsx", "checked.xlsx", "result.xlsx"}


def test_every_code_of_a_refused_workbook_is_explained():
    source = (DOCS.parent / "src" / "matching" / "files" / "workbook").glob("*.py")
    codes = set()
    for path in source:
        codes |= set(re.findall(r'Fault\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")))
    told = {
        "unread_sheet",
        "duplicate_table",
        "duplicate_column",
        "missing_column",
        "unknown_table",
        "bad_date",
        "bad_value",
        "bad_number",
    }
    assert len(codes) > 10
    assert {code for code in codes - told if f"`{code}`" not in PAGES["excel.md"]} == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_and_page_that_is_linked_exists(name):
    for target in re.findall(r"\]\(([\w./-]+)\)", PAGES[name]):
        assert (DOCS / target).is_file(), target
