"""Sections of the page that one donor is given."""

from matching.pages.section import PageTable, Section
from matching.pages.shared_sections import check_section, goals_section, ties_section
from matching.reporting.numerals import money, whole
from matching.views.donor_view import DonorView
from matching.views.wording import told


def donor_sections(view: DonorView, language: str) -> list[Section]:
    """Return every section, made from the view alone."""
    return [
        _gifts(view, language),
        _profiles(view, language),
        goals_section(view.result, language, values=False),
        ties_section(view.result, language),
        check_section(language),
    ]


def _gifts(view: DonorView, language: str) -> Section:
    rows = [
        (gift.kind, gift.unit, whole(gift.used, language), "–" if gift.left is None else whole(gift.left, language),
         money(gift.amount, language) if gift.amount else "–", whole(gift.communes, language))
        for gift in view.gifts
    ]  # fmt: skip
    titles = [
        told(f"column.{name}", language) for name in ("kind", "unit", "used", "left", "spent", "reached")
    ]
    table = PageTable(titles, (False, False, True, True, True, True), rows)
    rest = view.money_left
    said = () if rest is None else [told("page.money_left", language, money=money(rest, language))]
    return Section(told("page.gifts", language, donor=view.donor), tables=[table], notes=said)


def _profiles(view: DonorView, language: str) -> Section:
    rows = [
        (one.pseudonym, one.place, one.age or "–", one.sex or "–", one.circumstances or "–", one.kind,
         f"{'≥ ' if one.or_more else ''}{whole(one.quantity, language)} {one.unit}")
        for one in view.profiles
    ]  # fmt: skip
    names = ("pseudonym", "place", "age", "sex", "circumstances", "kind", "quantity")
    table = PageTable([told(f"column.{name}", language) for name in names], (False,) * 6 + (True,), rows)
    said = told("page.profiles_how" if rows else "page.profiles_none", language)
    return Section(
        told("page.profiles", language),
        [said],
        tables=[table] if rows else (),
        notes=[told("page.profiles_note", language, k=view.k)],
    )
