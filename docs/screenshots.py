"""The pictures of the documentation, made from the real thing: `python docs/screenshots.py`.

A round of thirty invented children is typed into the template as an officer would, checked with three planted mistakes,
mended, solved, and printed. Needs openpyxl, chromium, LibreOffice (`soffice`) and poppler (`pdftoppm`)
on the path, and the extras `excel` and `report`.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from matching.cli.main import run

IMAGES = Path(__file__).parent / "images"

COMMUNES = (
    ("10027", "Pa Cheo", "khu vực III", 0.41, 22.46, 103.72), ("02683", "Y Tý", "khu vực III", 0.38, 22.65, 103.61),
    ("02845", "Nậm Pung", "khu vực II", 0.22, 22.60, 103.66), ("03004", "Đồng Tuyển", "khu vực I", 0.08, 22.49, 103.93),
)  # fmt: skip
GROUPS = {2: "g03", 5: "g04", 9: "g01; g04", 14: "g13", 21: "g03"}
MISTAKES = (
    ("Trẻ em", 7, "Giới tính", "nũ"), ("Nhu cầu", 9, "Số lượng", "hai"), ("Khoản tài trợ", 5, "Ngân sách", -5_000_000),
)  # fmt: skip
"""Sheet, row, column and the wrong value of three slips."""


def children() -> list[dict[str, Any]]:
    """Return thirty invented children as an officer writes them down."""
    found: list[dict[str, Any]] = []
    for number in range(30):
        commune = COMMUNES[(number * 7 + number // 4) % 4]
        row: dict[str, Any] = {
            "Mã trẻ": f"TE-{number + 1:03}", "Xã (mã)": commune[0],
            "Ngày sinh": date(2012 + number * 3 % 10, 1 + number % 12, 1 + number * 3 % 28),
            "Giới tính": ("nam", "nữ")[number % 2],
            "Hộ": ("hộ nghèo", "hộ cận nghèo", "hộ khác")[number % 3],
            "Dân tộc thiểu số": "có" if number % 4 else "không",
            "Người đại diện đồng ý": "có" if number % 5 else "không",
            "Trẻ đồng ý": "có" if number % 5 else "không",
            "Ngày đồng ý": "15/01/2026" if number % 5 else None,
        }  # fmt: skip
        if number in GROUPS:
            row["Hoàn cảnh đặc biệt"] = GROUPS[number]
        found.append(row)
    return found


def needs() -> list[dict[str, Any]]:
    """Return what the children need: clothes for everyone, meals or school kits for some."""
    rows = [
        {"Trẻ": f"TE-{number + 1:03}", "Loại hỗ trợ": kind, "Số lượng": quantity}
        for number in range(30)
        for kind, quantity in (
            ("warm_clothes", 1),
            *((("meal", 3),) if 2012 + number * 3 % 10 > 2015 else (("school_kit", 1),)),
        )
    ]
    return [{"Mã nhu cầu": f"NC-{place:03}", **row} for place, row in enumerate(rows, 1)]


def the_round() -> Mapping[str, list[dict[str, Any]]]:
    """Return the rows of every sheet by their Vietnamese titles."""
    names = ("Mã xã", "Tên xã", "Khu vực", "Tỷ lệ hộ nghèo", "Vĩ độ", "Kinh độ")
    return {
        "Xã": [dict(zip(names, commune, strict=True)) | {"Tỉnh": "Lào Cai"} for commune in COMMUNES],
        "Trẻ em": children(),
        "Nhu cầu": needs(),
        "Nhà tài trợ": [
            {"Nhà tài trợ": "N1", "Tên": "Công ty Ánh Dương", "Loại nhà tài trợ": "doanh nghiệp"},
            {"Nhà tài trợ": "N2", "Tên": "Nhóm thiện nguyện Đồng Xanh"},
        ],
        "Khoản tài trợ": [
            {"Mã tài trợ": "T1", "Nhà tài trợ": "N1", "Hình thức": "hiện vật", "Giới thiệu trẻ cho nhà tài trợ": "có"},
            {"Mã tài trợ": "T2", "Nhà tài trợ": "N2", "Hình thức": "kinh phí", "Ngân sách": "6.000.000"},
            {"Mã tài trợ": "T3", "Nhà tài trợ": "N1", "Hình thức": "kinh phí", "Ngân sách": "2.500.000"},
        ],
        "Chi tiết khoản tài trợ": [
            *(
                {"Mã tài trợ": "T1", "Loại hỗ trợ": "warm_clothes", "Mặt hàng": f"clothes-{ages}-neutral", "Số lượng": 5}
                for ages in ("06-08", "09-12", "13-15")
            ),
            {"Mã tài trợ": "T2", "Loại hỗ trợ": "meal"},
            {"Mã tài trợ": "T3", "Loại hỗ trợ": "school_kit"},
        ],
        "Nguyện vọng nhà tài trợ": [
            {"Mã tài trợ": "T3", "Thuộc tính": "hộ", "Giá trị": "hộ nghèo|hộ cận nghèo"}
        ],
    }  # fmt: skip


def columns(sheet: Any) -> dict[str, int]:
    """Return the column of every title."""
    return {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1] if cell.value}


def fill(path: Path) -> None:
    """Type the round into an empty template."""
    book = openpyxl.load_workbook(path)
    for name, records in the_round().items():
        sheet = book[name]
        titles = columns(sheet)
        for row, record in enumerate(records, 3):
            for label, value in record.items():
                sheet.cell(row, titles[label]).value = value
    book.save(path)


def slip(path: Path, mend: bool) -> None:
    """Plant the three mistakes, or put right what was there before."""
    book = openpyxl.load_workbook(path)
    for name, row, label, wrong in MISTAKES:
        sheet = book[name]
        right = the_round()[name][row - 3].get(label)
        sheet.cell(row, columns(sheet)[label]).value = right if mend else wrong
    book.save(path)


def go_through(folder: Path) -> None:
    """Go the way of the round in a folder: template, filled, checked with mistakes, mended, solved, printed, reported."""
    book, checked, mended = (str(folder / f"{name}.xlsx") for name in ("mau", "da-kiem-tra", "da-sua"))
    plan, result = str(folder / "phuong-an"), str(folder / "ket-qua.xlsx")
    expect(0, "template", book, "--reference-date", "2026-03-01")
    shutil.copy(book, folder / "trong.xlsx")
    fill(Path(book))
    slip(Path(book), mend=False)
    expect(3, "check", book, "--output", checked)
    shutil.copy(checked, mended)
    slip(Path(mended), mend=True)
    expect(0, "solve", mended, "--output", plan, "--workbook", result)
    for view in ("internal", "public"):
        expect(0, "report", mended, plan, "--view", view, "--output", str(folder / f"{view}.html"))


def expect(code: int, *words: str) -> None:
    """Run a command in Vietnamese and insist on its exit code."""
    found = run([*words, "--lang", "vi"])
    if found != code:
        raise SystemExit(f"{words[0]} ended with {found}, not with {code}")


def print_book(folder: Path, name: str) -> None:
    """Print a workbook as PDF."""
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", f"{name}.xlsx"], cwd=folder, check=True)


def picture_of_page(
    folder: Path, name: str, page: int, target: str, height: int, dots: int = 110, left: int = 0
) -> None:
    """Save the upper part of a page of a PDF as a picture; at more dots an inch, its left part only."""
    words = ["pdftoppm", "-png", "-singlefile", "-r", str(dots), "-f", str(page)]
    box = ["-x", str(left), "-y", str(left), "-W", "1300", "-H", str(height)]
    subprocess.run([*words, *box, str(folder / f"{name}.pdf"), str(IMAGES / target)], check=True)


def picture_of_report(folder: Path, view: str, target: str, width: int, height: int) -> None:
    """Save what a browser shows of a report."""
    words = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width},{height}"]
    subprocess.run(
        [*words, f"--screenshot={IMAGES / target}.png", (folder / f"{view}.html").as_uri()], check=True
    )


def main() -> None:
    """Make every picture of the documentation that comes from this round."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    go_through(folder)
    for name in ("da-kiem-tra", "ket-qua", "trong"):
        print_book(folder, name)
    picture_of_page(folder, "trong", 6, "excel-template", 250, 260, 120)
    picture_of_page(folder, "da-kiem-tra", 1, "excel-findings", 220)
    picture_of_page(folder, "da-kiem-tra", 6, "excel-checked", 450, 260, 120)
    picture_of_page(folder, "ket-qua", 6, "excel-handover", 520)
    picture_of_page(folder, "ket-qua", 2, "excel-communes", 420)
    picture_of_report(folder, "internal", "report-internal", 1000, 1500)
    picture_of_report(folder, "internal", "report-phone", 500, 1100)
    picture_of_report(folder, "public", "report-public", 1000, 1100)


if __name__ == "__main__":
    main()
