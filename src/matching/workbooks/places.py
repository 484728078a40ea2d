"""Support by commune, by commune and kind, and by school site."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from matching.reporting.collation import collation_key
from matching.reporting.numerals import percent
from matching.vocabulary import MISSING
from matching.workbooks.names import Integers, Names
from matching.workbooks.page import Column, Row
from matching.workbooks.wording import told

COMMUNES = (
    Column("commune", 30), Column("zone", 9), Column("needed", 13, True), Column("met", 13, True),
    Column("missing", 14, True), Column("coverage", 11, True), Column("children", 14, True), Column("amount", 20, True),
)  # fmt: skip
KINDS = (
    Column("commune", 30), Column("kind", 30), Column("unit", 12), Column("needed", 13, True), Column("met", 13, True),
    Column("missing", 14, True), Column("coverage", 11, True),
)  # fmt: skip
SITES = (
    Column("commune", 26), Column("site", 34), Column("kind", 26), Column("item", 34), Column("unit", 10),
    Column("quantity", 12, True), Column("children", 14, True),
)  # fmt: skip


def needed_and_met(names: Names) -> tuple[Integers, Integers]:
    """Return the units of every confirmed need and those given to it; 0 for needs that are not confirmed."""
    needs = names.problem["needs"]
    kept = needs["confirmed"] == 1
    served = names.result.plan.per_need(names.problem)
    return np.where(kept, needs["quantity"], 0), np.where(kept, served, 0)


def children_served(names: Names) -> Integers:
    """Return the child row of every line of the plan; -1 for collective needs."""
    rows: Integers = names.problem["needs"]["child"][names.result.plan.need].astype(np.int64)
    return rows


def commune_lines(names: Names) -> list[Row]:
    """Return one row per commune with needs, by zone-independent name, and a total."""
    needed, met = needed_and_met(names)
    plan = names.result.plan
    communes = np.array(names.commune_of_need, dtype=np.int64)
    size = len(names.communes)
    needs_by, met_by = (_summed(communes, units, size) for units in (needed, met))
    money = _summed(communes[plan.need], plan.amount, size)
    children = _distinct(communes[plan.need], children_served(names), size)
    rows = [
        (
            names.communes[row],
            names.zones[row],
            *_counts(names, needs_by[row], met_by[row]),
            children[row],
            money[row],
        )
        for row in _named(np.unique(communes), names.communes)
    ]
    total = (told("total", names.language), "", *_counts(names, sum(needs_by), sum(met_by)),
             sum(children), sum(money))  # fmt: skip
    return [*map(Row, rows), Row(total, "total")]


def kind_lines(names: Names) -> list[Row]:
    """Return one row per commune and kind with needs, a subtotal per commune, and a total."""
    needed, met = needed_and_met(names)
    kinds = names.problem["needs"]["kind"].tolist()
    cells: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for commune, kind, one, other in zip(
        names.commune_of_need, kinds, needed.tolist(), met.tolist(), strict=True
    ):
        if one:
            cells[commune][kind][0] += one
            cells[commune][kind][1] += other
    rows: list[Row] = []
    for commune in _named(cells, names.communes):
        listed = cells[commune]
        for kind in sorted(listed, key=lambda kind: collation_key(names.kinds[kind])):
            counts = _counts(names, *listed[kind])
            rows.append(Row((names.communes[commune], names.kinds[kind], names.units[kind], *counts)))
        summed = [sum(pair[part] for pair in listed.values()) for part in (0, 1)]
        label = told("subtotal", names.language, name=names.communes[commune])
        rows.append(Row((label, "", "", *_counts(names, *summed)), "subtotal"))
    totals = _counts(names, int(needed.sum()), int(met.sum()))
    return [*rows, Row((told("total", names.language), "", "", *totals), "total")]


def site_lines(names: Names) -> list[Row]:
    """Return one row per commune, site, kind and item that is given, a subtotal per site, and a total."""
    plan, language = names.result.plan, names.language
    stock = names.problem["stock"]
    cells: dict[tuple[int, int], dict[tuple[int, int], list[Any]]] = defaultdict(dict)
    lines = zip(plan.need.tolist(), plan.line.tolist(), plan.quantity.tolist(),
                children_served(names).tolist(), strict=True)  # fmt: skip
    kinds, items = stock["kind"].tolist(), stock["item"].tolist()
    for need, line, quantity, child in lines:
        place = (names.commune_of_need[need], names.site_of_need[need])
        cell = cells[place].setdefault((kinds[line], items[line]), [0, set()])
        cell[0] += quantity
        if child != MISSING:
            cell[1].add(child)
    rows: list[Row] = []
    order = sorted(cells, key=lambda place: tuple(map(collation_key, _place(names, place))))
    for place in order:
        rows += _site_rows(names, place, cells[place])
    everyone = set().union(*(cell[1] for listed in cells.values() for cell in listed.values()))
    total = (told("total", language), "", "", "", "", int(plan.quantity.sum()), len(everyone))
    return [*rows, Row(total, "total")]


def _site_rows(
    names: Names, place: tuple[int, int], listed: dict[tuple[int, int], list[Any]]
) -> Iterator[Row]:
    commune, site = _place(names, place)
    ordered = sorted(
        listed, key=lambda held: (collation_key(names.kinds[held[0]]), collation_key(names.items[held[1]]))
    )
    for kind, item in ordered:
        units, children = listed[kind, item]
        yield Row(
            (commune, site, names.kinds[kind], names.items[item], names.units[kind], units, len(children))
        )
    served = set().union(*(cell[1] for cell in listed.values()))
    summed = sum(cell[0] for cell in listed.values())
    label = told("subtotal", names.language, name=site)
    yield Row((commune, label, "", "", "", summed, len(served)), "subtotal")


def _place(names: Names, place: tuple[int, int]) -> tuple[str, str]:
    return names.communes[place[0]], names.sites[place[1]]


def _counts(names: Names, needed: int, met: int) -> tuple[int, int, int, str]:
    return needed, met, needed - met, percent(met, needed, names.language)


def _named(rows: Iterable[int], labels: Sequence[str]) -> list[int]:
    """Return rows in the order of their labels."""
    key: Callable[[int], Any] = lambda row: collation_key(labels[row])  # noqa: E731
    return sorted(map(int, rows), key=key)


def _summed(groups: Integers, units: Integers, size: int) -> list[int]:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, groups, units)
    summed: list[int] = total.tolist()
    return summed


def _distinct(groups: Integers, members: Integers, size: int) -> list[int]:
    """Return per group the number of different members that are present."""
    pairs = np.unique(np.column_stack([groups, members])[members != MISSING], axis=0)
    counts: list[int] = np.bincount(pairs[:, 0], minlength=size).tolist()
    return counts
