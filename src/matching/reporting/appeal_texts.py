"""Sentences about appeals, by code and language, and the names and numbers they are filled with."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from html import escape
from importlib.resources import files
from math import gcd
from types import MappingProxyType
from typing import Any

from matching.fundraising.records import SMALL, GoalEffect
from matching.problem.commune_targets import targets
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.reporting.commune_listing import commune_names
from matching.reporting.numerals import money, share, whole
from matching.reporting.wording import counted


@cache
def appeal_phrases() -> Mapping[str, Mapping[str, str]]:
    """Return every sentence by language and code."""
    text = files("matching.reporting").joinpath("data/appeals.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))


def told(code: str, language: str = "en", **values: Any) -> str:
    """Return the sentence of a code with its values filled in."""
    return counted(appeal_phrases()[language][code].format(**values))


def children_told(count: int, language: str) -> str:
    """Return a number of children, small ones only as such."""
    if 0 < count < SMALL:
        return told("appeals.few", language, count=SMALL)
    return whole(count, language)


class Names:
    """What kinds, items and communes are called for people.

    Parameters
    ----------
    problem
        The problem.
    language
        ``en`` or ``vi``.
    """

    def __init__(self, problem: Problem, language: str) -> None:
        kinds = problem["kinds"]
        labels = kinds[f"label_{language}"].tolist()
        ids = kinds["kind"].tolist()
        self._kinds = {key: label or key for key, label in zip(ids, labels, strict=True)}
        self._communes = commune_names(problem)

    def kind(self, key: str) -> str:
        """Return the label of a kind."""
        return str(self._kinds.get(key, key))

    def commune(self, key: str) -> str:
        """Return the name of a commune."""
        return self._communes[key][0] if key in self._communes else key


class GoalNumbers:
    """Changes of goals as people read them.

    Parameters
    ----------
    problem, policy
        Problem and policy of the goals.
    language
        ``en`` or ``vi``.
    """

    def __init__(self, problem: Problem, policy: Policy, language: str) -> None:
        self._divisor = gcd(*targets(problem, policy.disadvantage).tolist()) or 100
        self._language = language

    def level(self, goal: Goal, value: int | Fraction) -> str:
        """Return a coverage, over its target where the goal has one, as a percentage."""
        scale = Fraction(100, self._divisor) if goal.adjusted else Fraction(1)
        return share(Fraction(value) * scale, self._language)

    def change(self, goal: Goal, effect: GoalEffect, sign: int = 1) -> str:
        """Return the change of a total, or how the lowest group that rises stands before and after."""
        if goal.criterion != "sum":
            if not effect.raised:
                return "–"
            return f"{self.level(goal, effect.lowest_before)} → {self.level(goal, effect.lowest_after)}"
        value = effect.change * sign
        number = (
            money(abs(value), self._language) if goal.measure == "cost" else whole(abs(value), self._language)
        )
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{number}"


def page(heading: str, header: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str]) -> str:
    """Return a heading, a table and notes as a fragment of HTML; every text is escaped, nothing is fetched."""
    head = "".join(f'<th style="text-align:left;padding:0 .8em 0 0">{escape(title)}</th>' for title in header)
    body = "".join(
        "<tr>" + "".join(f'<td style="padding:0 .8em 0 0">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    table = f"<table><tr>{head}</tr>{body}</table>" if rows else ""
    return f"<div><b>{escape(heading)}</b>{table}{''.join(f'<p>{escape(note)}</p>' for note in notes)}</div>"
