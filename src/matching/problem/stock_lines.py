"""Stock lines: what every offer can hand out, in units, and at what price."""

import numpy as np
from numpy.typing import NDArray

from matching.errors import OverflowRefusedError
from matching.problem.problem import Problem
from matching.problem.table import Table
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

SHARE = 10_000
"""Shares are stored in ten-thousandths."""

EXACT = 2**62
"""Where the exact range of money in ten-thousandths ends."""


def line_order(problem: Problem) -> Integers:
    """Return the rows of ``stock`` in canonical order: by offer, kind, item, provider, window and price.

    Names, not rows, are compared, so the order does not depend on the order of rows in the input.
    """
    stock = problem["stock"]
    columns = [stock["price"], stock["window_to"], stock["window_from"]]
    for name, table in (("provider", "providers"), ("item", "items"), ("kind", "kinds"), ("offer", "offers")):
        columns.append(_ranks(problem[table], name, stock[name]))
    return np.lexsort(columns).astype(np.int64)


def _ranks(table: Table, key: str, rows: NDArray[np.int32]) -> Integers:
    rank = np.full(len(table) + 1, MISSING, dtype=np.int64)
    rank[:-1][np.argsort(table[key], kind="stable")] = np.arange(len(table))
    return rank[rows]


def line_capacity(problem: Problem) -> Integers:
    """Return the units that every stock row can hand out at most, shape ``(len(stock),)``.

    Goods and services: the quantity. Cash: ``floor(budget ÷ (price·(1 + overhead)))`` at the lowest price, quotes
    included, or all needed units of the kind when that price is 0; no more than the quantity when one is given.

    Raises
    ------
    OverflowRefusedError
        If a price with its overhead, in ten-thousandths of a đồng, does not fit in 64 bits.
    """
    _refuse_beyond_exact(problem)
    stock, offers = problem["stock"], problem["offers"]
    offer = stock["offer"]
    cash = offers.is_("modality", "cash")[offer]
    cost = lowest_price(problem) * (SHARE + offers["overhead"][offer])
    budget = np.maximum(offers["budget"][offer], 0).astype(object) * SHARE
    needed = _sums(problem["needs"]["kind"], problem["needs"]["quantity"], len(problem["kinds"]))[
        stock["kind"]
    ]
    bought = np.array(
        [b // c if c else n for b, c, n in zip(budget.tolist(), cost.tolist(), needed.tolist(), strict=True)],
        dtype=np.int64,
    )
    limited = np.where(stock["quantity"] == MISSING, bought, np.minimum(bought, stock["quantity"]))
    return np.where(cash, limited, np.maximum(stock["quantity"], 0))


def too_dear(problem: Problem) -> NDArray[np.bool_]:
    """Return the rows of cash offers whose budget is too small for a single unit at the lowest price."""
    stock, offers = problem["stock"], problem["offers"]
    cash = offers.is_("modality", "cash")[stock["offer"]]
    return np.asarray(
        cash & (stock["quantity"] != 0) & (lowest_price(problem) > 0) & (line_capacity(problem) == 0)
    )


def with_overhead(paid: Integers, overhead: Integers) -> Integers:
    """Return ``ceil(paid·(1 + overhead))`` in đồng, where the product in ten-thousandths may exceed 64 bits."""
    return np.asarray(paid + paid // SHARE * overhead + -(-(paid % SHARE) * overhead // SHARE))


def _refuse_beyond_exact(problem: Problem) -> None:
    offers = problem["offers"]
    prices = (line_price(problem), problem["quotes"]["price"], offers["visit_cost"], offers["setup_cost"])
    dearest = max(int(price.max(initial=0)) for price in prices)
    if dearest * (SHARE + int(offers["overhead"].max(initial=0))) >= EXACT:
        raise OverflowRefusedError(
            f"prices up to {dearest} đồng are above the exact range; use smaller numbers"
        )


def line_price(problem: Problem) -> Integers:
    """Return the price of one unit of every stock row in đồng: its own, else the kind's reference price."""
    stock = problem["stock"]
    return np.where(stock["price"] == MISSING, problem["kinds"]["price"][stock["kind"]], stock["price"])


def lowest_price(problem: Problem) -> Integers:
    """Return the least that one unit of every stock row may cost: its price, or less where its offer quotes less.

    Quotes for communes speak of all rows of the offer, quotes for a need of its rows of the need's kind.
    """
    quotes, stock, kinds = problem["quotes"], problem["stock"], len(problem["kinds"])
    size = len(problem["offers"]), kinds
    least = np.full(size, np.iinfo(np.int64).max)
    told = quotes["price"] != MISSING
    everywhere = np.flatnonzero(told & (quotes["commune"] != MISSING))
    np.minimum.at(least, quotes["offer"][everywhere], quotes["price"][everywhere][:, np.newaxis])
    single = np.flatnonzero(told & (quotes["need"] != MISSING))
    kind = problem["needs"]["kind"][quotes["need"][single]]
    np.minimum.at(least, (quotes["offer"][single], kind), quotes["price"][single])
    return np.asarray(np.minimum(line_price(problem), least[stock["offer"], stock["kind"]]))


def _sums(index: Integers, quantity: Integers, size: int) -> Integers:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, index, quantity)
    return total
