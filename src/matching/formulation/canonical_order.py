"""Canonical order: the lottery, not the order of rows in a file, decides who is looked at first."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import registry
from matching.problem.hashing import tickets
from matching.problem.problem import Problem
from matching.problem.table import Table, table_from

Integers = NDArray[np.int64]

DRAWN = ("communes", "children", "needs", "offers")
"""Tables whose rows are drawn by lot; the other keyed tables are ordered by id."""


@dataclass(frozen=True, slots=True)
class Canonical:
    """A problem in canonical order, the original row of every row of needs and stock, and the seed."""

    problem: Problem
    need: Integers
    stock: Integers
    seed: int


def canonical(problem: Problem, seed: int) -> Canonical:
    """Return the problem with its rows in the order of their tickets under the seed."""
    orders = {name: _order(table, seed) for name, table in problem.tables.items()}
    orders["slots"] = slot_order(problem)
    moved = {name: _moved(problem, name, orders) for name in problem.tables}
    return Canonical(problem.replace(**moved), orders["needs"], orders["stock"], seed)


def _order(table: Table, seed: int) -> Integers:
    keys = commune_keys(table) if table.name == "communes" else table[registry()[table.name][0].name]
    if table.name in DRAWN:
        return np.lexsort((_id_ranks(keys), tickets(keys, seed))).astype(np.int64)
    if registry()[table.name][0].base == "key":
        return np.argsort(keys, kind="stable").astype(np.int64)
    return np.arange(len(table))


def slot_order(problem: Problem) -> Integers:
    """Return the rows of ``slots`` by provider, item and window, told by their ids."""
    slots = problem["slots"]
    ranks = [
        np.append(id_ranks(problem[table][name]), -1)[slots[name]]
        for table, name in (("items", "item"), ("providers", "provider"))
    ]
    return np.lexsort((slots["capacity"], slots["window_to"], slots["window_from"], *ranks)).astype(np.int64)


def _id_ranks(keys: NDArray[np.str_]) -> Integers:
    """Return a tie-break by id; the rows' own numbers when they already are in order."""
    if len(keys) < 2 or bool((keys[:-1] <= keys[1:]).all()):
        return np.arange(len(keys))
    return id_ranks(keys)


def id_ranks(keys: NDArray[np.str_]) -> Integers:
    """Return the rank of every key in rising order."""
    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[np.argsort(keys, kind="stable")] = np.arange(len(keys))
    return ranks


def commune_keys(communes: Table) -> NDArray[np.str_]:
    """Return ``vintage:code`` of every commune."""
    return np.strings.add(np.strings.add(communes["vintage"], ":"), communes["code"])


def _moved(problem: Problem, name: str, orders: dict[str, Integers]) -> Table:
    table, order = problem[name], orders[name]
    columns: dict[str, NDArray[Any]] = {}
    for field in registry()[name]:
        column = table[field.name][order]
        if field.base == "ref" and len(orders[field.parameter]):
            place = np.empty(len(orders[field.parameter]) + 1, dtype=np.int32)
            place[orders[field.parameter]] = np.arange(len(orders[field.parameter]))
            place[-1] = -1
            column = place[column]
        columns[field.name] = column
    return table_from(name, columns, len(table))
