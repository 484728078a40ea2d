"""Every use of a rule that a plan could do without: whose it is, and the problem without it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE, line_price
from matching.problem.table import Table, table_from
from matching.vocabulary import MISSING

Mask = NDArray[np.bool_]

MOST_MONEY = 10**14
"""No budget is opened further: beyond, money times its rates leaves 64 bits."""

FREE: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "commune_min": (1, MISSING),
        "child_min": (1, MISSING),
        "commune_max": (MISSING, MISSING),
        "child_max": (MISSING, MISSING),
        "max_communes": (MISSING, MISSING),
        "reserve": (0, MISSING),
        "visit_cost": (0, 0),
        "setup_cost": (0, 0),
        "all_or_nothing": (0, 0),
        "exclusive": (0, 0),
        "matches": (MISSING, MISSING),
    }
)
"""Rules of one offer in a column of the same name: set above the first number, free at the second."""


@dataclass(frozen=True, order=True, slots=True)
class RuleUse:
    """A rule and whose it is: an offer's, need's, bundle's or group's id, or the number of a row of ``floors`` from 0."""

    rule: str
    subject: str


def rule_uses(problem: Problem) -> tuple[RuleUse, ...]:
    """Return every use of a rule but money: floors first, then the rules on several offers or needs, then each offer's."""
    offers, needs = problem["offers"], problem["needs"]
    uses = [RuleUse("floors", str(row)) for row in range(len(problem["floors"]))]
    uses += [RuleUse("excludes_group", name) for name in _names(offers["excludes_group"])]
    uses += [RuleUse("bundle", name) for name in _names(needs["bundle"])]
    uses += [RuleUse("cofunding", str(offer)) for offer in offers["offer"][offers["cofunding"] == 0]]
    for rule, (above, _) in FREE.items():
        rows = offers[rule] > above
        if rule in ("visit_cost", "setup_cost"):
            payer = "visit_payer" if rule == "visit_cost" else "setup_payer"
            rows &= limited_by_money(problem) & offers.is_(payer, "budget")
        uses += [RuleUse(rule, offer) for offer in sorted(offers["offer"][rows].tolist())]
    uses += [RuleUse("unsplittable", need) for need in sorted(needs["need"][_whole(problem)].tolist())]
    return tuple(uses)


def money_uses(problem: Problem) -> tuple[RuleUse, ...]:
    """Return every budget."""
    offers = problem["offers"]["offer"][limited_by_money(problem)]
    return tuple(RuleUse("budget", offer) for offer in sorted(offers.tolist()))


def limited_by_money(problem: Problem) -> Mask:
    """Return the offers that a budget limits."""
    offers = problem["offers"]
    return np.asarray(offers.is_("modality", "cash") | (offers["budget"] != MISSING))


def without(problem: Problem, dropped: Iterable[RuleUse]) -> Problem:
    """Return the problem without some uses of rules; budgets are raised above anything they could pay."""
    by_rule: dict[str, list[str]] = {}
    for use in dropped:
        by_rule.setdefault(use.rule, []).append(use.subject)
    for rule, subjects in by_rule.items():
        problem = _freed(problem, rule, subjects)
    return problem


def changed(problem: Problem, table: str, column: str, rows: NDArray[Any] | int, value: Any) -> Problem:
    """Return the problem with one value in some rows of a column."""
    columns = dict(problem[table].columns)
    new = np.array(columns[column])
    new[rows] = value
    return problem.replace(**{table: table_from(table, {**columns, column: new}, len(problem[table]))})


def row_of(table: Table, key: str) -> int:
    """Return the row of a keyed table that has an id."""
    (row,) = np.flatnonzero(table[table.name.removesuffix("s")] == key).tolist()
    return int(row)


def ample_budget(problem: Problem, offer: int) -> int:
    """Return an amount that pays all needs of the offer's kinds at its dearest prices, every visit and its set-up."""
    offers, stock, quotes, needs = (problem[name] for name in ("offers", "stock", "quotes", "needs"))
    own = stock["offer"] == offer
    units = int(needs["quantity"][np.isin(needs["kind"], stock["kind"][own])].sum())
    quoted = quotes["price"][quotes["offer"] == offer]
    dearest = int(max(line_price(problem)[own].max(initial=0), quoted.max(initial=0)))
    paid = -(-units * dearest * (SHARE + int(offers["overhead"][offer])) // SHARE)
    visits = max(int(offers["visit_cost"][offer]), 0) * len(problem["communes"])
    amount = paid + visits + max(int(offers["setup_cost"][offer]), 0)
    return max(min(amount, MOST_MONEY), int(offers["budget"][offer]))


def _freed(problem: Problem, rule: str, subjects: list[str]) -> Problem:
    offers, needs = problem["offers"], problem["needs"]
    if rule == "floors":
        rows = np.isin(np.arange(len(problem["floors"])), [int(subject) for subject in subjects])
        return changed(changed(problem, "floors", "minimum", rows, 0), "floors", "maximum", rows, MISSING)
    if rule == "bundle":
        return changed(problem, "needs", "bundle", np.isin(needs["bundle"], subjects), "")
    if rule == "unsplittable":
        return changed(problem, "needs", "splittable", np.isin(needs["need"], subjects), 1)
    if rule == "excludes_group":
        inside = np.isin(offers["excludes_group"], subjects)
        return changed(problem, "offers", "excludes_group", inside, "")
    rows = np.isin(offers["offer"], subjects)
    if rule == "budget":
        for row in np.flatnonzero(rows).tolist():
            problem = changed(problem, "offers", "budget", row, ample_budget(problem, row))
        return problem
    return changed(problem, "offers", rule, rows, 1 if rule == "cofunding" else FREE[rule][1])


def _names(column: NDArray[np.str_]) -> list[str]:
    return sorted(set(column[column != ""].tolist()))


def _whole(problem: Problem) -> Mask:
    needs = problem["needs"]
    own = needs["splittable"] != MISSING
    splittable = np.where(own, needs["splittable"] == 1, problem["kinds"]["splittable"][needs["kind"]] == 1)
    return np.asarray(~splittable & (needs["quantity"] > 1) & (needs["bundle"] == ""))
