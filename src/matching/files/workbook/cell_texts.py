"""From cells to the texts that the parser reads: numbers, days and labels, each by the type of its field."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from math import isfinite
from types import MappingProxyType
from typing import Final

from matching.files.workbook.naming import folded
from matching.files.workbook.sheets import Cell
from matching.files.workbook.texts import LANGUAGES
from matching.intake.cells import text_of
from matching.intake.findings import CellError, Fault
from matching.intake.manifest import Manifest
from matching.problem.fields import Field
from matching.problem.labels import value_labels

LIKE_IDS: Final = frozenset(
    {
        ("communes", "code"), ("communes", "vintage"), ("communes", "province"), ("communes", "district"),
        ("needs", "bundle"), ("offers", "excludes_group"),
    }
)  # fmt: skip
"""Texts that name something, in which a number may have lost its leading zeros."""

NUMERIC_ID: Final = Fault(
    "numeric_id",
    "The cell holds a number where a code is expected; leading zeros may be lost.",
    "Format the column as text and type the code anew, with its leading zeros.",
)
DATE_FOR_TEXT: Final = Fault(
    "date_for_text",
    "The spreadsheet has turned the text into a day.",
    "Format the column as text and type the text anew.",
)
NUMBER_FOR_DATE: Final = Fault(
    "bad_date", "The cell holds a number, not a day.", "Format the column as a date, or write yyyy-mm-dd."
)
NO_NUMBER: Final = Fault("bad_number", "The cell holds no finite number.", "Write the value.")
TIME: Final = Fault("bad_value", "The cell holds a time of day.", "Write a value of the column's type.")

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def cell_text(cell: Cell, field: Field, manifest: Manifest) -> str:
    """Return the text of a cell as the parser expects it of a field.

    Raises
    ------
    CellError
        If the cell's own type does not suit the field.
    """
    if isinstance(cell, str):
        return _plain(cell, field, manifest)
    kind = _kind_of(cell)
    return _READERS[kind](cell, field, manifest)


def _plain(cell: str, field: Field, manifest: Manifest) -> str:
    if field.base == "date":
        return declared_day(cell.strip(), manifest)
    if field.base == "set":
        parts = re.split(r"[|;]", cell)
        return "|".join(valued(part, field) for part in parts) if cell.strip() else ""
    return valued(cell, field) if field.base in ("enum", "bool") else cell


def valued(cell: str, field: Field) -> str:
    """Return the value that a label of the field's list stands for, in any language; other texts as they are."""
    return values_by_label(field).get(folded(cell), cell.strip())


@cache
def values_by_label(field: Field) -> Mapping[str, str]:
    """Return the values of a field's list by value and label, folded."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for value, label in value_labels(field, language).items():
            found.setdefault(folded(label), value)
    return MappingProxyType(found | {folded(value): value for value in value_labels(field, "en")})


def declared_day(cell: str, manifest: Manifest) -> str:
    """Return a day written as text in the declared format; ISO days are understood under every declaration."""
    day_first = manifest.date_format == "dd/mm/yyyy"
    iso, local = _ISO.fullmatch(cell), _DAY_FIRST.fullmatch(cell)
    if iso and day_first:
        return f"{iso[3]}/{iso[2]}/{iso[1]}"
    if local and day_first:
        return f"{int(local[1]):02}/{int(local[2]):02}/{local[3]}"
    return cell


def _kind_of(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "truth"
    if isinstance(cell, (int, float)):
        return "number"
    return "day" if isinstance(cell, date) else "time"


def _truth(cell: bool, field: Field, manifest: Manifest) -> str:
    return text_of(cell) if field.base == "bool" else str(cell).upper()


def _number(cell: float, field: Field, manifest: Manifest) -> str:
    if not isfinite(cell):
        raise CellError(NO_NUMBER)
    if field.base in ("key", "ref") or (field.table, field.name) in LIKE_IDS:
        raise CellError(NUMERIC_ID)
    if field.base == "date":
        raise CellError(NUMBER_FOR_DATE)
    plain = text_of(float(cell))
    decimals = field.base in ("int", "money", "share", "number") and manifest.number_format == "vi"
    return plain.replace(".", ",") if decimals else plain


def _day(cell: date, field: Field, manifest: Manifest) -> str:
    if field.base in ("key", "ref", "text"):
        raise CellError(DATE_FOR_TEXT)
    plain = text_of(cell)
    is_day = not isinstance(cell, datetime) or cell.time() == datetime.min.time()
    return declared_day(plain, manifest) if field.base == "date" and is_day else plain


def _time(cell: object, field: Field, manifest: Manifest) -> str:
    raise CellError(TIME)


_READERS: Final[Mapping[str, Callable[[Cell, Field, Manifest], str]]] = MappingProxyType(
    {"truth": _truth, "number": _number, "day": _day, "time": _time}
)
