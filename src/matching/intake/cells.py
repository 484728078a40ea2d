"""From plain values (records, JSON, data frames) to the texts that the parser reads."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from matching.errors import Issue
from matching.intake.findings import Fault, Place, issue_at
from matching.intake.text_column import TextTable, list_column
from matching.problem.fields import Field, fields_of

_UNSUPPORTED = Fault(
    "bad_value", "The value is neither text, number, date, yes or no, nor a list of texts.", "Mend it."
)

_LISTED = Fault("bad_value", "A list stands where one value is meant.", "Write one value, outside a list.")

_LISTS = (list, tuple, set, frozenset)


def text_of(value: object) -> str:
    """Return the text of a plain value; absent values are empty.

    Raises
    ------
    TypeError
        If the value is of a type that no field holds.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(int(value))
    if isinstance(value, (float, np.floating)):
        return _float_text(float(value))
    if isinstance(value, datetime):
        midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, _LISTS):
        parts = [text_of(part) for part in value]
        return "|".join(sorted(parts) if isinstance(value, (set, frozenset)) else parts)
    raise TypeError(type(value).__name__)


def unsupported(field: Field | None, value: object) -> Fault | None:
    """Return what is wrong with the type of a value: a list where the field holds one, or a type that no field holds."""
    if isinstance(value, _LISTS) and field is not None and not _holds_lists(field):
        return _LISTED
    try:
        text_of(value)
    except TypeError:
        return _UNSUPPORTED
    return None


def _holds_lists(field: Field) -> bool:
    """Return whether a list is a way to write the field: sets, the values of a wish, and a commune as a pair."""
    return field.base in ("set", "text") or field.type == "ref:communes"


def _float_text(value: float) -> str:
    """Return a float in digits; not-a-number is absence, a whole number has no decimal point."""
    if math.isnan(value):
        return ""
    return str(value) if math.isinf(value) else np.format_float_positional(value, trim="-")


def commune_texts(value: object) -> tuple[str, str]:
    """Return vintage and code of a reference: a pair, ``vintage:code``, or a bare code."""
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return text_of(value[0]), text_of(value[1])
    vintage, colon, code = text_of(value).partition(":")
    return (vintage, code) if colon else ("", vintage)


def text_table(
    table: str, columns: Mapping[str, Sequence[object]], rows: int
) -> tuple[TextTable, tuple[Issue, ...]]:
    """Return the text columns of plain values by field name or file header, and issues for unsupported types.

    Names that are not in the registry become columns of their own, so that the parser refuses them; a table
    without rows has all columns.
    """
    headers: dict[str, list[str]] = {}
    faulty = np.zeros(rows, dtype=np.bool_)
    issues: list[Issue] = []
    for name, values in (columns if rows else dict.fromkeys(fields_of(table), ())).items():
        texts, wrong = _texts(fields_of(table).get(name), values)
        headers.update(_with_headers(table, name, texts))
        faulty[list(wrong)] = True
        issues.extend(issue_at(Place(table, name), row + 1, "", fault) for row, fault in wrong.items())
    return TextTable({header: list_column(texts) for header, texts in headers.items()}, rows, faulty), tuple(
        issues
    )


def text_table_of_records(
    table: str, records: Sequence[Mapping[str, Any]]
) -> tuple[TextTable, tuple[Issue, ...]]:
    """Return the text columns of records, and issues for unsupported types."""
    names = dict.fromkeys(str(name) for record in records for name in record)
    return text_table(table, {name: [record.get(name) for record in records] for name in names}, len(records))


def _with_headers(table: str, name: str, values: Sequence[tuple[str, ...]]) -> dict[str, list[str]]:
    field = fields_of(table).get(name)
    headers = field.headers if field else (name,)
    return {header: [texts[position] for texts in values] for position, header in enumerate(headers)}


def _texts(field: Field | None, values: Iterable[object]) -> tuple[list[tuple[str, ...]], dict[int, Fault]]:
    """Return the texts per header of every value, and what is wrong with values of unsupported types, by row."""
    convert: Callable[[object], tuple[str, ...]] = _single
    if field is not None and field.type == "ref:communes":
        convert = commune_texts
    one = field is not None and not _holds_lists(field)
    texts: list[tuple[str, ...]] = []
    wrong: dict[int, Fault] = {}
    for row, value in enumerate(values):
        try:
            if one and isinstance(value, _LISTS):
                wrong[row] = _LISTED
            texts.append(convert(None if row in wrong else value))
        except TypeError:
            texts.append(convert(None))
            wrong[row] = _UNSUPPORTED
    return texts, wrong


def _single(value: object) -> tuple[str, ...]:
    return (text_of(value),)
