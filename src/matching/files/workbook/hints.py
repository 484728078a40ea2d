"""What the template says about a column: its title, what it means, its unit, range and default, and how wide it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matching.files.workbook.naming import NOTE
from matching.files.workbook.texts import text
from matching.problem.fields import Field
from matching.problem.labels import field_help, header_labels, unit_label, value_labels

_WIDTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"key": 16, "text": 24, "int": 13, "money": 17, "share": 13, "number": 13, "date": 14, "bool": 13,
     "enum": 22, "set": 24, "ref": 18}
)  # fmt: skip


def is_required(field: Field) -> bool:
    """Return whether the cell must be filled in; the vintage of a commune may stand in the manifest."""
    return field.required and (field.table, field.name) != ("communes", "vintage")


def title(field: Field, header: str, language: str) -> str:
    """Return the title of a column, with an asterisk where it must be filled in."""
    label = header_labels(field, language)[field.headers.index(header)]
    return f"{label} *" if is_required(field) and header == field.headers[-1] else label


def hint(field: Field, header: str, language: str) -> str:
    """Return what a column means and what may stand in it."""
    parts = [field_help(field, language)]
    if header != field.headers[-1] or (field.table, field.name) == ("communes", "vintage"):
        parts.append(text("hint.vintage", language))
    low, high = limits(field, language)
    unit = unit_label(field.unit, language)
    if low and high:
        parts.append(text("hint.range", language, low=low, high=high, unit=unit).replace(" .", "."))
    elif unit:
        parts.append(text("hint.unit", language, unit=unit))
    if field.default:
        label = value_labels(field, language).get(field.default, field.default)
        parts.append(text("hint.default", language, default=label))
    if is_required(field) and header == field.headers[-1]:
        parts.append(text("hint.required", language))
    if field.personal:
        parts.append(text("hint.personal", language))
    return " ".join(parts)


def note(field: Field, header: str, language: str) -> str:
    """Return a column's hint as it stands in the row of hints, which is no data."""
    return f"{NOTE} {hint(field, header, language)}"


def limits(field: Field, language: str) -> tuple[str, str]:
    """Return the range of a field as texts, empty where there is none."""
    if field.base not in ("int", "money", "share", "number"):
        return "", ""
    scale = 10_000 if field.base == "share" else 1
    low, high = ("" if limit is None else str(limit // scale) for limit in (field.minimum, field.maximum))
    return _grouped(low, language), _grouped(high, language)


def _grouped(digits: str, language: str) -> str:
    """Return digits grouped as the language writes them, in English by narrow spaces; small numbers are left."""
    mark = "." if language == "vi" else "\u202f"
    return f"{int(digits):,}".replace(",", mark) if len(digits) > 4 else digits


def width(field: Field, header: str, language: str) -> float:
    """Return the width of a column in characters."""
    words = title(field, header, language).split()
    return max(_WIDTHS[field.base], *(len(word) + 3 for word in words), len(" ".join(words)) * 0.6 + 2)


def number_format(field: Field, language: str) -> str:
    """Return the number format of a column: text wherever a spreadsheet could change what is typed."""
    if field.base == "date":
        return "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
    if field.base == "money" or field.name in ("quantity", "capacity", "minimum", "maximum"):
        return "#,##0"
    return {"int": "0", "share": "0.00%", "number": "General"}.get(field.base, "@")
