"""What a plan leaves of the offers: units of goods and services by stock row, money of cash offers; no đồng twice."""

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation
from matching.plan.result import Unused, UnusedMoney
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE, line_capacity, lowest_price

Integers = NDArray[np.int64]


def money_left(problem: Problem, plan: Allocation) -> Integers:
    """Return the đồng left of every cash offer, 0 of others.

    Formula: ``budget − amounts − ⌈amounts · overhead⌉ − visits and set-up that the budget pays``.
    """
    offers, size = problem["offers"], len(problem["offers"])
    paid, visits = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(paid, plan.offer, plan.amount)
    communes = max(len(problem["communes"]), 1)
    visited = np.unique(plan.offer.astype(np.int64) * communes + communes_of_needs(problem)[plan.need])
    np.add.at(visits, visited // communes, 1)
    overhead = paid // SHARE * offers["overhead"] + -(-(paid % SHARE) * offers["overhead"] // SHARE)
    spent = paid + overhead
    for name, times in (("visit", visits), ("setup", (visits > 0).astype(np.int64))):
        borne = offers.is_(f"{name}_payer", "budget")
        spent = spent + np.where(borne, np.maximum(offers[f"{name}_cost"], 0) * times, 0)
    cash = offers.is_("modality", "cash")
    return np.where(cash, np.maximum(np.maximum(offers["budget"], 0) - spent, 0), 0)


def units_left(problem: Problem, plan: Allocation) -> Integers:
    """Return the units that every stock row may still hand out, those of cash offers as if all money left went to the row.

    What is left of a cash offer is never the sum of its rows: each could spend the same money.
    """
    stock, offers = problem["stock"], problem["offers"]
    left = np.maximum(line_capacity(problem) - plan.per_line(problem), 0)
    offer = stock["offer"].astype(np.int64)
    cost = lowest_price(problem) * (SHARE + offers["overhead"][offer])
    money = money_left(problem, plan)[offer].astype(object) * SHARE
    bought = np.array(
        [m // c if c else n for m, c, n in zip(money, cost.tolist(), left.tolist(), strict=True)]
    )
    cash = offers.is_("modality", "cash")[offer]
    return np.asarray(np.where(cash, np.minimum(left, bought.astype(np.int64)), left), dtype=np.int64)


def unused_without_reasons(problem: Problem, plan: Allocation) -> Unused:
    """Return what is left, every reason being the first there is."""
    goods = ~problem["offers"].is_("modality", "cash")[problem["stock"]["offer"]]
    left = np.where(goods, line_capacity(problem) - plan.per_line(problem), 0)
    rows, money = np.flatnonzero(left > 0), money_left(problem, plan)
    offers = np.flatnonzero(money)
    return Unused(
        rows,
        left[rows],
        np.zeros(len(rows), dtype=np.int8),
        UnusedMoney(offers, money[offers], np.zeros(len(offers), dtype=np.int8)),
    )
