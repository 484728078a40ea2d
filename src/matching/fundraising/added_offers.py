"""A problem with more offers in it: what is asked of donors, as if it had been given."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matching.fundraising.records import PackageLine
from matching.problem.problem import Problem
from matching.problem.table import Table, table_from
from matching.vocabulary import ENUMERATIONS, EarmarkField, Modality, code_of

NEW = "new-"
"""Ids of added offers begin with this."""


def with_package(problem: Problem, lines: Sequence[PackageLine]) -> Problem:
    """Return the problem with an offer per commune that holds the lines of a package, kept for that commune."""
    communes = list(dict.fromkeys(line.commune for line in lines))
    kinds = {name: row for row, name in enumerate(problem["kinds"]["kind"].tolist())}
    items = {name: row for row, name in enumerate(problem["items"]["item"].tolist())}
    stock = [
        {
            "offer": communes.index(line.commune),
            "kind": kinds[line.kind],
            "item": items.get(line.item, -1),
            "quantity": line.quantity,
        }
        for line in lines
    ]
    marks = [
        {"offer": row, "field": _field(EarmarkField.COMMUNE), "values": commune}
        for row, commune in enumerate(communes)
    ]
    return with_offers(problem, len(communes), stock, marks)


def with_offers(
    problem: Problem, count: int, stock: Sequence[Mapping[str, Any]], marks: Sequence[Mapping[str, Any]]
) -> Problem:
    """Return the problem with more offers of services and goods from today on, from nobody in particular.

    Parameters
    ----------
    problem
        The problem, which does not change.
    count
        So many offers are added.
    stock, marks
        Their stock and earmarks as stored values; the offers are counted from 0.
    """
    first = len(problem["offers"])
    slotted = problem["kinds"]["needs_slot"] == 1
    taken = set(problem["offers"]["offer"].tolist())
    names: list[str] = []
    number = 0
    while len(names) < count:
        if f"{NEW}{number}" not in taken:
            names.append(f"{NEW}{number}")
        number += 1
    rows = [{**row, "offer": first + row["offer"]} for row in stock]
    by_service = np.zeros(count, dtype=np.bool_)
    providers = problem["providers"]
    if any(slotted[row["kind"]] for row in rows):
        providers = _longer(providers, [{"provider": _fresh(providers["provider"].tolist())}])
        for row in rows:
            if slotted[row["kind"]]:
                row["provider"] = len(providers) - 1
                by_service[row["offer"] - first] = True
    codes = [code_of(Modality.SERVICE) if one else code_of(Modality.GOODS) for one in by_service.tolist()]
    offers = [
        {"offer": name, "modality": code, "window_from": problem.today}
        for name, code in zip(names, codes, strict=True)
    ]
    return problem.replace(
        offers=_longer(problem["offers"], offers),
        providers=providers,
        stock=_longer(problem["stock"], rows),
        earmarks=_longer(problem["earmarks"], [{**mark, "offer": first + mark["offer"]} for mark in marks]),
    )


def _field(field: EarmarkField) -> int:
    return ENUMERATIONS["EarmarkField"].index(field)


def _fresh(names: Sequence[str]) -> str:
    number = 0
    while f"{NEW}{number}" in names:
        number += 1
    return f"{NEW}{number}"


def _longer(table: Table, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return a table with more rows; what they do not tell is empty."""
    if not rows:
        return table
    names = sorted({name for row in rows for name in row})
    empty = table_from(table.name, {}, 1)
    more = table_from(table.name, {name: [row.get(name, empty[name][0]) for row in rows] for name in names})
    return table_from(
        table.name, {name: np.concatenate([column, more[name]]) for name, column in table.columns.items()}
    )
