"""The default catalogue of kinds and items, read from data files that users can extend."""

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from matching.problem.fields import Field, fields_of
from matching.problem.table import Table, default_of, table_from


@cache
def default_kinds() -> Table:
    """Return the kinds of support shipped with the package (prices of 2025, đồng)."""
    return _load("kinds", {})


@cache
def default_items() -> Table:
    """Return the items shipped with the package: clothes sizes, procedures, devices."""
    kinds = {kind: row for row, kind in enumerate(default_kinds()["kind"].tolist())}
    return _load("items", {"kinds": kinds})


def _load(table: str, keys: dict[str, dict[str, int]]) -> Table:
    text = files("matching.problem").joinpath(f"data/{table}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    fields = fields_of(table)
    return table_from(
        table, {name: [_stored(fields[name], row[name], keys) for row in rows] for name in rows[0]}, len(rows)
    )


def _stored(field: Field, text: str, keys: dict[str, dict[str, int]]) -> Any:
    if not text:
        return default_of(field)
    if field.base == "ref":
        return keys[field.parameter][text]
    if field.base == "enum":
        return field.values.index(text)
    if field.base == "bool":
        return int(text == "yes")
    return text if field.base in ("key", "text") else int(text)
