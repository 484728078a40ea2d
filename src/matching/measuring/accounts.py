"""Money and goods received and used, by donor, purpose or place: what a fund publishes every year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.measuring.amounts import exact_sums
from matching.plan.allocation import Allocation
from matching.plan.groupings import commune_labels
from matching.plan.left_over import money_left
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, Modality, code_of

Integers = NDArray[np.int64]

ACCOUNTS = ("donor", "kind", "commune")
"""What accounts can be kept by: who gave, for what, and where."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """One row per donor, kind or commune with anything received or used; money in đồng, goods at reference prices.

    Parameters
    ----------
    by
        One of :data:`ACCOUNTS`.
    labels
        Id of the donor or kind, key of the commune; the donor is empty where an offer names none.
    received_money, received_goods
        Budgets, and goods and services in stock; ``None`` where gifts cannot be told apart by what is asked.
    used_money, used_goods, units
        What the plan's lines take, promised ones included; costs of visits, set-up and overhead are not in it.
    left_money
        What is not spent of budgets, visits, set-up and overhead that they pay taken off; ``None`` as of received money.
    """

    by: str
    labels: tuple[str, ...]
    received_money: Integers | None
    received_goods: Integers | None
    used_money: Integers
    used_goods: Integers
    units: Integers
    left_money: Integers | None


def accounts(problem: Problem, plan: Allocation, by: str) -> Accounts:
    """Return the accounts of a plan.

    Raises
    ------
    KeyError
        If accounts are not kept by that.
    OverflowRefusedError
        If a sum could leave the exact range.
    """
    if by not in ACCOUNTS:
        raise KeyError(f"accounts are kept by {', '.join(ACCOUNTS)}, not by {by!r}")
    labels, group = _GROUPS[by](problem, plan)
    count = len(labels)
    price, cash = _line_prices(problem)
    ones = np.ones(len(plan), dtype=np.int64)
    money = exact_sums(group, ones, plan.amount, count)
    goods = exact_sums(group, np.where(cash[plan.line], 0, price[plan.line]), plan.quantity, count)
    units = exact_sums(group, ones, plan.quantity, count)
    received = _received(problem, count) if by == "donor" else None
    some = (units > 0) | (0 if received is None else received.sum(axis=0) > 0)
    rows = np.flatnonzero(some)
    return Accounts(
        by,
        tuple(labels[row] for row in rows.tolist()),
        None if received is None else received[0, rows],
        None if received is None else received[1, rows],
        money[rows],
        goods[rows],
        units[rows],
        None if received is None else _left(problem, plan, count)[rows],
    )


def _donors(problem: Problem, plan: Allocation) -> tuple[list[str], Integers]:
    labels = [*problem["donors"]["donor"].tolist(), ""]
    return labels, _donor_of_offers(problem)[plan.offer]


def _kinds(problem: Problem, plan: Allocation) -> tuple[list[str], Integers]:
    return problem["kinds"]["kind"].tolist(), problem["needs"]["kind"][plan.need].astype(np.int64)


def _communes(problem: Problem, plan: Allocation) -> tuple[list[str], Integers]:
    return commune_labels(problem), communes_of_needs(problem)[plan.need]


_GROUPS: Mapping[str, Callable[[Problem, Allocation], tuple[list[str], Integers]]] = {
    "donor": _donors,
    "kind": _kinds,
    "commune": _communes,
}


def _received(problem: Problem, count: int) -> Integers:
    """Return budgets and goods in stock of every donor, shape ``(2, donors + 1)``."""
    offers, stock = problem["offers"], problem["stock"]
    donor = _donor_of_offers(problem)
    paid = offers["modality"] == code_of(Modality.CASH)
    budget = np.where(paid & (offers["budget"] != MISSING), offers["budget"], 0)
    price, cash = _line_prices(problem)
    held = np.where(cash | (stock["quantity"] == MISSING), 0, stock["quantity"])
    ones = np.ones(len(offers), dtype=np.int64)
    return np.stack(
        [exact_sums(donor, ones, budget, count), exact_sums(donor[stock["offer"]], price, held, count)]
    )


def _left(problem: Problem, plan: Allocation, count: int) -> Integers:
    left = money_left(problem, plan)
    return exact_sums(_donor_of_offers(problem), np.ones(len(left), dtype=np.int64), left, count)


def _donor_of_offers(problem: Problem) -> Integers:
    """Return the donor's row of every offer, the last one where it names none."""
    donor = problem["offers"]["donor"].astype(np.int64)
    return np.where(donor == MISSING, len(problem["donors"]), donor)


def _line_prices(problem: Problem) -> tuple[Integers, NDArray[np.bool_]]:
    """Return the reference price of a unit of every stock row, and whether it stands for money."""
    stock = problem["stock"]
    price = np.maximum(problem["kinds"]["price"][stock["kind"]], 0).astype(np.int64)
    return price, np.asarray(problem["offers"]["modality"][stock["offer"]] == code_of(Modality.CASH))
