"""The workbook of a result: every sheet adds up to the plan, prints well, and runs nothing."""

import itertools
import re
from collections import Counter

import pytest

import matching
from matching.errors import NoPlanError
from matching.vocabulary import HIDDEN_CIRCUMSTANCES
from matching.workbooks.numbers import grouped
from matching.workbooks.result_workbook import result_workbook
from matching.workbooks.wording import told

PAGES = ("communes", "kinds", "donors", "sites", "handover", "unmet", "unused")


def rows_of(book, code, language):
    """Return the titles and the rows of a page below them."""
    sheet = book[told(code, language)]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    return rows[0], rows[1:]


def column_of(book, code, title, language):
    titles, rows = rows_of(book, code, language)
    place = titles.index(told(title, language))
    return [row[place] for row in rows]


def split(rows, language):
    """Return plain rows, subtotals and the total of a page, told apart by their first or second cell."""
    stem = told("subtotal", language, name="").strip()
    subtotals = [row for row in rows if any(str(cell).startswith(stem + " ") for cell in row[:2])]
    plain = [row for row in rows[:-1] if row not in subtotals]
    return plain, subtotals, rows[-1]


@pytest.mark.parametrize(
    ("code", "numbers"),
    [("communes", ("needed", "met", "missing", "amount")), ("kinds", ("needed", "met", "missing")),
     ("donors", ("used", "left", "amount", "budget", "money_left")), ("sites", ("quantity",)), ("handover", ("quantity",)),
     ("unmet", ("needed", "met", "missing")), ("unused", ("left", "money_left"))],
)  # fmt: skip
def test_rows_add_up_to_subtotals_and_to_the_total(code, numbers, book, language):
    titles, rows = rows_of(book, code, language)
    plain, subtotals, total = split(rows, language)
    assert total[0] == told("total", language)
    assert plain
    for title in numbers:
        place = titles.index(told(title, language))
        assert sum(row[place] or 0 for row in plain) == total[place]
        if subtotals:
            assert sum(row[place] or 0 for row in subtotals) == total[place]


def test_every_subtotal_is_the_sum_of_the_rows_above_it(book, language):
    for code, title in (
        ("kinds", "met"),
        ("donors", "used"),
        ("sites", "quantity"),
        ("handover", "quantity"),
    ):
        titles, rows = rows_of(book, code, language)
        place, sums = titles.index(told(title, language)), 0
        _, subtotals, _ = split(rows, language)
        for row in rows[:-1]:
            if row in subtotals:
                assert row[place] == sums
                sums = 0
            else:
                sums += row[place]


def test_the_totals_are_those_of_the_plan(result, book, language):
    everyone, plan = result.coverage("everyone"), result.plan
    _, rows = rows_of(book, "communes", language)
    assert rows[-1][2:5] == [
        int(everyone.needed.sum()), int(everyone.met.sum()), int((everyone.needed - everyone.met).sum())
    ]  # fmt: skip
    assert column_of(book, "handover", "quantity", language)[-1] == int(plan.quantity.sum())
    assert column_of(book, "donors", "used", language)[-1] == int(plan.quantity.sum())
    assert column_of(book, "donors", "amount", language)[-1] == int(plan.amount.sum()) > 0
    assert column_of(book, "sites", "quantity", language)[-1] == int(plan.quantity.sum())
    assert column_of(book, "unmet", "missing", language)[-1] == int(result.unmet.quantity.sum())
    assert column_of(book, "unused", "left", language)[-1] == int(result.unused.quantity.sum())
    rest = int(result.unused.money.amount.sum())
    assert column_of(book, "unused", "money_left", language)[-1] == rest > 0
    assert column_of(book, "donors", "money_left", language)[-1] == rest
    cash = result.problem["offers"].is_("modality", "cash")
    assert column_of(book, "donors", "budget", language)[-1] == int(
        result.problem["offers"]["budget"][cash].sum()
    )


def test_the_summary_says_the_same_totals_and_the_verdict(result, book, language):
    lines = {row[0].value: row[1].value for row in book[told("summary", language)].iter_rows()}
    everyone = result.coverage("everyone")
    assert lines[told("met_line", language)] == int(everyone.met.sum())
    assert lines[told("spent_line", language)] == int(result.plan.amount.sum())
    assert any(str(line).startswith(("PROVED", "ĐÃ CHỨNG MINH")) for line in lines)
    told_missing = sum(number for text, number in lines.items() if text and isinstance(number, int))
    assert told_missing > 0


def test_the_handover_list_is_the_plan_line_by_line(result, book, language):
    titles, rows = rows_of(book, "handover", language)
    plain, _, _ = split(rows, language)
    places = [titles.index(told(code, language)) for code in ("need", "offer", "quantity")]
    listed = Counter(tuple(row[place] for place in places) for row in plain)
    problem, plan = result.problem, result.plan
    needs, offers = problem["needs"]["need"][plan.need], problem["offers"]["offer"][plan.offer]
    planned = Counter(zip(needs.tolist(), offers.tolist(), plan.quantity.tolist(), strict=True))
    assert listed == planned


def test_children_served_are_counted_once_in_every_total(result, book, language):
    children = result.problem["needs"]["child"][result.plan.need]
    served = len(set(children[children >= 0].tolist()))
    for code in ("communes", "donors", "sites"):
        assert column_of(book, code, "children", language)[-1] == served


@pytest.mark.parametrize("code", PAGES)
def test_pages_are_set_up_for_printing(code, book, language):
    sheet = book[told(code, language)]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$4"
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.freeze_panes == "A5"


def test_every_commune_of_the_handover_list_begins_on_its_own_page_and_the_total_ends_the_last(
    book, language
):
    sheet = book[told("handover", language)]
    _, subtotals, _ = split(rows_of(book, "handover", language)[1], language)
    assert len(sheet.row_breaks.brk) == len(subtotals) - 1
    assert max(mark.id for mark in sheet.row_breaks.brk) < sheet.max_row - 1


def test_whoever_receives_something_has_room_to_sign(book, language):
    sheet = book[told("handover", language)]
    lines, _, _ = split(rows_of(book, "handover", language)[1], language)
    assert lines
    assert sheet.row_dimensions[5].height >= 24


def test_numbers_are_shown_as_the_language_writes_them(book, language):
    titles, rows = rows_of(book, "donors", language)
    place = titles.index(told("amount", language))
    total = book[told("donors", language)].cell(4 + len(rows), place + 1)
    mark = "." if language == "vi" else ","
    assert re.fullmatch(rf"0(\\{re.escape(mark)}000)+", total.number_format)
    assert len(total.number_format) - 1 == 5 * ((len(str(total.value)) - 1) // 3)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "0"), (1000, r"0\.000"), (999_999, r"0\.000"), (10**9, r"0\.000\.000\.000")],
)
def test_a_number_is_grouped_by_its_own_length(value, shown):
    assert grouped(value, "vi") == shown
    assert grouped(value, "en") == shown.replace(".", ",")
    assert grouped(value, "vi", "đồng") == f'{shown}" đồng"'


def test_nothing_is_a_formula_and_no_hidden_group_is_named(book):
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not {str(group) for group in HIDDEN_CIRCUMSTANCES} & set(texts)
    assert not any(
        word in text for text in texts for word in ("HIV", "ma túy", "xâm hại", "mua bán", "bạo lực")
    )


def test_sheets_that_name_children_say_that_they_are_internal(book, language):
    for code, row in itertools.product(("handover", "unmet"), (3,)):
        assert book[told(code, language)].cell(row, 1).value == told("internal", language)


def test_it_is_the_same_bytes_every_time(result, language):
    assert result_workbook(result, language) == result_workbook(result, language)


def test_without_a_plan_there_is_no_workbook(result, tmp_path):
    from dataclasses import replace

    with pytest.raises(NoPlanError):
        matching.write_workbook(replace(result, allocation=None), tmp_path / "plan.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_not_replaced_unasked(result, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        matching.write_workbook(result, path)
    assert path.read_text() == "mine"
    matching.write_workbook(result, path, "vi", overwrite=True)
    assert path.read_bytes() == result_workbook(result, "vi")
