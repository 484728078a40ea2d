"""Answers that show themselves: appeals, shadow values, a donor's page."""

from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from matching.fundraising import gift_accounts
from matching.fundraising import marginal_worth as values
from matching.fundraising.index import Units
from matching.fundraising.introducing import Introductions
from matching.fundraising.records import Package
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.reporting.appeal_tables import (
    introduction_sentences,
    over_sentences,
    package_header,
    package_notes,
    package_rows,
    package_table,
)
from matching.reporting.appeal_texts import page, told
from matching.reporting.donor_sentences import donor_sentences
from matching.reporting.frames import Backend, framed
from matching.reporting.shadow_tables import shadow_header, shadow_notes, shadow_rows, shadow_text


@dataclass(frozen=True)
class Appeals:
    """Packages to take to donors, the most wanted first, and the introduction list in numbers.

    Parameters
    ----------
    packages
        What to ask for.
    introductions
        Children who may be introduced, counted against the plan's goals.
    over
        Unmet units that nobody is asked for: the time of their needs ended before the reference date.
    problem, policy
        What they speak of.
    """

    packages: tuple[Package, ...]
    introductions: Introductions
    over: int
    problem: Problem = field(repr=False)
    policy: Policy = field(repr=False)

    def summary(self, language: str = "en") -> str:
        """Return both as text in English (``en``) or Vietnamese (``vi``)."""
        title = told("appeals.title", language, policy=self.policy.name)
        table = package_table(self.problem, self.packages, language)
        late = over_sentences(self.over, language)
        return "\n".join([title, table, *late, "", *introduction_sentences(self.introductions, language)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "policy": self.policy.name,
            "packages": [package.to_dict() for package in self.packages],
            "over": self.over,
            "introductions": self.introductions.to_dict(),
        }

    def to_frame(self, backend: Backend = "pandas") -> Any:
        """Return one row per line of a package as a frame of pandas, polars or pyarrow."""
        rows = [
            (number, package, line)
            for number, package in enumerate(self.packages, 1)
            for line in package.lines
        ]
        texts = ("commune", "kind", "item")
        columns: dict[str, Any] = {"package": np.array([number for number, _, _ in rows], dtype=np.int64)}
        columns["shape"] = np.array([package.shape for _, package, _ in rows], dtype=str)
        for name in (*texts, "quantity", "children", "price"):
            kind = str if name in texts else np.int64
            columns[name] = np.array([getattr(line, name) for _, _, line in rows], dtype=kind)
        return framed({"packages": columns}, backend)["packages"]

    def _repr_html_(self) -> str:
        late, listed = over_sentences(self.over), introduction_sentences(self.introductions)
        notes = [*package_notes(self.packages, "en"), *late, *listed]
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
    """Shadow values that show themselves: see :class:`matching.fundraising.marginal_worth.ShadowValues` for the rest."""

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
class DonorPage(gift_accounts.DonorPage):
    """A page that tells itself: see :class:`matching.fundraising.gift_accounts.DonorPage` for what it holds."""

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
