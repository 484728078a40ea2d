"""Everything that can be wrong with the input is told in English and in Vietnamese."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from fault_sentences import SLOT, fault_sentences

from matching.errors import Issue
from matching.reporting.issue_sentences import issue_message, issue_remedy, issue_sentence

LISTED = json.loads(files("matching.reporting").joinpath("data/issues.json").read_text(encoding="utf-8"))
FOUND = sorted({(code, part, template) for _, code, part, template in fault_sentences()})

FILLINGS = ("7", "ages from 7", "ages 1 to 9", "7 đồng at least")
"""What may stand in the slots of a template."""


def issue(code: str, message: str, remedy: str, **place: str) -> Issue:
    return Issue(code, "children", 3, "birth_date", "•••", message, remedy, **place)


def test_the_source_is_searched_for_faults():
    codes = {code for code, _, _ in FOUND}
    assert len(codes) > 50
    assert {"bad_date", "numeric_id", "formula_cell", "workbook_with_macros", "duplicate_id"} <= codes
    assert {code for code in codes if code not in LISTED["messages"]} == set()


@pytest.mark.parametrize(("code", "part", "template"), FOUND)
def test_every_message_and_remedy_has_a_vietnamese_sentence(code, part, template):
    told = issue_message if part == "message" else issue_remedy
    translated = []
    for filled in FILLINGS:
        sentence = template.replace(SLOT, filled)
        found = issue(code, sentence, sentence)
        assert told(found, "en") == sentence
        translated.append(told(found, "vi") != sentence)
    assert any(translated), "add it to reporting/data/issues.json"


def test_no_parameter_is_lost():
    pairs = [*LISTED["remedies"].items(), *LISTED["any_message"].items()]
    pairs += [pair for messages in LISTED["messages"].values() for pair in messages.items()]
    for english, vietnamese in pairs:
        assert sorted(part.split("}")[0] for part in english.split("{")[1:]) == sorted(
            part.split("}")[0] for part in vietnamese.split("{")[1:]
        )
        assert english.rstrip()[-1] in ".?"


def test_a_sentence_names_the_cell_by_the_labels_of_the_sheet():
    found = issue(
        "bad_date",
        "The text is not a day of the calendar.",
        "Write it as dd/mm/yyyy.",
        sheet="Trẻ em",
        cell="E7",
    )
    assert issue_sentence(found, "vi") == (
        "[bad_date] trang “Trẻ em”, ô E7 (Ngày sinh) (•••): Văn bản không phải là một ngày có trong lịch. "
        "Hãy ghi dạng ngày/tháng/năm, ví dụ 31/01/2026."
    )


def test_a_sentence_names_row_and_column_of_a_file():
    found = issue("out_of_range", "The number is outside its range.", "Write a number from 0 to 17 years.")
    assert issue_sentence(found, "vi") == (
        "[out_of_range] children, dòng 3, cột birth_date (•••): Số nằm ngoài khoảng cho phép. "
        "Hãy ghi một số từ 0 đến 17 tuổi."
    )
    assert issue_sentence(found, "en").startswith(
        "[out_of_range] children, row 3, column birth_date (•••): The"
    )


def test_counts_are_written_as_the_language_writes_them():
    found = issue("bad_date", "12,345 further rows have the same mistake.", "Write it as yyyy-mm-dd.")
    assert issue_message(found, "vi") == "Còn 12.345 dòng khác có cùng lỗi."


def test_a_sentence_without_a_translation_is_told_in_english():
    assert issue_message(issue("new_code", "Something new.", "Do it."), "vi") == "Something new."


def test_values_and_columns_are_told_by_the_labels_of_the_sheet():
    place = {"sheet": "Trẻ em", "cell": "G4"}
    listed = Issue(
        "unknown_value", "children", 2, "sex", "•••", "The value is not in the list.", "Use one of boy, girl."
    )
    assert issue_remedy(replace(listed, **place), "vi") == "Hãy dùng một trong: nam, nữ."
    assert issue_remedy(listed, "vi") == "Hãy dùng một trong: boy, girl."
    near = Issue(
        "unknown_column", "children", 0, "Birth", "", "The column is unknown.", "Did you mean birth_date?"
    )
    assert issue_remedy(replace(near, **place), "vi") == "Có phải ý bạn là “Ngày sinh”?"
    assert issue_remedy(near, "vi") == "Có phải ý bạn là birth_date?"


def test_periods_and_money_are_told_in_vietnamese():
    slots = issue(
        "unknown_period",
        "Slots of eye at P1 are listed for 2026-01-01 to open, 2027-01-01 to 2027-02-01 and 3 more, "
        "not for the period of this row.",
        "Use a period that is listed, split the row over several of them, or add the period to slots.",
    )
    assert issue_message(slots, "vi") == (
        "Suất eye tại P1 được ghi cho thời gian 2026-01-01 đến không giới hạn, 2027-01-01 đến 2027-02-01 và 3 thời gian "
        "khác, không phải thời gian của dòng này."
    )
    money = "The promises of this offer take 1,500,000 đồng at least; its budget is 900,000 đồng."
    assert "1.500.000 đồng; ngân sách của khoản là 900.000" in issue_message(
        issue("commitment_above_budget", money, "Check it."), "vi"
    )


def test_every_sentence_names_its_code_and_place_whatever_is_known_of_it():
    found = issue("missing_table", "The table is missing.", "Add the table needs.")
    for changes in (
        {},
        {"row": 0},
        {"row": 0, "column": ""},
        {"sheet": "X", "cell": ""},
        {"sheet": "X", "cell": "A1"},
    ):
        for language in ("en", "vi"):
            sentence = issue_sentence(replace(found, **changes), language)
            assert sentence.startswith("[missing_table] ")
            assert ("X" if "sheet" in changes else "children") in sentence
