"""The first sheet of a result: verdict, sizes, goals, why needs are not met, and lines to sign on."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from matching.files.workbook.book import Book, Value, put
from matching.reporting.goal_sentences import goal_sentences
from matching.reporting.numerals import percent
from matching.reporting.summaries import verdict
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS, MISSING
from matching.workbooks.names import Names
from matching.workbooks.numbers import grouped
from matching.workbooks.page import Heading, set_up, write_heading
from matching.workbooks.places import children_served, needed_and_met
from matching.workbooks.wording import told

Line = tuple[str, Value, str]
"""What is told, its number or nothing, and the unit or what stands behind the number."""


def write_summary(book: Book, names: Names, heading: Heading) -> None:
    """Write the summary: two columns, one page wide."""
    language = names.language
    sheet = book.sheet(told("summary", language), "#1F4E79")
    sheet.hide_gridlines(2)
    for column, width in enumerate((58, 26, 40)):
        sheet.set_column(column, column, width)
    write_heading(book, sheet, heading)
    bold = book.look(bold=True, font_color="#1F4E79", font_size=11)
    row = _wide(book, sheet, 3, verdict(names.result, language), 34)
    for title, lines in _blocks(names):
        put(sheet, row + 1, 0, title, bold)
        row = _listed(book, sheet, row + 2, lines, language)
    put(sheet, row + 1, 0, told("goals_line", language), bold)
    row += 2
    for number, sentence in enumerate(goal_sentences(names.result, language), 1):
        row = _wide(book, sheet, row, f"{number}. {sentence}", 17 * (1 + len(sentence) // 125))
    _signatures(book, sheet, row + 2, language)
    set_up(sheet, language, landscape=True)


def _wide(book: Book, sheet: Any, row: int, text: str, height: float) -> int:
    """Write a text across all columns and return the next row."""
    look = book.look(text_wrap=True)
    sheet.merge_range(row, 0, row, 2, "", look)
    put(sheet, row, 0, text, look)
    sheet.set_row(row, height)
    return row + 1


def _listed(book: Book, sheet: Any, row: int, lines: list[Line], language: str) -> int:
    for text, number, behind in lines or [(phrase("summary.none", language), None, "")]:
        shape = grouped(number, language) if isinstance(number, int) else "@"
        look = book.look(bottom=4, bottom_color="#A6A6A6")
        put(sheet, row, 0, text, look)
        put(
            sheet,
            row,
            1,
            number,
            book.look(bottom=4, bottom_color="#A6A6A6", num_format=shape, align="right"),
        )
        put(sheet, row, 2, behind, book.look(bottom=4, bottom_color="#A6A6A6", align="left", indent=1))
        row += 1
    return row


def _blocks(names: Names) -> Iterator[tuple[str, list[Line]]]:
    language, result = names.language, names.result
    yield told("title.summary", language), _sizes(names)
    unmet = _by_reason(result.unmet.reason, result.unmet.quantity, "Reason", "reason", language)
    yield told("reasons_line", language), unmet
    left, unit = result.unused, told("unit", language).lower()
    unused = _by_reason(left.reason, left.quantity, "UnusedReason", "unused", language, unit)
    unused += _by_reason(left.money.reason, left.money.amount, "UnusedReason", "unused", language, "đồng")
    yield told("unused_line", language), unused


def _sizes(names: Names) -> list[Line]:
    language, plan = names.language, names.result.plan
    needed, met = (int(units.sum()) for units in needed_and_met(names))
    needs = names.problem["needs"]
    unconfirmed = int(needs["quantity"][needs["confirmed"] != 1].sum())
    children = np.unique(children_served(names))
    lines: list[Line] = [
        (told("needs_line", language), needed, ""),
        (told("met_line", language), met, percent(met, needed, language)),
        (told("unmet_line", language), needed - met, percent(needed - met, needed, language)),
        (told("children_line", language), int((children != MISSING).sum()), ""),
        (told("spent_line", language), int(plan.amount.sum()), "đồng"),
    ]
    if unconfirmed:
        lines.insert(3, (told("unconfirmed_line", language), unconfirmed, ""))
    return lines


def _by_reason(
    reasons: Any, quantities: Any, enumeration: str, prefix: str, language: str, behind: str = ""
) -> list[Line]:
    """Return the units, or đồng, of every reason, the most first."""
    units = {
        name: int(quantities[reasons == code].sum()) for code, name in enumerate(ENUMERATIONS[enumeration])
    }
    ordered = sorted((name for name in units if units[name]), key=lambda name: -units[name])
    return [(phrase(f"{prefix}.{name}", language), units[name], behind) for name in ordered]


def _signatures(book: Book, sheet: Any, row: int, language: str) -> None:
    for column, code in enumerate(("made", "approved", "date")):
        put(sheet, row, column, told(code, language), book.look(bold=True, align="center"))
    sheet.set_row(row + 1, 50)
