"""Kinds and items written by their labels, turned into the codes that the parser reads."""

from collections import Counter
from collections.abc import Mapping, Sequence

from matching.files.workbook.naming import folded
from matching.intake.catalogue_labels import labels_by_key
from matching.intake.manifest import Manifest
from matching.intake.merging import CATALOGUE_TABLES, replaces_catalogue
from matching.intake.text_column import TextColumn, TextTable, list_column
from matching.problem.fields import registry


def by_code(tables: Mapping[str, TextTable], manifest: Manifest) -> dict[str, TextTable]:
    """Return the tables with every label of a kind or item replaced by its code; a label of several rows stays."""
    extends = not replaces_catalogue(manifest, tables)
    codes = {
        f"ref:{name}": _codes(labels_by_key(name, tables.get(name), extends=extends))
        for name in CATALOGUE_TABLES
    }
    return {name: _translated(name, table, codes) for name, table in tables.items()}


def _codes(labels: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """Return the code of every name that means one row only; a code is never taken for another row's label."""
    pairs = {(folded(name), key) for key, names in labels.items() for name in (key, *names)}
    count = Counter(name for name, _ in pairs)
    return {name: key for name, key in pairs if count[name] == 1} | {key: key for key in labels}


def _translated(name: str, table: TextTable, codes: Mapping[str, Mapping[str, str]]) -> TextTable:
    columns = {
        field.name: _column(table[field.name], codes[field.type])
        for field in registry()[name]
        if field.type in codes and field.name in table.columns
    }
    return TextTable({**table.columns, **columns}, table.rows, table.faulty) if columns else table


def _column(column: TextColumn, codes: Mapping[str, str]) -> TextColumn:
    texts = column.array().tolist()
    meant = {text: codes.get(text, codes.get(folded(text), text)) for text in set(texts)}
    return list_column(meant[text] for text in texts)
