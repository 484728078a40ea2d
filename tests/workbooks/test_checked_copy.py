"""A checked copy: every cell where it stood, the wrong ones coloured, a column and a sheet that say why."""

import io
from datetime import date

import pytest

import matching
from files.officer import column, filled, opened, whole
from matching.errors import DataError
from matching.files.workbook.reading import read_workbook
from matching.workbooks.checked_copy import checked_copy


def spoil(book):
    """Plant three mistakes: a day that is none, a number for a code, a formula."""
    book["Trẻ em"][f"{column('Ngày sinh')}4"] = "31/02/2018"
    book["Trẻ em"]["B5"] = 9700
    book["Nhu cầu"][f"{column('Số lượng', 'Nhu cầu')}4"] = "=1+1"


@pytest.fixture(scope="module", params=["vi", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def copy(language):
    return opened(checked_copy(read_workbook(filled(spoil)), language))


TITLES = {"vi": ("Lỗi", "Tổng hợp lỗi"), "en": ("Errors", "Error summary")}


def colour(cell):
    return cell.fill.fgColor.rgb


def test_wrong_cells_are_coloured_and_no_others(copy):
    red = {
        (sheet.title, cell.coordinate)
        for sheet in copy if sheet.title in ("Trẻ em", "Nhu cầu", "Xã", "Khoản tài trợ")
        for row in sheet.iter_rows() for cell in row if colour(cell) == "FFFFC7CE"
    }  # fmt: skip
    day, units = column("Ngày sinh"), column("Số lượng", "Nhu cầu")
    assert red == {("Trẻ em", f"{day}4"), ("Trẻ em", "B5"), ("Nhu cầu", f"{units}4")}


def test_the_last_column_says_what_is_wrong_in_its_row(copy, language):
    sheet = copy["Trẻ em"]
    last = sheet.max_column
    assert sheet.cell(1, last).value == TITLES[language][0]
    assert sheet.cell(3, last).value is None
    assert ("Ngày sinh" if language == "vi" else "Date of birth") in sheet.cell(4, last).value
    assert "leading zeros" in sheet.cell(5, last).value or "số 0 ở đầu" in sheet.cell(5, last).value
    assert sheet.auto_filter.ref is not None


def test_the_first_sheet_lists_every_mistake_with_a_link_to_its_cell(copy, language):
    sheet = copy.worksheets[0]
    assert sheet.title == TITLES[language][1]
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    day, units = column("Ngày sinh"), column("Số lượng", "Nhu cầu")
    assert sorted(links) == sorted(["'Trẻ em'!B5", f"'Trẻ em'!{day}4", f"'Nhu cầu'!{units}4"])


def test_personal_values_are_not_repeated_beside_their_cells(copy):
    texts = [str(cell.value) for row in copy.worksheets[0].iter_rows() for cell in row]
    assert "•••" in texts
    assert not any("31/02/2018" in text for text in texts)


def test_cells_keep_their_places_and_values_and_formulas_are_left_out(copy):
    original = opened(filled(spoil))
    for name in ("Trẻ em", "Nhu cầu", "Khoản tài trợ"):
        for row in original[name].iter_rows():
            for cell in row:
                if cell.value is not None:
                    value = copy[name][cell.coordinate].value
                    assert (value == cell.value) if cell.data_type != "f" else value is None
    assert not any(cell.data_type == "f" for sheet in copy for row in sheet.iter_rows() for cell in row)


def test_the_copy_is_checked_again_as_the_workbook_was_but_for_formulas(copy):
    buffer = io.BytesIO()
    copy.save(buffer)
    codes = sorted(issue.code for issue in read_workbook(buffer.getvalue()).issues)
    assert codes == ["bad_date", "missing_value", "numeric_id"]


def test_a_mended_copy_is_the_problem_that_was_meant(copy):
    buffer = io.BytesIO()
    copy.save(buffer)
    book = opened(buffer.getvalue())
    book["Trẻ em"][f"{column('Ngày sinh')}4"] = date(2016, 3, 7)
    book["Trẻ em"]["B5"] = "09700"
    book["Nhu cầu"][f"{column('Số lượng', 'Nhu cầu')}4"] = 1
    buffer = io.BytesIO()
    book.save(buffer)
    mended = read_workbook(buffer.getvalue())
    assert mended.issues == ()
    assert mended.problem == read_workbook(filled()).problem


def test_a_sound_workbook_is_copied_whole_and_says_so():
    read = read_workbook(whole())
    book = opened(checked_copy(read, "vi"))
    assert book.worksheets[0]["A2"].value == "Không có lỗi. Tệp có thể đem giải."
    assert {"Hướng dẫn", "Ví dụ", "Danh mục mã", "Mặt hàng", "_meta"} <= set(book.sheetnames)
    assert read_workbook(checked_copy(read, "vi")).problem == read.problem
    again = opened(checked_copy(read_workbook(checked_copy(read, "vi")), "vi"))
    assert again.sheetnames == book.sheetnames
    assert again["Trẻ em"].max_column == book["Trẻ em"].max_column


def test_lists_and_titles_stay_in_the_copy():
    book = opened(checked_copy(read_workbook(filled()), "vi"))
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book["Trẻ em"].data_validations.dataValidation}
    assert rules[f"{column('Giới tính')}3"].type == "list"
    assert rules["B3"].formula1.startswith("'Xã'!$B$3")
    assert book["Trẻ em"].freeze_panes == "B3"


def test_hidden_unknown_and_misshapen_sheets_are_copied_and_told():
    def change(book):
        book["Báo giá"].sheet_state = "hidden"
        book.create_sheet("Ghi chú")["C3"] = "gọi lại"
        book["Trẻ em"].merge_cells("C3:C4")
        book["_meta"]["B3"] = "mai"

    read = read_workbook(filled(change))
    book = opened(checked_copy(read, "vi"))
    assert book["Ghi chú"]["C3"].value == "gọi lại"
    assert book["Báo giá"].sheet_state == "visible"
    assert colour(book["_meta"]["B3"]) == "FFFFC7CE"
    assert "Ngày tham chiếu" in str([cell.value for cell in book["_meta"][3]])
    listed = [row[8].value for row in book.worksheets[0].iter_rows(min_row=5)]
    assert sorted(listed[:4]) == ["bad_date", "hidden_sheet", "merged_cell", "unread_sheet"]


def test_the_workbook_itself_is_never_written_over(tmp_path):
    path, data = tmp_path / "round.xlsx", filled(spoil)
    path.write_bytes(data)
    with pytest.raises(FileExistsError):
        matching.write_checked(path, path, "vi", overwrite=True)
    issues = matching.write_checked(path, tmp_path / "checked.xlsx", "vi")
    assert len(issues) == 3
    assert path.read_bytes() == data


def test_a_refused_workbook_leaves_no_copy(tmp_path):
    path = tmp_path / "round.xlsx"
    path.write_bytes(b"PK not a workbook")
    with pytest.raises(DataError) as refused:
        matching.write_checked(path, tmp_path / "checked.xlsx")
    assert [issue.code for issue in refused.value.issues] == ["unreadable_file"]
    assert [file.name for file in tmp_path.iterdir()] == ["round.xlsx"]
