"""What an officer does with a template: fill it in with a spreadsheet, in her language, and save it."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from matching.files.workbook.template import template

Book = Any
ROUND: Mapping[str, list[dict[str, Any]]] = {
    "Xã": [
        {"Mã xã": "04930", "Tên xã": "Yên Xuân", "Khu vực": "khu vực I", "Tỷ lệ hộ nghèo": 0.125},
        {"Mã xã": "09700", "Tên xã": "Ba Vì", "Khu vực": "Khu vực II"},
    ],
    "Điểm trường, cơ sở": [{"Mã điểm": "D-01", "Xã (mã)": "09700", "Loại điểm": "trường mầm non"}],
    "Trẻ em": [
        {"Mã trẻ": "T-01", "Xã (mã)": "04930", "Ngày sinh": date(2018, 5, 4), "Giới tính": "Nữ", "Hộ": "hộ nghèo",
         "Hoàn cảnh đặc biệt": "g04; g01"},
        {"Mã trẻ": "T-02", "Xã (mã)": "09700", "Ngày sinh": "7/3/2016", "Giới tính": "nam", "Có nguy cơ": "có"},
        {"Mã trẻ": "T-03", "Xã (mã)": "09700", "Ngày sinh": "2017-12-31", "Điểm trường": "D-01"},
    ],
    "Nhu cầu": [
        {"Mã nhu cầu": f"N-{number}", "Trẻ": f"T-0{number}", "Loại hỗ trợ": "warm_clothes", "Số lượng": 1}
        for number in (1, 2, 3)
    ],
    "Nhà tài trợ": [{"Nhà tài trợ": "NTT", "Tên": "Ánh Dương", "Loại nhà tài trợ": "doanh nghiệp"}],
    "Khoản tài trợ": [
        {"Mã tài trợ": "K1", "Nhà tài trợ": "NTT", "Hình thức": "hiện vật"},
        {"Mã tài trợ": "K2", "Nhà tài trợ": "NTT", "Hình thức": "kinh phí", "Ngân sách": "5.000.000"},
    ],
    "Chi tiết khoản tài trợ": [
        {"Mã tài trợ": "K1", "Loại hỗ trợ": "warm_clothes", "Mặt hàng": "clothes-06-08-neutral", "Số lượng": 2},
        {"Mã tài trợ": "K2", "Loại hỗ trợ": "meal"},
    ],
    "Nguyện vọng nhà tài trợ": [
        {"Mã tài trợ": "K1", "Thuộc tính": "hộ", "Giá trị": "hộ nghèo|hộ khác"},
    ],
}  # fmt: skip
"""Sheet → rows by label, as an officer types them into the Vietnamese template."""


def titles(sheet: Any, row: int = 1) -> dict[str, int]:
    return {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[row] if cell.value}


@cache
def whole() -> bytes:
    """Return the Vietnamese template filled with the round, with everything that the template holds."""
    book = openpyxl.load_workbook(io.BytesIO(template("vi", date(2026, 3, 1))))
    for name, records in ROUND.items():
        sheet = book[name]
        columns = titles(sheet)
        for row, record in enumerate(records, 3):
            for label, value in record.items():
                sheet.cell(row, columns[label]).value = value
    return saved(book)


@cache
def lean() -> bytes:
    """Return the filled template without lists, looks and the sheets that hold nothing of the round."""
    full, book = opened(whole()), openpyxl.Workbook()
    book.remove(book.active)
    for sheet in full:
        if sheet.title in (*ROUND, "_meta", "Báo giá", "Cam kết"):
            copy = book.create_sheet(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        copy.cell(cell.row, cell.column).value = cell.value
    return saved(book)


def filled(change: Callable[[Book], None] = lambda book: None) -> bytes:
    """Return the lean workbook of the round after a change."""
    book = opened(lean())
    change(book)
    return saved(book)


@cache
def column(label: str, sheet: str = "Trẻ em") -> str:
    """Return the letters of the column that bears a label."""
    return get_column_letter(titles(opened(lean())[sheet])[label])


def saved(book: Book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(data: bytes) -> Book:
    return openpyxl.load_workbook(io.BytesIO(data))
