"""Sections of the page that anybody may read."""

from collections.abc import Sequence
from fractions import Fraction

from matching.pages.commune_map import map_sections
from matching.pages.lorenz import lorenz_figure
from matching.pages.section import Cell, PageTable, Section
from matching.pages.shared_sections import check_section, goals_section, index_section, ties_section
from matching.problem.commune_targets import targets
from matching.reporting.collation import collation_key
from matching.reporting.commune_listing import commune_names
from matching.reporting.numerals import money, percent, whole
from matching.reporting.wording import phrase
from matching.views.public_view import PublicView
from matching.views.wording import told

HIDDEN = "–"
"""Stands where a cell is not told."""


def public_sections(view: PublicView, language: str) -> list[Section]:
    """Return every section, made from the view alone."""
    result = view.result
    return [
        _communes(view, language),
        *_map(view, language),
        _lorenz(view, language),
        _kinds(view, language),
        _matrix(view, language),
        _donors(view, language),
        _reasons(view, language),
        goals_section(result, language, values=False),
        index_section(result, language),
        ties_section(result, language),
        check_section(language),
    ]


def counts(needed: int, met: int, language: str) -> list[str | Cell]:
    """Return units needed, units met, and their share with a bar; dashes where they are not told."""
    if needed < 0:
        return [HIDDEN, HIDDEN, HIDDEN]
    share = 100 * met / needed if needed else None
    return [whole(needed, language), whole(met, language), Cell(percent(met, needed, language), share)]


def _rows_of(view: PublicView, level: str) -> list[int]:
    """Return the places of a level, the worst covered first; those not told behind, by name."""
    totals = [
        (int(needed), int(met)) for needed, met in zip(view.needed[:, -1], view.met[:, -1], strict=True)
    ]
    rows = [row for row, one in enumerate(view.levels) if one == level]

    def rank(row: int) -> tuple[bool, Fraction, object]:
        needed, met = totals[row]
        return (
            needed <= 0,
            Fraction(met, needed) if needed > 0 else Fraction(0),
            collation_key(view.names[row]),
        )

    return sorted(rows, key=rank)


def _communes(view: PublicView, language: str) -> Section:
    problem = view.result.problem
    zones = [zone for _, zone in commune_names(problem).values()]
    goals = targets(problem, view.result.policy.disadvantage).tolist()
    number = {f"commune:{key}": row for row, key in enumerate(commune_names(problem))}
    rows: list[Sequence[str | Cell]] = [
        [
            view.names[row], zones[number[view.places[row]]], f"{goals[number[view.places[row]]]} %",
            *counts(int(view.needed[row, -1]), int(view.met[row, -1]), language),
        ]
        for row in _rows_of(view, "commune")
    ]  # fmt: skip
    larger = [row for level in ("zone", "province", "all") for row in _rows_of(view, level)]
    rows += [
        [view.names[row], "", "", *counts(int(view.needed[row, -1]), int(view.met[row, -1]), language)]
        for row in larger
    ]
    titles = [
        phrase("column.commune", language),
        phrase("column.zone", language),
        told("column.target", language),
    ]
    titles += [phrase(f"column.{name}", language) for name in ("needed", "met", "coverage")]
    return Section(
        told("page.communes", language),
        [told("page.units", language)],
        tables=[PageTable(titles, (False, False, True, True, True, True), rows, total=True)],
        notes=[told("page.hidden", language, k=view.k)],
    )


def _map(view: PublicView, language: str) -> list[Section]:
    number = {f"commune:{key}": row for row, key in enumerate(commune_names(view.result.problem))}
    counts_of = [(0, 0)] * len(number)
    for row in _rows_of(view, "commune"):
        counts_of[number[view.places[row]]] = int(view.needed[row, -1]), int(view.met[row, -1])
    return map_sections(view.result.problem, counts_of, language)


def _lorenz(view: PublicView, language: str) -> Section:
    rows = _rows_of(view, "commune")
    pairs = [(int(view.needed[row, -1]), int(view.met[row, -1])) for row in rows]
    if not all(needed > 0 for needed, _ in pairs) or not any(met for _, met in pairs):
        return Section(told("page.lorenz", language), [told("page.lorenz_hidden", language)])
    return Section(
        told("page.lorenz", language),
        [told("page.lorenz_how", language)],
        figures=[lorenz_figure(pairs, language)],
    )


def _kinds(view: PublicView, language: str) -> Section:
    rows: list[Sequence[str | Cell]] = [
        [label, unit, *counts(int(view.needed[0, column]), int(view.met[0, column]), language)]
        for column, (label, unit) in enumerate(zip(view.labels, view.units, strict=True))
    ]
    titles = [told("column.kind", language), told("column.unit", language)]
    titles += [phrase(f"column.{name}", language) for name in ("needed", "met", "coverage")]
    return Section(
        told("page.kinds", language), tables=[PageTable(titles, (False, False, True, True, True), rows)]
    )


def _matrix(view: PublicView, language: str) -> Section:
    places = [row for level in ("commune", "zone", "province") for row in _rows_of(view, level)]
    rows = [
        [
            view.names[row],
            *(
                _fraction(needed, met, language)
                for needed, met in zip(
                    view.needed[row, :-1].tolist(), view.met[row, :-1].tolist(), strict=True
                )
            ),
        ]
        for row in places
    ]
    numeric = (False, *(True for _ in view.labels))
    table = PageTable([phrase("column.commune", language), *view.labels], numeric, rows, narrow=True)
    return Section(
        told("page.matrix", language),
        [told("page.matrix_how", language)],
        tables=[table],
        notes=[told("page.hidden", language, k=view.k)],
    )


def _fraction(needed: int, met: int, language: str) -> str:
    if needed < 0:
        return HIDDEN
    return f"{whole(met, language)}/{whole(needed, language)}" if needed else "0"


def _donors(view: PublicView, language: str) -> Section:
    names, numeric = ["donor", "donor_kind", "form", "offered"], [False, False, False, True]
    columns = 4 if any(donor.money for donor in view.donors) else 3
    rows = [
        (donor.name, donor.kind, donor.forms, money(donor.money, language) if donor.money else "")[:columns]
        for donor in sorted(view.donors, key=lambda donor: collation_key(donor.name))
    ]
    titles = [told(f"column.{name}", language) for name in names[:columns]]
    return Section(told("page.donors", language), tables=[PageTable(titles, numeric[:columns], rows)])


def _reasons(view: PublicView, language: str) -> Section:
    items = [
        told("page.other_reasons", language, k=view.k)
        if share.reason == "other"
        else told(f"share.{share.share}", language, reason=phrase(f"reason.{share.reason}", language))
        for share in view.reasons
    ]
    said = told("page.reasons_public" if items else "page.all_met", language)
    return Section(told("page.reasons", language), [said], items)
