"""What is wrong with the input, in the reader's language: sentences by code, their parameters taken over."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from matching.errors import Issue
from matching.problem.fields import Field, fields_of, registry
from matching.problem.labels import field_label, table_label, unit_label, value_labels
from matching.reporting.numerals import whole
from matching.reporting.templates import Patterns, patterns_of

_NUMBERS: Final = ("count", "limit", "low", "high")
_SWAP: Final = str.maketrans(",.", ".,")


@cache
def _sentences() -> Mapping[str, Any]:
    text = files("matching.reporting").joinpath("data/issues.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


@cache
def _patterns(part: str, code: str) -> Patterns:
    """Return the templates of a code's messages, or of all remedies, the longest first, with their translations."""
    listed = _sentences()
    pairs = (
        listed["remedies"]
        if part == "remedy"
        else {**listed["messages"].get(code, {}), **listed["any_message"]}
    )
    return patterns_of(pairs)


def issue_message(issue: Issue, language: str = "en") -> str:
    """Return what is wrong, in a language; English where the language has no such sentence."""
    return _told(issue, "message", issue.message, language)


def issue_remedy(issue: Issue, language: str = "en") -> str:
    """Return what to do, in a language; English where the language has no such sentence."""
    return _told(issue, "remedy", issue.remedy, language)


def _told(issue: Issue, part: str, sentence: str, language: str) -> str:
    if language == "en":
        return sentence
    for pattern, translation in _patterns(part, issue.code):
        found = pattern.fullmatch(sentence)
        if found:
            values = {name: _worded(issue, name, value) for name, value in found.groupdict().items()}
            return translation.format(**values)
    return sentence


def _worded(issue: Issue, name: str, value: str) -> str:
    """Return a parameter in Vietnamese: numbers, units, names of tables, columns and values."""
    if name in _NUMBERS:
        return whole(int(value), "vi") if value.isdigit() else value.translate(_SWAP)
    if name == "unit":
        return unit_label(value, "vi")
    if name == "periods":
        return value.replace(" to ", " đến ").replace("open", "không giới hạn")
    if name == "word":
        return str(_sentences()["words"].get(value, value))
    if name == "field" and issue.table == "earmarks" and issue.sheet:
        return _labelled(fields_of("earmarks")["field"], value)
    if name == "table" and issue.sheet and value in registry():
        return f"“{table_label(value, 'vi')}”"
    field = fields_of(issue.table).get(issue.column) if issue.table in registry() else None
    if name == "column" and issue.sheet:
        return f"“{column_label(issue, 'vi')}”"
    if name == "near" and issue.code == "unknown_column" and issue.sheet:
        return f"“{column_label(replace(issue, column=value), 'vi')}”"
    if name in ("values", "near") and field is not None and issue.sheet:
        return _labelled(field, value)
    return value


def _labelled(field: Field, values: str) -> str:
    """Return the labels of values of the field's list."""
    labels = value_labels(field, "vi")
    return ", ".join(labels.get(value, value) for value in values.split(", "))


def column_label(issue: Issue, language: str) -> str:
    """Return the label of the column that an issue speaks of; its name where there is no label."""
    fields = registry().get(issue.table, ())
    named = next((field for field in fields if issue.column in (field.name, *field.headers)), None)
    return issue.column if named is None else field_label(named, language)


def issue_sentence(issue: Issue, language: str = "en") -> str:
    """Return one line: the code, where it is, the value if it may be shown, what is wrong, and what to do.

    Parameters
    ----------
    issue
        What is wrong.
    language
        ``en`` or ``vi``.
    """
    forms = _sentences()["sentence"][language]
    form = "cell" if issue.cell else "sheet" if issue.sheet else "row" if issue.row else "table"
    labelled = column_label(issue, language) if issue.sheet else issue.column
    column = forms["label" if issue.cell else "column"].format(column=labelled) if labelled else ""
    value = forms["value"].format(value=issue.value) if issue.value else ""
    table = str(forms["tables"].get(issue.table, issue.table))
    return str(forms[form]).format(
        code=issue.code, sheet=issue.sheet, cell=issue.cell, table=table, row=issue.row, column=column,
        value=value, message=issue_message(issue, language), remedy=issue_remedy(issue, language),
    )  # fmt: skip
