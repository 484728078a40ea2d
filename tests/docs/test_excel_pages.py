"""The pages about Excel name every code with which a workbook is refused."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("excel.md", "excel.vi.md")}


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
