"""Changes of a problem whose effect on the best values is known beforehand."""

from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import registry
from matching.problem.problem import Problem
from matching.problem.table import Table, table_from
from matching.vocabulary import ENUMERATIONS
from oracle.facts import rows_of
from oracle.random_problems import table_of

CATALOGUE = ("kinds", "items")


def shuffled(problem: Problem, rng: Random) -> Problem:
    """Return the same problem with the rows of every table in another order."""
    orders = {
        name: np.array(rng.sample(range(len(table)), len(table)), dtype=np.int64)
        for name, table in problem.tables.items()
    }
    tables = {name: _moved(table, orders) for name, table in problem.tables.items()}
    return problem.replace(**tables)


def _moved(table: Table, orders: dict[str, NDArray[np.int64]]) -> Table:
    columns = {}
    for field in registry()[table.name]:
        column = table[field.name]
        if field.base == "ref":
            place = np.append(np.argsort(orders[field.parameter]), -1)
            column = place[column]
        columns[field.name] = column[orders[table.name]]
    return table_from(table.name, columns)


def renamed(problem: Problem) -> Problem:
    """Return the same problem under other ids of needs, children, offers and sites, in another order."""
    new = {name: _new_names(problem[name][key].tolist()) for name, key in KEYS.items()}
    tables = {
        name: table_from(
            name, {**problem[name].columns, key: [new[name][old] for old in problem[name][key].tolist()]}
        )
        for name, key in KEYS.items()
    }
    return problem.replace(**tables, earmarks=_renamed_wishes(problem, new))


KEYS = {"needs": "need", "children": "child", "offers": "offer", "sites": "site"}
NAMING = {"need": "needs", "child": "children", "site": "sites"}


def _new_names(old: list[str]) -> dict[str, str]:
    return {name: f"x{len(old) - rank:05d}é" for rank, name in enumerate(sorted(old))}


def _renamed_wishes(problem: Problem, new: dict[str, dict[str, str]]) -> Table:
    rows = rows_of(problem, "earmarks")
    for row in rows:
        table = NAMING.get(ENUMERATIONS["EarmarkField"][row["field"]])
        if table:
            row["values"] = "|".join(new[table][value] for value in row["values"].split("|"))
    return table_of("earmarks", rows)


def with_rows(problem: Problem, **more: list[dict[str, Any]]) -> Problem:
    """Return the problem with rows added to some tables."""
    return problem.replace(
        **{name: table_of(name, rows_of(problem, name) + rows) for name, rows in more.items()}
    )


def split_in_two(problem: Problem, offer: int) -> Problem:
    """Return the problem with one goods offer given by two donors, half each, on the same conditions."""
    stock, quotes, wishes = (rows_of(problem, name) for name in ("stock", "quotes", "earmarks"))
    second = len(problem["offers"])
    halves: list[dict[str, Any]] = []
    for row in stock:
        if row["offer"] == offer:
            half = row["quantity"] // 2
            halves.append({**row, "offer": second, "quantity": half})
            row["quantity"] -= half
    twin = {**rows_of(problem, "offers")[offer], "offer": "twin"}
    return problem.replace(
        offers=table_of("offers", [*rows_of(problem, "offers"), twin]),
        stock=table_of("stock", [*stock, *halves]),
        quotes=table_of(
            "quotes", quotes + [{**row, "offer": second} for row in quotes if row["offer"] == offer]
        ),
        earmarks=table_of(
            "earmarks", wishes + [{**row, "offer": second} for row in wishes if row["offer"] == offer]
        ),
    )


def multiplied(problem: Problem, factor: int) -> Problem:
    """Return the problem with every quantity and limit in units multiplied."""
    columns = {
        "needs": ("quantity",), "stock": ("quantity",), "slots": ("capacity",), "commitments": ("quantity",),
        "offers": ("commune_max", "child_max"), "floors": ("minimum", "maximum"),
    }  # fmt: skip
    tables = {}
    for name, names in columns.items():
        old = problem[name].columns
        new = {column: np.where(old[column] > 0, old[column] * factor, old[column]) for column in names}
        tables[name] = table_from(name, {**old, **new})
    splittable = np.ones(len(problem["kinds"]), dtype=np.int8)
    kinds = table_from("kinds", {**problem["kinds"].columns, "splittable": splittable})
    return problem.replace(**tables, kinds=kinds)


def told_by_ids(problem: Problem, plan: Any) -> list[tuple[Any, ...]]:
    """Return the lines of a plan by ids and by what the stock line is, not by rows."""
    stock = rows_of(problem, "stock")
    items = [*problem["items"]["item"].tolist(), ""]
    columns = zip(
        problem["offers"]["offer"][plan.offer].tolist(), problem["needs"]["need"][plan.need].tolist(),
        plan.line.tolist(), plan.quantity.tolist(), plan.amount.tolist(), plan.promised.tolist(), strict=True,
    )  # fmt: skip
    return [
        (offer, need, items[stock[line]["item"]], stock[line]["window_from"], stock[line]["price"], *rest)
        for offer, need, line, *rest in columns
    ]
