"""An officer's round from the command line: template, check with mistakes marked, mend, solve, print."""

import openpyxl
import pytest

from files.officer import column, filled


@pytest.fixture
def round_file(tmp_path):
    def spoil(book):
        book["Trẻ em"][f"{column('Ngày sinh')}4"] = "31/02/2018"
        book["Trẻ em"]["B5"] = 9700
        book["Nhu cầu"][f"{column('Số lượng', 'Nhu cầu')}4"] = "=1+1"

    path = tmp_path / "round.xlsx"
    path.write_bytes(filled(spoil))
    return path


def test_the_template_is_written_in_the_language_asked_for_and_is_said_to_be_empty(call, tmp_path):
    said = call("template", tmp_path / "mau.xlsx", "--lang", "vi", "--reference-date", "2026-03-01")
    assert said.code == 0
    assert "mau.xlsx" in said.out
    assert "check" in said.err
    assert call("check", tmp_path / "mau.xlsx").code == 0
    told = call("check", tmp_path / "mau.xlsx", "--lang", "vi").out
    assert "[empty_table] trang “Nhu cầu”: Bảng không có dòng nào: không có gì để lập phương án." in told
    solved = call("solve", tmp_path / "mau.xlsx", "--output", tmp_path / "plan", "--quiet", "--lang", "vi")
    assert solved.code == 0
    assert "Không có gì để lập phương án" in solved.err
    assert openpyxl.load_workbook(tmp_path / "mau.xlsx").sheetnames[2] == "Xã"


def test_another_file_is_replaced_only_by_force(call, tmp_path):
    path = tmp_path / "mau.xlsx"
    path.write_text("mine")
    assert call("template", path).code == 2
    assert path.read_text() == "mine"
    assert call("template", path, "--force", "--json").data == {"file": str(path), "language": "en"}


@pytest.mark.parametrize(
    "words",
    [
        ("template", "mau.xls"),
        ("template", "none/mau.xlsx"),
        ("template", "mau.xlsx", "--reference-date", "1/3"),
    ],
)
def test_wrong_usage_is_told(call, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = call(*words)
    assert said.code == 2
    assert said.err
    assert list(tmp_path.iterdir()) == []


def test_a_round_from_mistakes_to_a_printed_workbook(call, round_file, tmp_path):
    checked, mended, plan, printed = (tmp_path / name for name in ("c.xlsx", "m.xlsx", "plan", "result.xlsx"))
    said = call("check", round_file, "--output", checked, "--lang", "vi")
    assert said.code == 3
    assert [line.split("]")[0] for line in said.out.splitlines()] == [
        "[numeric_id",
        "[formula_cell",
        "[bad_date",
    ]
    assert f"trang “Trẻ em”, ô {column('Ngày sinh')}4 (Ngày sinh) (•••)" in said.out
    book = openpyxl.load_workbook(checked)
    book["Trẻ em"][f"{column('Ngày sinh')}4"] = "7/3/2016"
    book["Trẻ em"]["B5"] = "09700"
    book["Nhu cầu"][f"{column('Số lượng', 'Nhu cầu')}4"] = 1
    book.save(mended)
    assert call("check", mended, "--lang", "vi").code == 0
    said = call("solve", mended, "--output", plan, "--workbook", printed, "--lang", "vi")
    assert said.code == 0
    assert "result.xlsx" in said.err
    assert openpyxl.load_workbook(printed).sheetnames[0] == "Tóm tắt"
    assert call("audit", mended, plan).code == 0


def test_the_copy_never_replaces_the_workbook_itself(call, round_file):
    before = round_file.read_bytes()
    assert call("check", round_file, "--output", round_file, "--force").code == 2
    assert (
        call("solve", round_file, "--output", round_file.parent / "plan", "--workbook", round_file).code == 2
    )
    assert round_file.read_bytes() == before


def test_of_a_workbook_over_itself_it_is_not_said_that_force_would_help(call, round_file):
    for words in ((), ("--force",)):
        said = call("check", round_file, "--output", round_file, *words)
        assert said.code == 2
        assert "name another file" in said.err
        assert "--force" not in said.err


def test_a_workbook_of_data_is_replaced_by_a_result_only_by_force(call, round_file, province, tmp_path):
    before = round_file.read_bytes()
    words = ("solve", province, "--output", tmp_path / "plan", "--policy", "first-come", "--workbook")
    said = call(*words, round_file)
    assert said.code == 2
    assert "--force" in said.err
    assert round_file.read_bytes() == before
    assert not (tmp_path / "plan").exists()
    assert call(*words, round_file, "--force").code == 5
    assert round_file.read_bytes() != before
    assert call(*words, round_file, "--lang", "vi").code == 5


def test_only_workbooks_are_copied(call, province, tmp_path):
    assert call("check", province, "--output", tmp_path / "c.xlsx").code == 2
    assert not (tmp_path / "c.xlsx").exists()


def test_mistakes_in_a_folder_are_told_in_vietnamese_too(call, province, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for file in province.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    text = (folder / "stock.csv").read_text(encoding="utf-8-sig")
    (folder / "stock.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    assert "dấu chấm phẩy, không phải dấu phẩy" in call("check", folder, "--lang", "vi").out
    assert "semicolons, not by commas" in call("check", folder, "--lang", "en").out
    assert "dấu chấm phẩy" in call("solve", folder, "--output", tmp_path / "plan", "--lang", "vi").err


def test_cells_are_told_in_json(call, round_file):
    issues = call("check", round_file, "--json").data["issues"]
    assert {(issue["sheet"], issue["cell"]) for issue in issues} == {
        ("Trẻ em", "B5"), ("Trẻ em", f"{column('Ngày sinh')}4"), ("Nhu cầu", f"{column('Số lượng', 'Nhu cầu')}4")
    }  # fmt: skip


def test_a_generated_problem_may_be_a_workbook(call, tmp_path):
    path = tmp_path / "in.xlsx"
    assert call("generate", "--profile", "lao-cai", "--children", 20, "--seed", 1, path).code == 0
    assert call("check", path).code == 0
