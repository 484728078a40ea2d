"""What tables, columns and values are called in each language, read from the package's own data files."""

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from matching.problem.fields import Field

LANGUAGES: Final = ("en", "vi")
"""Languages of every label: English and Vietnamese."""


@cache
def _labels() -> Mapping[str, Any]:
    text = files("matching.problem").joinpath("data/labels.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


@cache
def _vietnamese_help() -> Mapping[tuple[str, str], str]:
    text = files("matching.problem").joinpath("data/help_vi.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({(row["table"], row["name"]): row["help"] for row in rows})


def table_label(table: str, language: str) -> str:
    """Return the name of a table, as a sheet of a workbook bears it."""
    return str(_labels()["sheets"][language][table])


def table_help(table: str, language: str) -> str:
    """Return one sentence on what a table holds."""
    return str(_labels()["tables"][language][table])


def field_label(field: Field, language: str) -> str:
    """Return the label of a field."""
    return field.label_vi if language == "vi" else field.label_en


def field_help(field: Field, language: str) -> str:
    """Return what a field means."""
    return _vietnamese_help()[field.table, field.name] if language == "vi" else field.help


def unit_label(unit: str, language: str) -> str:
    """Return a unit of the registry in a language."""
    return str(_labels()["units"][language].get(unit, unit))


def header_labels(field: Field, language: str) -> tuple[str, ...]:
    """Return what the columns of a field are called, one per header of the field."""
    label = field_label(field, language)
    if len(field.headers) == 1:
        return (label,)
    parts = _labels()["parts"][language]
    return parts["vintage"].format(label=label), parts["code"].format(label=label)


def value_labels(field: Field, language: str) -> Mapping[str, str]:
    """Return the labels of the values that a field may take, by value; empty where any text is allowed."""
    if field.base == "bool":
        return MappingProxyType(_labels()["answers"][language])
    if field.base not in ("enum", "set"):
        return MappingProxyType({})
    return enumeration_labels(field.parameter, language)


def enumeration_labels(enumeration: str, language: str) -> Mapping[str, str]:
    """Return the labels of an enumeration's values, by value."""
    return MappingProxyType(_labels()["values"][language][enumeration])
