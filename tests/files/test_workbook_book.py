"""Cells are written as what they are, or not at all."""

import io
from datetime import date

import openpyxl
import pytest

from matching.errors import OverflowRefusedError
from matching.files.workbook.addresses import address, column_index, column_letters, position
from matching.files.workbook.book import MOST_ROWS, Book, put, put_rows


def test_texts_numbers_and_days_keep_their_type():
    book = Book()
    sheet = book.sheet("a")
    put_rows(
        sheet,
        0,
        [["=1", 5, 0.5, date(2026, 1, 31), None, ""]],
        [*[book.look()] * 3, book.look(num_format="yyyy-mm-dd"), *[book.look()] * 2],
    )
    (row,) = openpyxl.load_workbook(io.BytesIO(book.data()))["a"].iter_rows(values_only=True)
    assert row[:3] == ("=1", 5, 0.5)
    assert row[3].date() == date(2026, 1, 31)


@pytest.mark.parametrize(("row", "value"), [(MOST_ROWS, "x"), (MOST_ROWS, 1), (0, "x" * 40_000)])
def test_what_does_not_fit_into_a_sheet_is_refused_and_not_left_out(row, value):
    sheet = Book().sheet("a")
    with pytest.raises(OverflowRefusedError, match="does not fit"):
        put(sheet, row, 0, value)


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_columns_are_told_in_letters_and_back(column, letters):
    assert column_letters(column) == letters
    assert column_index(letters) == column
    assert position(address(41, column)) == (41, column)
