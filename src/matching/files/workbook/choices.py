"""The sheet of codes, and the drop-down lists and limits of the columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matching.files.workbook.book import Book, put
from matching.files.workbook.hints import hint, title
from matching.files.workbook.texts import text
from matching.problem.fields import Field, registry
from matching.problem.labels import enumeration_labels, field_label, value_labels
from matching.problem.problem import EPOCH

ANSWERS: Final = "bool"
SEARCHED: Final = 20_000
"""Rows of another sheet that a drop-down list offers."""

_TITLE, _PROMPT = 32, 255
_LAST_DAY: Final = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the names of a table's rows stand: sheet, letters of the column, and first row counted from 1."""

    sheet: str
    letters: str
    row: int


def write_codes(book: Book, language: str) -> None:
    """Write the sheet of codes: every list with its labels and codes."""
    sheet = book.sheet(text("sheet.codes", language), "#A6A6A6")
    head, plain = _heads(book)
    for column, (code, wide) in enumerate((("codes.list", 34), ("codes.label", 66), ("codes.code", 18))):
        sheet.set_column(column, column, wide)
        put(sheet, 0, column, text(code, language), head)
    sheet.freeze_panes(1, 0)
    sheet.protect()
    row = 1
    for listed, (owner, labels) in _lists(language).items():
        titled = text("codes.answers", language) if listed == ANSWERS else field_label(owner, language)
        for value, label in labels.items():
            for number, cell in enumerate((titled, label, value)):
                put(sheet, row, number, cell, plain)
            row += 1


def code_ranges(language: str) -> dict[str, str]:
    """Return where every list stands on the sheet of codes, by the list's name; sets offer their codes."""
    name = _quoted(text("sheet.codes", language))
    ranges, row = {}, 2
    for listed, (owner, labels) in _lists(language).items():
        column = "C" if owner.base == "set" else "B"
        ranges[listed] = f"='{name}'!${column}${row}:${column}${row + len(labels) - 1}"
        row += len(labels)
    return ranges


def _heads(book: Book) -> tuple[Any, Any]:
    return (
        book.look(bold=True, bg_color="#404040", font_color="#FFFFFF"),
        book.look(num_format="@", text_wrap=True),
    )


def _lists(language: str) -> dict[str, tuple[Field, Mapping[str, str]]]:
    """Return every list with a field that uses it and the labels of its values."""
    lists: dict[str, tuple[Field, Mapping[str, str]]] = {}
    for fields in registry().values():
        for field in fields:
            if field.base == "bool":
                lists.setdefault(ANSWERS, (field, value_labels(field, language)))
            elif field.base in ("enum", "set"):
                labels = enumeration_labels(field.parameter, language)
                lists.setdefault(field.parameter, (field, labels))
    return lists


def choice(
    field: Field, header: str, language: str, ranges: Mapping[str, str], keys: Mapping[str, KeyPlace]
) -> dict[str, Any]:
    """Return the validation of a column: what is offered, what is refused, and the hint shown beside the cell."""
    prompt = {
        "input_title": title(field, header, language)[:_TITLE],
        "input_message": hint(field, header, language)[:_PROMPT],
        "error_title": text("choice.title", language),
        "error_message": text("choice.message", language),
    }
    return {**_limits(field, header, ranges, keys), **prompt}


def _limits(
    field: Field, header: str, ranges: Mapping[str, str], keys: Mapping[str, KeyPlace]
) -> dict[str, Any]:
    if field.base == "ref":
        return _reference(field, header, keys)
    if field.base in ("enum", "bool"):
        return {"validate": "list", "source": ranges[field.parameter or ANSWERS]}
    if field.base == "set":
        return {"validate": "list", "source": ranges[field.parameter], "show_error": False}
    if field.base == "date":
        return {"validate": "date", "criteria": "between", "minimum": EPOCH, "maximum": _LAST_DAY,
                "error_type": "warning"}  # fmt: skip
    if field.minimum is None or field.maximum is None:
        return {"validate": "any"}
    scale = 10_000 if field.base == "share" else 1
    whole = field.base in ("int", "money")
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": field.minimum // scale,
        "maximum": field.maximum // scale,
    }


def _reference(field: Field, header: str, keys: Mapping[str, KeyPlace]) -> dict[str, Any]:
    place = keys.get(field.parameter)
    if place is None or header != field.headers[-1]:
        return {"validate": "any"}
    column = f"${place.letters}${place.row}:${place.letters}${place.row + SEARCHED}"
    return {"validate": "list", "source": f"='{_quoted(place.sheet)}'!{column}", "error_type": "warning"}


def _quoted(sheet: str) -> str:
    return sheet.replace("'", "''")
