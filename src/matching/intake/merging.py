"""The user's kinds and items laid over those shipped with the package."""

from collections.abc import Mapping

import numpy as np

from matching.intake.manifest import Manifest
from matching.intake.text_column import ListColumn, TextColumn, TextTable
from matching.problem.catalogue import default_items, default_kinds
from matching.problem.table import Table, table_from

CATALOGUE_TABLES = ("kinds", "items")


def replaces_catalogue(manifest: Manifest, tables: Mapping[str, TextTable]) -> bool:
    """Return whether the given kinds and items stand alone; without kinds the shipped ones are meant."""
    kinds = tables.get("kinds")
    return manifest.catalogue == "replace" and kinds is not None and kinds.rows > 0


def shipped(table: str) -> Table:
    """Return the shipped rows of a catalogue table."""
    return default_kinds() if table == "kinds" else default_items()


def merged_keys(table: str, given: TextColumn) -> ListColumn:
    """Return the keys after merging: the shipped ones in their order, then the new ones in theirs."""
    key = "kind" if table == "kinds" else "item"
    names = dict.fromkeys([*shipped(table)[key].tolist(), *(name for name in given.array().tolist() if name)])
    return ListColumn(list(names))


def merged(table: str, given: Table) -> Table:
    """Return the shipped rows with those of a known key replaced, and the other given rows added."""
    base = shipped(table)
    key = "kind" if table == "kinds" else "item"
    if not len(given):
        return base
    keys = merged_keys(table, ListColumn(given[key].tolist()))
    source = np.concatenate([np.arange(len(base)), np.zeros(len(keys) - len(base), dtype=np.int64)])
    named = np.flatnonzero(given[key] != "")
    target = ListColumn(given[key][named].tolist()).positions_in(keys)
    source[target[::-1]] = len(base) + named[::-1]
    columns = {name: np.concatenate([column, given[name]])[source] for name, column in base.columns.items()}
    return table_from(table, columns)
