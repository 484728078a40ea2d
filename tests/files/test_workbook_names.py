"""Kinds, items and columns by the names that an officer reads, and what a slip of the pen is answered with."""

import pytest
from officer import column, filled, opened

from matching.files.workbook.reading import checked_workbook
from matching.files.workbook.template import template
from matching.reporting.issue_sentences import issue_sentence

KIND = f"{column('Loại hỗ trợ', 'Nhu cầu')}3"
ITEM = f"{column('Mặt hàng', 'Chi tiết khoản tài trợ')}3"


def changed(*changes):
    def change(book):
        for sheet, cell, value in changes:
            book[sheet][cell] = value

    return checked_workbook(filled(change))


def own_kinds(*rows):
    def change(book):
        sheet = book.create_sheet("Loại hỗ trợ")
        for row in (("kind", "label_vi", "label_en"), *rows):
            sheet.append(row)
        book["Nhu cầu"][KIND] = "Gạo"

    return change


@pytest.mark.parametrize("kind", ["warm_clothes", "Đồ ấm", "đồ  ấm", "Warm clothes"])
@pytest.mark.parametrize("item", ["clothes-06-08-neutral", "Bộ đồ ấm 6–8 tuổi (chung)"])
def test_a_kind_and_an_item_are_named_by_code_or_by_label_in_either_language(kind, item):
    problem, issues = changed(("Nhu cầu", KIND, kind), ("Chi tiết khoản tài trợ", ITEM, item))
    assert issues == ()
    assert problem.digest == changed()[0].digest


@pytest.mark.parametrize(
    ("kind", "near"),
    [("Do am", "warm_clothes (Đồ ấm)"), ("Bữa ăn dinh duong", "meal (Bữa ăn dinh dưỡng)"), ("meel", "meal")],
)
def test_a_kind_nearly_written_is_suggested_and_never_guessed(kind, near):
    problem, (issue,) = changed(("Nhu cầu", KIND, kind))
    assert problem is None
    assert (issue.code, issue.cell) == ("dangling_reference", KIND)
    assert issue.remedy == f"Did you mean {near}? If not, add it to kinds."


def test_the_label_of_an_own_kind_is_understood_unless_two_kinds_bear_it():
    prices = [("rice", "Gạo", "Rice"), ("rice_box", "Gạo", "Box of rice")]
    alone = checked_workbook(filled(own_kinds(prices[0])))[1]
    assert "dangling_reference" not in {issue.code for issue in alone}
    twice = checked_workbook(filled(own_kinds(*prices)))[1]
    assert ("dangling_reference", KIND) in {(issue.code, issue.cell) for issue in twice}


@pytest.mark.parametrize(
    ("title", "header"),
    [("Gioi tinh", "sex"), ("Giơi tính", "sex"), ("Giới tinh", "sex"), ("Sxe", "sex")],
)
def test_a_column_nearly_named_is_suggested_from_all_its_names(title, header):
    place = f"{column('Giới tính')}1"
    problem, issues = changed(("Trẻ em", place, title))
    assert problem is None
    assert [(issue.code, issue.cell, issue.remedy) for issue in issues] == [
        ("unknown_column", place, f"Did you mean {header}?")
    ]


@pytest.mark.parametrize("text", ["12,5%", "0.4", "0.125"])
def test_a_share_is_asked_for_as_the_sheet_writes_numbers(text):
    cell = f"{column('Tỷ lệ hộ nghèo', 'Xã')}3"
    _, (issue,) = changed(("Xã", cell, text))
    assert issue.code == "bad_share"
    assert issue.remedy.endswith("for example 0,125.")
    assert changed(("Xã", cell, "0,125"))[1] == ()


def test_a_decimal_is_asked_for_as_the_sheet_writes_numbers():
    cell = f"{column('Vĩ độ', 'Xã')}3"
    _, (issue,) = changed(("Xã", cell, "22.46"))
    assert issue.remedy == "Write for example 21,0285."
    assert changed(("Xã", cell, "21,0285"))[1] == ()


def test_a_decimal_point_is_never_taken_for_a_mark_of_thousands():
    cell = f"{column('Số lượng', 'Chi tiết khoản tài trợ')}3"
    assert [issue.code for issue in changed(("Chi tiết khoản tài trợ", cell, "0.125"))[1]] == ["bad_integer"]
    assert changed(("Chi tiết khoản tài trợ", cell, "1.125"))[0]["stock"]["quantity"][0] == 1125


@pytest.mark.parametrize(
    ("language", "sheet", "title", "first"),
    [("vi", "Nhu cầu", "Loại hỗ trợ", "Bữa ăn dinh dưỡng"), ("en", "Needs", "Kind", "Nutritious meals")],
)
def test_the_template_offers_kinds_by_their_labels(language, sheet, title, first):
    book = opened(template(language))
    letter = next(cell.column_letter for cell in book[sheet][1] if str(cell.value).startswith(title))
    (rule,) = [
        one for one in book[sheet].data_validations.dataValidation if str(one.sqref).startswith(f"{letter}3:")
    ]
    kinds, offered = rule.formula1.replace("$", "").split("!")
    assert book[kinds.strip("='")][offered.split(":")[0]].value == first


def test_a_tab_is_dark_blue_where_every_round_fills_it_in_and_hints_write_numbers_like_all_else():
    book = opened(template("vi"))
    colours = {sheet.title: sheet.sheet_properties.tabColor for sheet in book}
    dark = [name for name, colour in colours.items() if colour is not None and colour.rgb == "FF1F4E79"]
    assert dark == ["Xã", "Trẻ em", "Nhu cầu", "Khoản tài trợ", "Chi tiết khoản tài trợ"]
    hints = [str(cell.value) for sheet in book for cell in sheet[2]]
    assert not any("\u202f" in hint for hint in hints)
    assert any("1.000.000" in hint for hint in hints)


def test_a_missing_sheet_is_named_as_the_workbook_names_it():
    def change(book):
        del book["Xã"]

    issues = [issue for issue in checked_workbook(filled(change))[1] if issue.code == "missing_table"]
    assert [issue_sentence(issue, "vi") for issue in issues] == [
        "[missing_table] trang “Xã”: Thiếu bảng này. Hãy thêm bảng “Xã”."
    ]
