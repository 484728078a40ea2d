"""Hostile workbooks are refused before a spreadsheet reader sees them: quickly, in little memory, in words."""

import subprocess
import sys
import tracemalloc

import pytest
from hostile_workbooks import SHEET, hostile_workbooks, packed, parts, with_sheet

from matching.files.reading import check_problem
from matching.files.workbook.archive import RATIO_FROM, opened
from matching.files.workbook.reading import checked_workbook
from matching.files.workbook.scanning import scanned

HOSTILE = hostile_workbooks()


def test_there_are_more_than_twenty_kinds():
    assert len(HOSTILE) > 20


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_its_code_and_a_remedy(name):
    data, code = HOSTILE[name]
    problem, issues = checked_workbook(data)
    assert problem is None
    assert [issue.code for issue in issues] == [code]
    assert issues[0].remedy
    assert issues[0].severity == "error"


@pytest.mark.parametrize("name", HOSTILE)
def test_refusing_takes_less_than_twenty_megabytes(name):
    data, _ = HOSTILE[name]
    tracemalloc.start()
    checked_workbook(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_no_spreadsheet_reader_is_loaded_for_a_workbook_that_is_refused(tmp_path):
    """Refusal comes before parsing: the reader's library is not even imported."""
    for number, (data, _) in enumerate(HOSTILE.values()):
        if number in (5, 12, 16):
            (tmp_path / f"{number}.xlsx").write_bytes(data)
    code = (
        "import sys, pathlib; from matching.files.reading import check_problem\n"
        f"found = [check_problem(path)[0] for path in pathlib.Path({str(tmp_path)!r}).iterdir()]\n"
        "print(found, 'python_calamine' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[None, None, None] False"


@pytest.mark.parametrize("suffix", [".xlsm", ".xls", ".xlsb", ".XLSX"])
def test_a_workbook_of_another_suffix_is_judged_by_what_it_holds(suffix, tmp_path):
    data = HOSTILE["a macro project"][0]
    path = tmp_path / f"round{suffix}"
    path.write_bytes(data)
    assert [issue.code for issue in check_problem(path)[1]] == ["workbook_with_macros"]


def test_a_repacked_template_is_not_taken_for_hostile():
    issues = checked_workbook(packed(parts()))[1]
    assert [issue.code for issue in issues if issue.severity == "error"] == ["missing_value"]


def test_sheets_that_are_each_in_bounds_are_refused_when_they_are_too_much_together(monkeypatch):
    monkeypatch.setattr("matching.files.workbook.scanning.MOST_IN_ALL", 600)
    assert [issue.code for issue in checked_workbook(packed(parts()))[1]] == ["workbook_too_large"]


def test_a_long_plain_list_is_no_bomb_though_it_packs_well():
    row = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(4, 110_000))
    archive = opened(with_sheet(lambda text: text.replace(b"</sheetData>", row + b"</sheetData>")))
    assert archive.entries[SHEET].file_size > RATIO_FROM
    assert len(scanned(archive)) == sum(
        "worksheets/sheet" in name for name in archive.entries if not name.endswith(".rels")
    )


def test_a_missing_workbook_is_told_and_not_traced(tmp_path):
    assert [issue.code for issue in check_problem(tmp_path / "none.xlsx")[1]] == ["unreadable_file"]
