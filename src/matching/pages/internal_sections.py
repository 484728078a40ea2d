"""Sections of the page that stays inside the fund."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.pages.commune_map import map_sections
from matching.pages.lorenz import lorenz_figure
from matching.pages.public_sections import counts
from matching.pages.section import Cell, PageTable, Section
from matching.pages.shared_sections import check_section, goals_section, index_section, ties_section
from matching.plan.result import Result
from matching.problem.commune_targets import targets
from matching.reporting.collation import collation_key
from matching.reporting.commune_listing import commune_names, commune_rows
from matching.reporting.numerals import money, percent, whole
from matching.reporting.wording import phrase
from matching.views.labels import kind_labels, kind_units
from matching.views.wording import told
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]
Codes = NDArray[np.int8]


def internal_sections(result: Result, language: str) -> list[Section]:
    """Return every section of a result with a plan."""
    return [
        _communes(result, language),
        *_map(result, language),
        _lorenz(result, language),
        _kinds(result, language),
        _donors(result, language),
        _by_reason(result.unmet.reason, result.unmet.quantity, "Reason", "reason", language),
        _unused(result, language),
        goals_section(result, language, values=True),
        index_section(result, language),
        ties_section(result, language),
        check_section(language),
    ]


def _communes(result: Result, language: str) -> Section:
    goals = dict(
        zip(
            commune_names(result.problem),
            targets(result.problem, result.policy.disadvantage).tolist(),
            strict=True,
        )
    )
    found = commune_rows(result)
    rows: list[Sequence[str | Cell]] = [
        [row.name, row.zone, f"{goals[row.key]} %", *counts(row.needed, row.met, language)] for row in found
    ]
    total = counts(sum(row.needed for row in found), sum(row.met for row in found), language)
    titles = [
        phrase("column.commune", language),
        phrase("column.zone", language),
        told("column.target", language),
    ]
    titles += [phrase(f"column.{name}", language) for name in ("needed", "met", "coverage")]
    table = PageTable(
        titles,
        (False, False, True, True, True, True),
        [*rows, [phrase("row.total", language), "", "", *total]],
        total=True,
    )
    return Section(told("page.communes", language), [told("page.units", language)], tables=[table])


def _map(result: Result, language: str) -> list[Section]:
    found = {row.key: (row.needed, row.met) for row in commune_rows(result)}
    counts_of = [found.get(key, (0, 0)) for key in commune_names(result.problem)]
    return map_sections(result.problem, counts_of, language)


def _lorenz(result: Result, language: str) -> Section:
    pairs = [(row.needed, row.met) for row in commune_rows(result)]
    if not any(met for _, met in pairs):
        return Section(told("page.lorenz", language), [phrase("summary.none", language)])
    return Section(
        told("page.lorenz", language),
        [told("page.lorenz_how", language)],
        figures=[lorenz_figure(pairs, language)],
    )


def _kinds(result: Result, language: str) -> Section:
    problem, table = result.problem, result.coverage("kind")
    ids = problem["kinds"]["kind"].tolist()
    labels, units = kind_labels(problem, language), kind_units(problem, language)
    rows = [
        [labels[ids.index(key)], units[ids.index(key)], *counts(needed, met, language)]
        for key, needed, met in zip(table.labels, table.needed.tolist(), table.met.tolist(), strict=True)
    ]
    titles = [told("column.kind", language), told("column.unit", language)]
    titles += [phrase(f"column.{name}", language) for name in ("needed", "met", "coverage")]
    return Section(
        told("page.kinds", language), tables=[PageTable(titles, (False, False, True, True, True), rows)]
    )


def _donors(result: Result, language: str) -> Section:
    """Return units used, units of goods and services left, money spent on units and money left of every donor."""
    problem, plan = result.problem, result.plan
    names = [
        name or key
        for key, name in zip(
            problem["donors"]["donor"].tolist(), problem["donors"]["name"].tolist(), strict=True
        )
    ]
    names.append(told("donor.unnamed", language))
    owner = problem["offers"]["donor"].astype(np.int64)
    owner[owner == MISSING] = len(names) - 1
    used, left, spent, rest = (np.zeros(len(names), dtype=np.int64) for _ in range(4))
    np.add.at(rest, owner[result.unused.money.offer], result.unused.money.amount)
    cash, goods = np.zeros((2, len(names)), dtype=np.bool_)
    paid = problem["offers"].is_("modality", "cash")
    cash[owner[paid]], goods[owner[~paid]] = True, True
    np.add.at(used, owner[plan.offer], plan.quantity)
    np.add.at(spent, owner[plan.offer], plan.amount)
    np.add.at(left, owner[problem["stock"]["offer"][result.unused.line]], result.unused.quantity)
    rows = [
        (names[row], whole(int(used[row]), language), whole(int(left[row]), language) if goods[row] else "–",
         money(int(spent[row]), language) if spent[row] else "–",
         money(int(rest[row]), language) if cash[row] else "–")
        for row in sorted(np.unique(owner).tolist(), key=lambda row: collation_key(names[row]))
    ]  # fmt: skip
    titles = [told(f"column.{name}", language) for name in ("donor", "used", "left", "spent", "money_left")]
    return Section(
        told("page.donors", language), tables=[PageTable(titles, (False, True, True, True, True), rows)]
    )


def _unused(result: Result, language: str) -> Section:
    """Return why units are left over, and why money is."""
    unused = result.unused
    units = _by_reason(unused.reason, unused.quantity, "UnusedReason", "unused", language)
    if not len(unused.money.offer):
        return units
    rest = _by_reason(
        unused.money.reason, unused.money.amount, "UnusedReason", "unused", language, "money_left"
    )
    return Section(units.title, tables=[*units.tables, *rest.tables])


def _by_reason(
    reasons: Codes, quantities: Integers, enumeration: str, prefix: str, language: str, column: str = "units"
) -> Section:
    names = ENUMERATIONS[enumeration]
    units = np.zeros(len(names), dtype=np.int64)
    np.add.at(units, reasons, quantities)
    total = int(units.sum())
    rows: list[Sequence[str | Cell]] = [
        [phrase(f"{prefix}.{names[code]}", language), whole(int(units[code]), language),
         Cell(percent(int(units[code]), total, language), 100 * int(units[code]) / total)]
        for code in np.argsort(-units, kind="stable").tolist() if units[code]
    ]  # fmt: skip
    titles = [told(f"column.{name}", language) for name in ("reason", column, "share")]
    title = told("page.reasons" if prefix == "reason" else "page.unused", language)
    if not rows:
        return Section(title, [phrase("summary.none", language)])
    return Section(title, tables=[PageTable(titles, (False, True, True), rows)])
