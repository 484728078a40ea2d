"""Sentences of goals in English and Vietnamese, and where their criteria come from; all of it data."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from matching.problem.need_attributes import AGE, field_of


def sentence_of(
    language: str,
    *,
    form: str,
    measure: str,
    columns: tuple[str, ...],
    old_group: str,
    of_children: bool,
    target: str,
    among: tuple[tuple[str, tuple[str, ...]], ...],
    numbers: Mapping[str, Any],
) -> str:
    """Return a goal in words: the criterion, the measure, the groups, the target, and who is counted."""
    texts = _texts("goals")[language]
    parts = [texts[f"criterion.{form}"].format(**numbers), texts[f"measure.{measure}"]]
    if old_group:
        parts.append(texts[f"group.{old_group}"])
    elif columns:
        told = texts["and"].join(_label(column, language) for column in columns)
        parts.append(texts["group.children" if of_children else "group.columns"].format(columns=told))
    if target != "need":
        parts.append(texts[target])
    if among:
        either, absent = texts["or"], texts["absent"]
        told = texts["and"].join(
            f"{_label(column, language)} {either.join(value or absent for value in values)}"
            for column, values in among
        )
        parts.append(texts["among"].format(who=told))
    return " ".join(parts)


def literature_of(criterion: str) -> str:
    """Return the reference of a criterion, or an empty text."""
    return str(_texts("literature").get(criterion, ""))


def _label(column: str, language: str) -> str:
    texts = _texts("goals")[language]
    name, _, bounds = column.partition(":")
    if name == AGE:
        return str(texts["column.age"].format(bounds=bounds.replace(",", ", ")))
    if f"column.{name}" in texts:
        return str(texts[f"column.{name}"])
    field = field_of(name)
    assert field is not None, name
    label = field.label_en if language == "en" else field.label_vi
    return f"{label[:1].lower()}{label[1:]}"


@cache
def _texts(name: str) -> Mapping[str, Any]:
    text = files("matching.problem").joinpath(f"data/{name}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))
