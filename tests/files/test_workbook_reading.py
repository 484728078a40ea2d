"""A workbook is one problem: any names, any order, every mistake told by its cell, nothing guessed."""

import unicodedata
from datetime import date, datetime, time

import openpyxl
import pytest
from officer import column, filled, saved, titles, whole

from matching.files.workbook.reading import checked_workbook
from matching.problem.people import iso_day
from matching.vocabulary import ENUMERATIONS


def found(data):
    return checked_workbook(data)[1]


def told(data):
    return [(issue.code, issue.sheet, issue.cell) for issue in found(data)]


def changed(sheet, cell, value):
    def change(book):
        book[sheet][cell] = value

    return filled(change)


def test_a_filled_template_is_one_problem():
    problem, issues = checked_workbook(whole())
    assert issues == ()
    assert checked_workbook(filled())[0] == problem
    children = problem["children"]
    assert children["child"].tolist() == ["T-01", "T-02", "T-03"]
    assert [iso_day(day) for day in children["birth_date"].tolist()] == [
        "2018-05-04",
        "2016-03-07",
        "2017-12-31",
    ]
    assert [ENUMERATIONS["Sex"][code] if code >= 0 else "" for code in children["sex"]] == ["girl", "boy", ""]
    assert children["circumstances"].tolist() == [0b1001, 0, 0]
    assert children["at_risk"].tolist() == [0, 1, 0]
    assert problem["communes"]["code"].tolist() == ["04930", "09700"]
    assert problem["communes"]["vintage"].tolist() == ["2025-07", "2025-07"]
    assert problem["communes"]["poor_share"].tolist() == [1250, -1]
    assert problem["offers"]["budget"].tolist() == [-1, 5_000_000]
    assert problem["earmarks"]["values"].tolist() == ["poor|other"]
    assert problem["earmarks"]["clause"].tolist() == [1]
    assert len(problem["kinds"]) == 15


def test_columns_may_stand_in_any_order_and_bear_any_of_their_names():
    def change(book):
        sheet = book["Trẻ em"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        names = {"Mã trẻ *": "child", "Giới tính": "Sex", "Xã (mã) *": "COMMUNE (code)"}
        order = list(reversed(range(len(rows[0]))))
        for number, row in enumerate(rows, 1):
            for target, source in enumerate(order, 1):
                value = row[source]
                sheet.cell(number, target).value = names.get(value, value)
        sheet.title = "CHILDREN"

    assert checked_workbook(filled(change))[0] == checked_workbook(filled())[0]


def test_columns_and_sheets_that_are_not_needed_may_be_missing():
    def change(book):
        for name in ("Báo giá", "Cam kết"):
            del book[name]
        book["Trẻ em"].delete_cols(titles(book["Trẻ em"])["Thôn"])

    assert checked_workbook(filled(change))[0] == checked_workbook(filled())[0]


def test_blank_rows_titles_above_and_notes_between_are_no_data():
    def change(book):
        sheet = book["Trẻ em"]
        sheet.insert_rows(1)
        sheet["A1"] = "Danh sách trẻ em"
        sheet.insert_rows(5, 3)
        sheet["B6"] = "  "

    assert checked_workbook(filled(change))[0] == checked_workbook(filled())[0]


def test_names_in_decomposed_unicode_are_the_same_names():
    def change(book):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.value = unicodedata.normalize("NFD", cell.value)

    problem, issues = checked_workbook(filled(change))
    assert issues == ()
    assert problem == checked_workbook(filled())[0]


def test_a_number_in_a_column_of_codes_is_an_error_with_the_repair():
    (issue,) = found(changed("Trẻ em", "B4", 9700))
    assert (issue.code, issue.sheet, issue.cell, issue.row) == ("numeric_id", "Trẻ em", "B4", 2)
    assert issue.value == "•••"
    assert "leading zeros" in issue.remedy


def test_a_code_that_the_spreadsheet_made_a_day_is_an_error():
    assert told(changed("Xã", "A3", datetime(2025, 7, 1)))[:1] == [("date_for_text", "Xã", "A3")]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("https://example.org","x")', "=cmd|'/c calc'!A1"])
def test_a_formula_is_refused_wherever_it_stands(formula):
    cell = f"{column('Số lượng', 'Nhu cầu')}4"
    assert told(changed("Nhu cầu", cell, formula)) == [("formula_cell", "Nhu cầu", cell)]
    assert ("formula_cell", "Trẻ em", "A4") in told(changed("Trẻ em", "A4", formula))


def test_an_error_value_is_refused_and_not_taken_for_an_empty_cell():
    def change(book):
        cell = book["Trẻ em"][f"{column('Thôn')}4"]
        cell.value, cell.data_type = "#N/A", "e"

    assert told(filled(change)) == [("error_cell", "Trẻ em", f"{column('Thôn')}4")]


def test_merged_cells_are_refused_below_the_header():
    def change(book):
        book["Trẻ em"].merge_cells("C3:C5")

    assert told(filled(change)) == [("merged_cell", "Trẻ em", "C3")]


def test_hidden_sheets_are_refused():
    def change(book):
        book["Báo giá"].sheet_state = "veryHidden"

    assert told(filled(change)) == [("hidden_sheet", "Báo giá", "")]


def test_an_unknown_column_is_told_at_its_title():
    (issue,) = found(changed("Nhà tài trợ", "F1", "Điện thoại"))
    assert (issue.code, issue.cell, issue.column) == ("unknown_column", "F1", "Điện thoại")


def test_data_below_no_title_is_told():
    assert told(changed("Nhà tài trợ", "F3", "0912")) == [("missing_column", "Nhà tài trợ", "F3")]


def test_a_column_that_stands_twice_is_told():
    assert told(changed("Nhà tài trợ", "F1", "name")) == [("duplicate_column", "Nhà tài trợ", "F1")]


def test_cells_beside_a_title_above_the_header_are_not_passed_over():
    def change(book):
        book["Trẻ em"].insert_rows(1)
        book["Trẻ em"]["A1"], book["Trẻ em"]["B1"] = "T-99", "09700"

    assert told(filled(change)) == [("stray_cells", "Trẻ em", "B1")]


def test_a_sheet_that_nobody_knows_is_told_and_a_slip_is_mended():
    def change(book):
        book.create_sheet("Ghi chú")["A1"] = "gọi lại"
        book.create_sheet("Trang1")
        book["Cam kết"].title = "Cam kêt"

    issues = found(filled(change))
    assert [(issue.code, issue.severity, issue.sheet) for issue in issues] == [
        ("unknown_table", "error", "Cam kêt"), ("unread_sheet", "warning", "Ghi chú"),
    ]  # fmt: skip
    assert issues[0].remedy == "Did you mean cam kết?"


def test_a_table_on_two_sheets_is_told():
    def change(book):
        book.create_sheet("children")["A1"] = "child"

    assert told(filled(change)) == [("duplicate_table", "children", "")]


@pytest.mark.parametrize(
    ("value", "code"),
    [("31/02/2018", "bad_date"), (43210, "bad_date"), ("2018", "bad_date"), ("05-04-2018", "bad_date"),
     (datetime(2018, 5, 4, 7, 30), "bad_date"), (time(7, 30), "bad_value"), (True, "bad_date")],
)  # fmt: skip
def test_what_is_no_day_is_told_at_its_cell(value, code):
    cell = f"{column('Ngày sinh')}4"
    assert told(changed("Trẻ em", cell, value)) == [(code, "Trẻ em", cell)]


def test_day_month_and_year_are_understood_only_where_the_order_is_declared():
    def change(book):
        book["_meta"]["B6"] = "iso"

    cell = f"{column('Ngày sinh')}4"
    assert told(filled(change)) == [("bad_date", "Trẻ em", cell)]


def test_numbers_are_read_as_numbers_whatever_format_is_declared_for_texts():
    cell = f"{column('Tỷ lệ hộ nghèo', 'Xã')}4"
    assert checked_workbook(changed("Xã", cell, 0.375))[0]["communes"]["poor_share"].tolist() == [1250, 3750]
    amount = f"{column('Số lượng', 'Nhu cầu')}4"
    assert told(changed("Nhu cầu", amount, 1.5)) == [("bad_integer", "Nhu cầu", amount)]


def test_truth_values_and_digits_answer_yes_or_no():
    cell = f"{column('Có nguy cơ')}3"
    for value in (True, 1, "1", "Có", "yes", "TRUE"):
        assert checked_workbook(changed("Trẻ em", cell, value))[0]["children"]["at_risk"].tolist()[0] == 1


def test_everything_wrong_is_told_at_once_with_values_masked_where_personal():
    def change(book):
        book["Trẻ em"]["A4"] = "T-01"
        book["Trẻ em"][f"{column('Giới tính')}3"] = "con gái"
        book["Nhu cầu"][f"{column('Loại hỗ trợ', 'Nhu cầu')}5"] = "bữa cơm"
        book["Nhu cầu"][f"{column('Số lượng', 'Nhu cầu')}3"] = "0"
        book["_meta"]["B3"] = "31/02/2026"

    issues = {(issue.code, issue.cell): issue for issue in found(filled(change))}
    assert {code for code, _ in issues} == {
        "bad_date", "duplicate_id", "unknown_value", "dangling_reference", "out_of_range"
    }  # fmt: skip
    assert issues["duplicate_id", "A4"].message == "The id already stands in row 3."
    assert issues["duplicate_id", "A4"].value == "•••"
    assert issues["dangling_reference", f"{column('Loại hỗ trợ', 'Nhu cầu')}5"].value == "bữa cơm"
    assert issues["bad_date", "B3"].sheet == "_meta"
    assert "con gái" not in str(list(issues.values()))


def test_a_missing_sheet_of_declarations_is_told():
    def change(book):
        del book["_meta"]

    assert ("missing_manifest", "_meta", "") in told(filled(change))


def test_a_reference_date_may_be_written_day_first():
    def change(book):
        book["_meta"]["B3"] = "1/3/2026"

    assert checked_workbook(filled(change))[0].reference_date == date(2026, 3, 1)


def test_a_workbook_without_any_row_says_which_tables_are_missing():
    book = openpyxl.Workbook()
    book.active.title = "_meta"
    for row, entry in enumerate((("schema_version", 1), ("reference_date", "2026-01-01")), 1):
        book.active.cell(row, 1).value, book.active.cell(row, 2).value = entry
    issues = found(saved(book))
    assert [issue.code for issue in issues] == ["missing_table"] * 4


def test_years_since_1904_are_the_same_days():
    def change(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert checked_workbook(filled(change))[0] == checked_workbook(filled())[0]
