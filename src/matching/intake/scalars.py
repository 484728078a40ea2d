"""Readers of single texts: numbers, money, shares, dates, yes or no, names of a fixed list."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from matching.intake.findings import CellError, Fault
from matching.intake.manifest import Manifest
from matching.problem.fields import Field
from matching.problem.problem import EPOCH

Reader = Callable[[str], int | float]

_WHOLE: Final = MappingProxyType(
    {
        "plain": re.compile(r"-?[0-9]+"),
        "vi": re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"),
        "en": re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)"),
    }
)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,30})?")
_SEPARATED: Final = re.compile(r"-?[0-9]{1,3}[.,][0-9]{3}")
_MARKS: Final = MappingProxyType({"plain": ("", "."), "vi": (".", ","), "en": (",", ".")})
_LONGEST: Final = 18

TRUE_WORDS: Final = frozenset({"yes", "true", "1", "có"})
FALSE_WORDS: Final = frozenset({"no", "false", "0", "không"})


def reader_of(field: Field, manifest: Manifest) -> Reader:
    """Return the function that reads one non-empty text of the field into its stored value.

    The reader raises :class:`~matching.intake.findings.CellError` for a text that is no value of it.
    """
    readers: Mapping[str, Reader] = {
        "int": lambda text: whole_number(text, field, manifest),
        "money": lambda text: whole_number(text, field, manifest),
        "share": lambda text: share(text, field, manifest),
        "number": lambda text: decimal_number(text, field, manifest),
        "date": lambda text: day(text, manifest),
        "bool": yes_or_no,
        "enum": lambda text: member(text, field),
        "set": lambda text: members(text, field),
    }
    return readers[field.base]


def whole_number(text: str, field: Field, manifest: Manifest) -> int:
    """Return a whole number written in the declared format, within the field's range."""
    if not _WHOLE[manifest.number_format].fullmatch(text):
        raise CellError(_whole_fault(text, field, manifest))
    thousands = _MARKS[manifest.number_format][0]
    digits = text.replace(thousands, "") if thousands else text
    if len(digits.lstrip("-0")) > _LONGEST:
        message = f"The number has more than {_LONGEST} digits."
        raise CellError(Fault("overflow", message, "Check the number and its unit."))
    return int(_within(int(digits), field))


def _whole_fault(text: str, field: Field, manifest: Manifest) -> Fault:
    if manifest.number_format == "plain" and _SEPARATED.fullmatch(text):
        plain = re.sub("[.,]", "", text)
        readings = "" if field.personal else f": {plain} or {text.replace(',', '.')}"
        message = f"The number has two readings{readings}."
        return Fault(
            "ambiguous_number",
            message,
            'Write digits only, or declare "number_format" (vi or en) in problem.json (sheet _meta of a workbook).',
        )
    return Fault("bad_integer", "The text is not a whole number.", "Write digits only, for example 1200000.")


def decimal_number(text: str, field: Field, manifest: Manifest) -> float:
    """Return a decimal number written in the declared format, within the field's range."""
    plain = _plain_decimal(text, manifest)
    if plain is None:
        example = f"21{_MARKS[manifest.number_format][1]}0285"
        raise CellError(
            Fault("bad_number", "The text is not a decimal number.", f"Write for example {example}.")
        )
    return _within(float(plain), field)


def share(text: str, field: Field, manifest: Manifest) -> int:
    """Return a share between 0 and 1 in ten-thousandths."""
    plain = _plain_decimal(text, manifest)
    if plain is None or len(plain.partition(".")[2]) > 4:
        message = "The text is not a share with at most four decimals."
        example = f"0{_MARKS[manifest.number_format][1]}125"
        remedy = f"Write a number between 0 and 1, for example {example}."
        raise CellError(Fault("bad_share", message, remedy))
    whole, _, decimals = plain.lstrip("-").partition(".")
    value = int(whole) * 10_000 + int(decimals.ljust(4, "0"))
    return int(_within(-value if plain.startswith("-") else value, field))


def _plain_decimal(text: str, manifest: Manifest) -> str | None:
    """Return the number with a decimal point and no thousands marks, or ``None``."""
    thousands, point = _MARKS[manifest.number_format]
    whole, mark, decimals = text.partition(point)
    if thousands and thousands in whole:
        if not _WHOLE[manifest.number_format].fullmatch(whole):
            return None
        whole = whole.replace(thousands, "")
    plain = f"{whole}.{decimals}" if mark else whole
    return plain if _DECIMAL.fullmatch(plain) else None


def _within(value: float, field: Field) -> float:
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        scale = 10_000 if field.base == "share" else 1
        unit = "" if field.base == "share" else field.unit
        limits = f"{_limit(low, scale)} to {_limit(high, scale)} {unit}".strip()
        raise CellError(
            Fault("out_of_range", "The number is outside its range.", f"Write a number from {limits}.")
        )
    return value


def _limit(value: int | None, scale: int) -> str:
    return "any" if value is None else str(value // scale)


def day(text: str, manifest: Manifest) -> int:
    """Return a date, in the declared format, as days since 1970-01-01."""
    iso = text
    if manifest.date_format == "dd/mm/yyyy":
        found = re.fullmatch("([0-9]{2})/([0-9]{2})/([0-9]{4})", text)
        iso = f"{found[3]}-{found[2]}-{found[1]}" if found else ""
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", iso):
            raise ValueError(text)
        days = (date.fromisoformat(iso) - EPOCH).days
    except ValueError:
        remedy = "Write it as dd/mm/yyyy." if manifest.date_format != "iso" else "Write it as yyyy-mm-dd."
        raise CellError(Fault("bad_date", "The text is not a day of the calendar.", remedy)) from None
    if days < 0:
        raise CellError(Fault("out_of_range", "The day is before 1970-01-01.", "Check the year."))
    return days


def yes_or_no(text: str) -> int:
    """Return 1 for yes, 0 for no."""
    word = text.lower()
    if word in TRUE_WORDS:
        return 1
    if word in FALSE_WORDS:
        return 0
    raise CellError(Fault("bad_bool", "The text is neither yes nor no.", "Write yes or no."))


def member(text: str, field: Field) -> int:
    """Return the code of a value of the field's list."""
    if text in field.values:
        return field.values.index(text)
    near = [] if field.personal else get_close_matches(text, field.values, 1)
    remedy = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(field.values)}."
    raise CellError(Fault("unknown_value", "The value is not in the list.", remedy))


def members(text: str, field: Field) -> int:
    """Return the bit mask of the values separated by ``|``."""
    mask = 0
    for part in text.split("|"):
        mask |= 1 << member(part.strip(), field)
    return mask
