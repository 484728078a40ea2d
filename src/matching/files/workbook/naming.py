"""What sheets and columns may be called: a table's or field's name, or its label in any language."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from matching.files.workbook.texts import LANGUAGES, text
from matching.problem.fields import fields_of, registry
from matching.problem.labels import field_label, header_labels, table_label

META: Final = "_meta"
"""Sheet that stands for the manifest of a folder."""

NOTE: Final = "►"
"""First character of every cell of a row that explains columns and holds no data."""

ASIDE: Final = ("sheet.guide", "sheet.examples", "sheet.codes", "sheet.findings")
"""Sheets that the library writes for people and does not read."""


def folded(name: object) -> str:
    """Return a name without regard to letter case, white space, marks of required columns and forms of accents."""
    plain = unicodedata.normalize("NFC", str(name)).casefold().replace("*", " ")
    return " ".join(plain.split())


def is_note_text(cell: object) -> bool:
    """Return whether a cell's text explains a column and is no data."""
    return str(cell).startswith(NOTE)


@cache
def table_names() -> Mapping[str, str]:
    """Return every table by each of its names, folded."""
    names = {folded(table): table for table in registry()}
    names |= {folded(table_label(table, language)): table for table in registry() for language in LANGUAGES}
    return MappingProxyType(names)


@cache
def names_aside() -> frozenset[str]:
    """Return the names of sheets that are not read, folded."""
    return frozenset(folded(text(code, language)) for code in ASIDE for language in LANGUAGES)


@cache
def header_names(table: str) -> Mapping[str, str]:
    """Return the headers of a table by each of their names, folded; the field's own name wins."""
    names: dict[str, str] = {}
    fields = fields_of(table).values()
    for language in LANGUAGES:
        for field in fields:
            labels = zip(header_labels(field, language), field.headers, strict=True)
            for label, header in [*labels, (field_label(field, language), field.headers[-1])]:
                names.setdefault(folded(label), header)
    for field in fields:
        names |= {folded(field.name): field.headers[-1], **{folded(name): name for name in field.headers}}
    return MappingProxyType(names)


@cache
def finding_headers() -> frozenset[str]:
    """Return what the column of mistakes is called in a checked copy; it is not read."""
    return frozenset(folded(text("column.findings", language)) for language in LANGUAGES)
