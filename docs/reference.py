"""Writes the reference part of ``files.md`` from the field registry and the shipped catalogue.

Run by hand after a change of either: ``python docs/reference.py``; ``tests/docs`` fails as long as page and
registry differ.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from matching.intake.manifest import CATALOGUES, DATE_FORMATS, NUMBER_FORMATS
from matching.intake.scalars import FALSE_WORDS, TRUE_WORDS
from matching.problem.earmarks import OLDEST, VALUE_SETS
from matching.problem.fields import Field, registry
from matching.vocabulary import ENUMERATIONS

PAGE: Final = Path(__file__).with_name("files.md")
BEGIN: Final = "<!-- reference: written by docs/reference.py, not by hand -->"
END: Final = "<!-- end of the reference -->"

TYPES: Final[Mapping[str, str]] = {
    "key": "text of at most 64 characters, different in every row of the table",
    "text": "text of at most 2,000 characters",
    "int": "whole number",
    "money": "whole đồng",
    "share": "number between 0 and 1 with at most four decimals, for example 0.125",
    "number": "decimal number",
    "date": "day, 1970-01-01 or later",
    "bool": f"{', '.join(sorted(TRUE_WORDS))}; or {', '.join(sorted(FALSE_WORDS))}",
    "enum": "one of the values named in the column's row",
    "set": "any of the values named in the column's row, separated by `|`",
    "ref": "key of a row of the named table; a commune is named by two columns, and an empty vintage means that "
    "of `problem.json`",
}
FORMATS: Final[Mapping[str, Mapping[str, str]]] = {
    "number_format": {"plain": "1000000.5", "vi": "1.000.000,5", "en": "1,000,000.5"},
    "date_format": {"iso": "2026-01-31", "dd/mm/yyyy": "31/01/2026"},
    "catalogue": {
        "extend": "rows of `kinds` and `items` are added to the shipped ones; a row with a shipped key replaces it",
        "replace": "they are used alone",
    },
}
NAMES: Final[Mapping[str, str]] = {
    "commune": "`vintage:code`",
    "province": "as in column `province` of `communes`",
    "district": "as in column `district` of `communes`",
    "site": "keys of `sites`",
    "child": "keys of `children`",
    "need": "keys of `needs`",
    "age": f"0 to {OLDEST}, or rising ranges such as `6..10`, ends included",
    "everyone": "none: leave it empty",
}


def reference() -> str:
    """Return the reference part of the page."""
    parts = [_formats(), _types(), *map(_columns, registry()), _catalogue("kinds"), _catalogue("items")]
    parts += [_values("Earmark fields", "EarmarkField"), _values("Groups of floors", "FloorGroup")]
    return "\n\n".join(parts)


def page_with_reference(page: str) -> str:
    """Return the page with its reference part written anew."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the page lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n\n{reference()}\n\n{END}{after}"


def _formats() -> str:
    allowed = {"number_format": NUMBER_FORMATS, "date_format": DATE_FORMATS, "catalogue": CATALOGUES}
    rows = [
        (f"`{entry}`", f"`{value}`" + (" (default)" if value == values[0] else ""), FORMATS[entry][value])
        for entry, values in allowed.items()
        for value in values
    ]
    return "### What `problem.json` may declare\n\n" + _table(("entry", "value", "means"), rows)


def _types() -> str:
    used = {field.base for fields in registry().values() for field in fields}
    return "### Types\n\n" + _table(
        ("type", "cells hold"), [(name, TYPES[name]) for name in TYPES if name in used]
    )


def _columns(table: str) -> str:
    heads = ("column", "type", "required", "default", "range", "unit", "meaning", "Vietnamese label")
    return f"### Table `{table}`\n\n" + _table(heads, map(_column, registry()[table]))


def _column(field: Field) -> tuple[str, ...]:
    return (
        ", ".join(f"`{header}`" for header in field.headers),
        _type(field),
        "yes" if field.required else "",
        field.default,
        _range(field),
        field.unit,
        field.help,
        field.label_vi,
    )


def _type(field: Field) -> str:
    if field.values:
        return f"{field.base}: {_listed(field.values)}"
    return f"{field.base}: `{field.parameter}`" if field.parameter else field.base


def _range(field: Field) -> str:
    scale = 10_000 if field.base == "share" else 1
    low, high = ("" if limit is None else f"{limit // scale:,}" for limit in (field.minimum, field.maximum))
    return f"{low} to {high}" if low or high else ""


def _catalogue(table: str) -> str:
    text = files("matching.problem").joinpath(f"data/{table}.csv").read_text(encoding="utf-8")
    heads, *rows = csv.reader(text.splitlines())
    return f"### Shipped {table}\n\n" + _table(heads, rows)


def _values(title: str, enumeration: str) -> str:
    rows = [(f"`{name}`", NAMES.get(name) or _listed(_known(name))) for name in ENUMERATIONS[enumeration]]
    return f"### {title}\n\n" + _table(("field", "values"), rows)


def _known(name: str) -> Sequence[str]:
    return VALUE_SETS.get(name, ("no", "yes"))


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(_lines([heads, ["---"] * len(heads), *rows]))


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    PAGE.write_text(page_with_reference(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
