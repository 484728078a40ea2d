"""What users ask of a result: whom to ask for what, what one more unit is worth, where a gift went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from html import escape
from typing import Any

import numpy as np

from matching.appeals import donor_page, shadow_values as values
from matching.appeals.choosing import best_packages
from matching.appeals.index import SHAPES, Units, slotted, units_of, wanted
from matching.appeals.introductions import Introductions, introductions
from matching.appeals.packaging import packages
from matching.appeals.records import Package
from matching.appeals.verifying import verified
from matching.auditing.facts import Facts
from matching.plan import result as records
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.reporting.appeal_tables import introduction_sentences, package_header, package_notes, package_rows
from matching.reporting.appeal_tables import package_table
from matching.reporting.appeal_texts import page, told
from matching.reporting.donor_sentences import donor_sentences
from matching.reporting.frames import Backend, framed
from matching.reporting.shadow_tables import shadow_header, shadow_notes, shadow_rows, shadow_text
from matching.solving import solve

PURSE = 50_000_000
"""Đồng that a package costs at most, unless something else is asked for."""


@dataclass(frozen=True)
class Appeals:
    """Packages to take to donors, the most wanted first, and the introduction list in numbers.

    Parameters
    ----------
    packages
        What to ask for.
    introductions
        Children who may be introduced, counted against the plan's goals.
    problem, policy
        What they speak of.
    """

    packages: tuple[Package, ...]
    introductions: Introductions
    problem: Problem = field(repr=False)
    policy: Policy = field(repr=False)

    def summary(self, language: str = "en") -> str:
        """Return both as text in English (``en``) or Vietnamese (``vi``)."""
        title = told("appeals.title", language, policy=self.policy.name)
        table = package_table(self.problem, self.packages, language)
        return "\n".join([title, table, "", *introduction_sentences(self.introductions, language)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "policy": self.policy.name,
            "packages": [package.to_dict() for package in self.packages],
            "introductions": self.introductions.to_dict(),
        }

    def to_frame(self, backend: Backend = "pandas") -> Any:
        """Return one row per line of a package as a frame of pandas, polars or pyarrow."""
        rows = [(number, package, line) for number, package in enumerate(self.packages, 1) for line in package.lines]
        texts = ("commune", "kind", "item")
        columns: dict[str, Any] = {"package": np.array([number for number, _, _ in rows], dtype=np.int64)}
        columns["shape"] = np.array([package.shape for _, package, _ in rows], dtype=str)
        for name in (*texts, "quantity", "children", "price"):
            kind = str if name in texts else np.int64
            columns[name] = np.array([getattr(line, name) for _, _, line in rows], dtype=kind)
        return framed({"packages": columns}, backend)["packages"]

    def _repr_html_(self) -> str:
        notes = [*package_notes(self.packages, "en"), *introduction_sentences(self.introductions)]
        title = told("appeals.title", policy=self.policy.name)
        return page(title, package_header("en"), package_rows(self.problem, self.packages, "en"), notes)


@dataclass(frozen=True, eq=False)
class AppealIndex:
    """The unmet units of a plan, prepared once for quick questions."""

    units: Units = field(repr=False)

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.units.facts.problem


@dataclass(frozen=True)
class ShadowValues(values.ShadowValues):
    """Shadow values that show themselves: see :class:`matching.appeals.shadow_values.ShadowValues` for the rest."""

    problem: Problem = field(repr=False)

    def summary(self, language: str = "en", limit: int = 20) -> str:
        """Return the first rows as text in English (``en``) or Vietnamese (``vi``)."""
        return shadow_text(self.problem, self, language, limit)

    def to_frame(self, backend: Backend = "pandas") -> Any:
        """Return the table as a frame of pandas, polars or pyarrow; ``units_to`` is -1 where it was not looked for."""
        return framed({"values": self.columns()}, backend)["values"]

    def _repr_html_(self) -> str:
        rows = shadow_rows(self.problem, self, "en", 50)
        title = told("shadow.title", policy=self.policy.name)
        return page(title, shadow_header(self, "en"), rows, shadow_notes(self, "en"))


@dataclass(frozen=True)
class DonorPage(donor_page.DonorPage):
    """A page that tells itself: see :class:`matching.appeals.donor_page.DonorPage` for what it holds."""

    policy: Policy = field(repr=False, compare=False)

    def describe(self, language: str = "en", reader: str = "donor") -> str:
        """Return it as text in English (``en``) or Vietnamese (``vi``).

        Parameters
        ----------
        language
            ``en`` or ``vi``.
        reader
            ``donor``, or ``officer``, who is told communes with few children as well.
        """
        return "\n".join(donor_sentences(self, self.policy, language, reader))

    def _repr_html_(self) -> str:
        sentences = donor_sentences(self, self.policy)
        return f"<div>{''.join(f'<p>{escape(sentence)}</p>' for sentence in sentences)}</div>"


def appeals(
    result: records.Result,
    *,
    budget: int = PURSE,
    places: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    limit: int = 10,
    verify: int = 3,
) -> Appeals:
    """Return what to ask donors for: packages of one kind for one commune, ranked as the policy ranks what they do.

    What a package does is counted with the rest of the plan kept; the first ``verify`` are tried by solving again.

    Parameters
    ----------
    result
        A result with a plan.
    budget
        Đồng that a package costs at most, at reference prices.
    places
        Communes (``vintage:code``, code or name) or zones; all by default.
    kinds
        Kinds of the catalogue; all by default.
    limit
        So many packages at most.
    verify
        So many of them are tried.

    Raises
    ------
    KeyError
        If a place or kind is unknown.
    NoPlanError
        If there is no plan.
    """
    units = units_of(_facts(result))
    allowed = wanted(units, places, kinds, None)
    chosen = best_packages(units, allowed, units.price, budget, limit, SHAPES[-1:])
    told_packages = list(packages(units, chosen))
    for number, (_, need, count, _) in enumerate(chosen[:verify]):
        told_packages[number] = verified(units.facts, told_packages[number], need, count, solve)
    return Appeals(tuple(told_packages), introductions(units.facts), result.problem, result.policy)


def appeal_index(result: records.Result) -> AppealIndex:
    """Return the unmet units of a plan prepared for :func:`packages_for`, which then answers within milliseconds.

    Raises
    ------
    NoPlanError
        If there is no plan.
    """
    return AppealIndex(units_of(_facts(result)))


def packages_for(
    result: records.Result | AppealIndex,
    *,
    budget: int | None = None,
    quantity: int | None = None,
    places: Iterable[str] | None = None,
    kinds: Iterable[str] | None = None,
    items: Iterable[str] | None = None,
    limit: int = 3,
) -> tuple[Package, ...]:
    """Return the best few packages for a donor who has money, or goods, at hand.

    Parameters
    ----------
    result
        A result with a plan, or its :func:`appeal_index`, which spares preparing it again.
    budget
        Đồng at hand; kinds that need a place at a hospital are left out unless they are named.
    quantity
        Units at hand, for donors of goods; one of ``budget`` and ``quantity`` is given.
    places
        Communes (``vintage:code``, code or name) or zones; all by default.
    kinds
        Kinds of the catalogue; all by default.
    items
        Items at hand; only needs that one of them fits are served.
    limit
        So many packages at most.

    Raises
    ------
    ValueError
        If neither or both of ``budget`` and ``quantity`` are given, or one is below 1.
    KeyError
        If a place, kind or item is unknown.
    """
    purse = quantity if budget is None else budget
    if purse is None or (budget is not None and quantity is not None) or purse < 1:
        raise ValueError("give either a budget in đồng or a quantity in units, of at least 1")
    units = result.units if isinstance(result, AppealIndex) else units_of(_facts(result))
    allowed = wanted(units, places, kinds, items)
    if budget is not None and kinds is None:
        allowed &= ~slotted(units)
    cost = np.ones(len(units.need), dtype=np.int64) if budget is None else units.price
    return packages(units, best_packages(units, allowed, cost, purse, limit, ("mixed", *SHAPES)))


def shadow_values(
    result: records.Result,
    by: Sequence[str] = ("kind", "commune"),
    *,
    ranges: int = values.RANGED,
    resolve: int = values.RESOLVED,
) -> ShadowValues:
    """Return what one more unit is worth for each goal of the policy, that may go to the needs of one row alone.

    Parameters
    ----------
    result
        A result with a plan.
    by
        Some of ``kind``, ``item``, ``commune``, ``zone`` and ``month``.
    ranges
        On networks: so many rows are told with the number of units for which they hold.
    resolve
        Elsewhere: so many rows, those with most unmet units, are solved again with one unit more.

    Raises
    ------
    KeyError
        If a grouping is unknown.
    ValueError
        If the problem has no prices and ``by`` does not name ``kind``.
    NotANetworkError
        If the plan is not the best one under its policy, so that its units have no prices.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    proved = result.outcome.proof.value == "proved"
    found = values.shadow_values(_facts(result), proved, by, solve, ranges=ranges, resolve=resolve)
    own = {one.name: getattr(found, one.name) for one in fields(found)}
    return ShadowValues(**own, problem=result.problem)


def explain_offer(result: records.Result, offer: str, *, value: bool = True) -> DonorPage:
    """Return where an offer went, what is left of it and why, which wish keeps it from most, and what it changed.

    Parameters
    ----------
    result
        A result with a plan.
    offer
        Id of the offer.
    value
        Whether the part of the problem that it touches is solved again without it.

    Raises
    ------
    KeyError
        If there is no such offer.
    """
    return _own_page(donor_page.offer_page(_facts(result), offer, solve if value else None), result)


def explain_donor(result: records.Result, donor: str, *, value: bool = True) -> DonorPage:
    """Return the same as :func:`explain_offer` for all offers of a donor together.

    Raises
    ------
    KeyError
        If there is no such donor.
    """
    return _own_page(donor_page.donor_page(_facts(result), donor, solve if value else None), result)


def _own_page(found: donor_page.DonorPage, result: records.Result) -> DonorPage:
    return DonorPage(**{one.name: getattr(found, one.name) for one in fields(found)}, policy=result.policy)


def _facts(result: records.Result) -> Facts:
    return Facts(result.problem, result.plan, result.policy, result.seed)
