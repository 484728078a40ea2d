"""Problems put together and cut down: rows move, and every reference follows them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import Field, registry
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, table_from
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

OWNERS = {"stock": "offers", "earmarks": "offers", "quotes": "offers"}
"""Tables whose rows belong to a row of another one: restating the owner restates them."""


def joined(first: Problem, second: Problem) -> Problem:
    """Return the rows of both, dated as the second; what the second names again, it replaces.

    An offer named again brings its stock, earmarks and quotes with it. Rows of tables without a key stand once.
    """
    names = registry()
    moves = {name: _moves(first[name], second[name]) for name in names if _keys(name)}
    tables = {}
    for name, fields in names.items():
        kept = moves[name][2] if name in moves else np.ones(len(first[name]), dtype=np.bool_)
        if name in OWNERS:
            kept = moves[OWNERS[name]][2][first[name][fields[0].name]]
        parts = [
            _columns(
                fields, first[name].take(np.flatnonzero(kept)), {key: move[0] for key, move in moves.items()}
            ),
            _columns(fields, second[name], {key: move[1] for key, move in moves.items()}),
        ]
        columns = {field.name: np.concatenate([part[field.name] for part in parts]) for field in fields}
        tables[name] = table_from(name, columns if name in moves else _distinct(columns))
    return problem_from(tables, second.reference_date, second.title or first.title)


def without(problem: Problem, dropped: Mapping[str, Flags]) -> Problem:
    """Return the problem without some rows and without all rows that refer to them.

    Parameters
    ----------
    problem
        The problem.
    dropped
        Rows to drop, by table.
    """
    gone = {
        name: dropped.get(name, np.zeros(len(problem[name]), dtype=np.bool_)).copy() for name in registry()
    }
    while True:
        before = sum(int(rows.sum()) for rows in gone.values())
        for name, fields in registry().items():
            for field in fields:
                if field.base == "ref":
                    gone[name] |= np.append(gone[field.parameter], False)[problem[name][field.name]]
        if sum(int(rows.sum()) for rows in gone.values()) == before:
            break
    moves = {name: np.append(np.cumsum(~rows) - 1, MISSING) for name, rows in gone.items()}
    return problem.replace(
        **{
            name: table_from(name, _columns(fields, problem[name].take(np.flatnonzero(~gone[name])), moves))
            for name, fields in registry().items()
        }
    )


def key_texts(table: Table) -> NDArray[np.str_]:
    """Return the key of every row as text; communes as ``vintage:code``."""
    keys = _keys(table.name)
    texts: NDArray[np.str_] = table[keys[0]]
    for name in keys[1:]:
        texts = np.strings.add(np.strings.add(texts, ":"), table[name])
    return texts


def _keys(table: str) -> tuple[str, ...]:
    if table == "communes":
        return ("vintage", "code")
    return tuple(field.name for field in registry()[table] if field.base == "key")


def _moves(first: Table, second: Table) -> tuple[Integers, Integers, Flags]:
    """Return the new row of every row of both, a spare entry for no row at the end, and which of the first stay."""
    ours, theirs = key_texts(first), key_texts(second)
    order = np.argsort(theirs, kind="stable")
    place = np.minimum(np.searchsorted(theirs[order], ours), max(len(theirs) - 1, 0))
    again = theirs[order][place] == ours if len(theirs) else np.zeros(len(ours), dtype=np.bool_)
    stays = ~again
    count = int(stays.sum())
    moved = np.cumsum(stays) - 1
    if len(theirs):
        moved = np.where(again, count + order[place], moved)
    return np.append(moved, MISSING), np.append(np.arange(len(theirs)) + count, MISSING), stays


def _columns(fields: tuple[Field, ...], table: Table, moves: Mapping[str, Integers]) -> dict[str, Any]:
    return {
        field.name: moves[field.parameter][table[field.name]] if field.base == "ref" else table[field.name]
        for field in fields
    }


def _distinct(columns: dict[str, Any]) -> dict[str, Any]:
    codes = np.stack([np.unique(column, return_inverse=True)[1].reshape(-1) for column in columns.values()])
    _, first = np.unique(codes, axis=1, return_index=True)
    rows = np.sort(first)
    return {name: column[rows] for name, column in columns.items()}
