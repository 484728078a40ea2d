"""Sections of the fund's own page that take further solving: the price of fairness, and what to ask donors for."""

from collections.abc import Sequence

from matching.comparing.comparison import Compared, Entry
from matching.fundraising.introducing import Introductions
from matching.fundraising.records import Package
from matching.pages.section import Cell, PageTable, Section
from matching.problem.problem import Problem
from matching.reporting.appeal_tables import (
    COLUMNS,
    introduction_sentences,
    package_header,
    package_notes,
    package_rows,
)
from matching.reporting.appeal_texts import told as appeal_text
from matching.reporting.numerals import money, share, whole
from matching.reporting.wording import phrase
from matching.views.wording import told


def price_section(compared: Compared, language: str) -> Section:
    """Return what the plan's fairness costs in all and what it spares the worst-off.

    Parameters
    ----------
    compared
        The plan's policy first, behind it the policy of most weighted need.
    language
        ``en`` or ``vi``.
    """
    own = compared.entries[0]
    title = told("page.price", language)
    rows = [_reached(entry, language) for entry in compared.entries if entry.table is not None]
    if own.fairness is None or len(rows) < 2:
        return Section(title, [told("page.price_none", language)])
    names = ("policy", "units", "weight", "children", "worst")
    table = PageTable([phrase(f"column.{name}", language) for name in names], (False, *[True] * 4), rows)
    return Section(
        title, list(_sentences(own, language)), tables=[table], notes=[told("page.price_note", language)]
    )


def _reached(entry: Entry, language: str) -> list[str | Cell]:
    assert entry.totals is not None
    assert entry.table is not None
    worst = entry.table.indices().worst
    lowest = "–" if worst is None else Cell(share(worst, language), float(100 * worst))
    totals = (entry.totals.units, entry.totals.weight, entry.totals.children)
    return [entry.policy.name, *(whole(total, language) for total in totals), lowest]


def _sentences(own: Entry, language: str) -> list[str]:
    assert own.fairness is not None
    lost = own.fairness.lost
    found = []
    if own.fairness.share is not None:
        found.append(
            told(
                "page.price_fairness", language, share=share(own.fairness.share, language),
                units=whole(lost.units, language), value=money(lost.value, language),
            )
        )  # fmt: skip
    if own.efficiency is not None:
        gained = own.efficiency.worst
        code = "page.price_worst" if gained > 0 else f"page.price_worst_{'lower' if gained else 'same'}"
        found.append(told(code, language, points=share(abs(gained), language)))
        sought = next((goal for goal in own.policy.goals if goal.criterion != "sum"), None)
        if gained <= 0 and sought is not None:
            found.append(told("page.price_goal", language, goal=sought.describe(language)))
    return found


def appeals_section(
    problem: Problem, packages: Sequence[Package], introductions: Introductions, language: str
) -> Section:
    """Return what to ask donors for, the most wanted first, and the introduction list in numbers."""
    title = told("page.appeals", language)
    said = introduction_sentences(introductions, language)
    if not packages:
        return Section(title, [appeal_text("appeals.none", language)], notes=said)
    numeric = [name in ("number", "units", "price", "children") for name in COLUMNS]
    table = PageTable(package_header(language), numeric, package_rows(problem, packages, language))
    return Section(
        title,
        [told("page.appeals_how", language)],
        tables=[table],
        notes=[*package_notes(packages, language), *said],
    )
