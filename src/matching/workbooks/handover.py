"""The list to hand over by, commune after commune and site after site, and the needs that go without."""

from itertools import groupby
from typing import Final

from matching.files.workbook.book import Value
from matching.reporting.collation import Key, collation_key
from matching.reporting.wording import phrase
from matching.vocabulary import ENUMERATIONS
from matching.workbooks.names import Names
from matching.workbooks.page import Column, Row
from matching.workbooks.wording import told

HANDOVER: Final = (
    Column("commune", 17), Column("site", 25), Column("whom", 14), Column("need", 14), Column("kind", 21),
    Column("item", 27), Column("quantity", 10, True), Column("unit", 11), Column("offer", 12),
    Column("donor", 23), Column("received", 18, signed=True),
)  # fmt: skip
UNMET: Final = (
    Column("commune", 24), Column("whom", 16), Column("need", 16), Column("kind", 26), Column("needed", 12, True),
    Column("met", 12, True), Column("missing", 14, True), Column("unit", 10), Column("reason", 60),
)  # fmt: skip


def handover_lines(names: Names) -> list[Row]:
    """Return one row per line of the plan, a subtotal and a page's end per commune, and a total on the last page."""
    entries = sorted((_handed(names, line) for line in range(len(names.result.plan))), key=_order)
    rows: list[Row] = []
    last = _commune(entries[-1]) if entries else ""
    for commune, handed in groupby(entries, key=_commune):
        own = list(handed)
        rows += map(Row, own)
        label = told("subtotal", names.language, name=commune)
        units = sum(int(str(cells[6])) for cells in own)
        subtotal: tuple[Value, ...] = (label, *[""] * 5, units, *[""] * 4)
        rows.append(Row(subtotal, "subtotal", ends_page=commune != last))
    units = int(names.result.plan.quantity.sum())
    return [*rows, Row((told("total", names.language), *[""] * 5, units, *[""] * 4), "total")]


def _commune(cells: tuple[Value, ...]) -> str:
    return str(cells[0])


def _handed(names: Names, number: int) -> tuple[Value, ...]:
    problem, plan = names.problem, names.result.plan
    need, line, offer = int(plan.need[number]), int(plan.line[number]), int(plan.offer[number])
    kind, item = int(problem["stock"]["kind"][line]), int(problem["stock"]["item"][line])
    return (
        names.communes[names.commune_of_need[need]], names.sites[names.site_of_need[need]],
        names.beneficiaries[need], names.needs[need], names.kinds[kind], names.items[item],
        int(plan.quantity[number]), names.units[kind], names.offers[offer],
        names.donors[int(problem["offers"]["donor"][offer])], "",
    )  # fmt: skip


def _order(cells: tuple[Value, ...]) -> tuple[Key, ...]:
    return tuple(collation_key(str(cell)) for cell in (*cells[:6], cells[8]))


def unmet_lines(names: Names) -> list[Row]:
    """Return one row per need with units left, with its first reason, and a total."""
    unmet, needs = names.result.unmet, names.problem["needs"]
    entries = zip(unmet.need.tolist(), unmet.quantity.tolist(), unmet.reason.tolist(), strict=True)
    rows = []
    for need, missing, reason in entries:
        kind, quantity = int(needs["kind"][need]), int(needs["quantity"][need])
        cells = (
            names.communes[names.commune_of_need[need]], names.beneficiaries[need], names.needs[need], names.kinds[kind],
            quantity, quantity - missing, missing, names.units[kind],
            phrase(f"reason.{ENUMERATIONS['Reason'][reason]}", names.language),
        )  # fmt: skip
        rows.append(Row(cells))
    rows.sort(key=lambda row: tuple(collation_key(str(cell)) for cell in row.cells[:4]))
    sums = [sum(int(str(row.cells[column])) for row in rows) for column in (4, 5, 6)]
    return [*rows, Row((told("total", names.language), "", "", "", *sums, "", ""), "total")]
