"""Packages and the introduction list as tables and sentences."""

from collections.abc import Sequence

from matching.fundraising.introducing import INTRODUCED_SHARE, Introductions
from matching.fundraising.records import Package
from matching.problem.problem import Problem
from matching.reporting.appeal_texts import Names, children_told, told
from matching.reporting.numerals import money, percent, whole
from matching.reporting.text_table import aligned

COLUMNS = ("number", "what", "where", "units", "price", "children", "place")


def package_rows(problem: Problem, packages: Sequence[Package], language: str) -> list[list[str]]:
    """Return one row of cells per package, in the order of :data:`COLUMNS`."""
    names = Names(problem, language)
    return [_row(names, number, package, language) for number, package in enumerate(packages, 1)]


def _row(names: Names, number: int, package: Package, language: str) -> list[str]:
    kinds = list(dict.fromkeys(line.kind for line in package.lines))
    places = list(dict.fromkeys(line.commune for line in package.lines))
    worst = package.places[0]
    standing = told(
        "appeals.change", language, name=names.commune(worst.commune),
        before=percent(worst.before, worst.needed, language), after=percent(worst.after, worst.needed, language),
    )  # fmt: skip
    return [
        str(number),
        names.kind(kinds[0]) if len(kinds) == 1 else told("appeals.many_kinds", language, count=len(kinds)),
        names.commune(places[0]) if len(places) == 1 else told("appeals.many_places", language, count=len(places)),
        whole(package.quantity, language),
        money(package.price, language),
        children_told(package.children, language),
        standing,
    ]  # fmt: skip


def package_header(language: str) -> list[str]:
    """Return the titles of :data:`COLUMNS`."""
    return [told(f"appeals.column.{name}", language) for name in COLUMNS]


def package_table(problem: Problem, packages: Sequence[Package], language: str = "en") -> str:
    """Return packages as an aligned table, with what is to be said of each below."""
    if not packages:
        return told("appeals.none", language)
    right = [name in ("number", "units", "price", "children") for name in COLUMNS]
    table = aligned(package_header(language), package_rows(problem, packages, language), right)
    return "\n".join([table, *package_notes(packages, language)])


def package_notes(packages: Sequence[Package], language: str) -> list[str]:
    """Return what is to be said of packages: whether they were tried, what else they need."""
    notes = [told("appeals.note", language)]
    for number, package in enumerate(packages, 1):
        parts = [_tried(package, language)] if package.resolved is not None else []
        if package.needs_slot:
            parts.append(told("appeals.slot", language))
        if package.first_helped:
            parts.append(
                told("appeals.helped", language, count=children_told(package.first_helped, language))
            )
        if parts:
            notes.append(f"{number}. {'; '.join(parts)}.")
    return notes


def over_sentences(over: int, language: str = "en") -> list[str]:
    """Return what is said of unmet units whose time is over, nothing where there are none."""
    return [told("appeals.over", language, units=whole(over, language))] if over else []


def _tried(package: Package, language: str) -> str:
    if package.resolved is None:
        return told("appeals.untried", language)
    proof = told("appeals.proved" if package.resolved.proved else "appeals.unproved", language)
    if not package.resolved.keeps_rules:
        return told("appeals.not_given", language, proof=proof)
    return told(
        "appeals.verified" if package.resolved.at_least_as_good else "appeals.worse", language, proof=proof
    )


def introduction_sentences(found: Introductions, language: str = "en") -> list[str]:
    """Return the introduction list in numbers, with what is missing for the goal of the plan."""
    numbers = {
        name: whole(getattr(found, name), language)
        for name in (
            "children", "introducible", "with_needs", "hidden", "without_consent", "wanted", "missing", "helped",
            "unhelped", "without_need",
        )
    }  # fmt: skip
    numbers["most"] = whole(found.introducible + found.without_consent, language)
    numbers["share"] = percent(found.introducible, found.children, language)
    numbers["goal"] = f"{INTRODUCED_SHARE} %"
    if not found.children:
        return [told("introductions.nobody", language)]
    state = "reached" if found.reached else "missing" if found.reachable else "unreachable"
    codes = ("title", state, "hidden", "helped")
    return [told(f"introductions.{code}", language, **numbers) for code in codes]
