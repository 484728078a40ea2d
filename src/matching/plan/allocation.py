"""Allocation lines: who gets what from whom, as frozen columns."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.markup import html_table
from matching.problem.problem import Problem
from matching.problem.quoted_values import unit_prices
from matching.problem.stock_lines import line_order

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Lines of a plan in canonical order: by offer id, need id, stock line, promised lines first.

    Parameters
    ----------
    offer, need
        Rows of ``offers`` and ``needs``, shape ``(lines,)``.
    line
        Row of ``stock`` that the units come from.
    quantity
        Whole units, at least 1.
    amount
        Cost in đồng for cash offers (unit cost for the need, quotes included, times quantity), else 0.
    promised
        Whether the line keeps an earlier commitment.
    """

    offer: Integers
    need: Integers
    line: Integers
    quantity: Integers
    amount: Integers
    promised: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.offer)

    def __repr__(self) -> str:
        return "Allocation(" + ", ".join(f"{size:,} {name}" for name, size in self._sizes()) + ")"

    def _repr_html_(self) -> str:
        return html_table("Allocation", (), self._sizes())

    def _sizes(self) -> tuple[tuple[str, int], ...]:
        return (
            ("lines", len(self)),
            ("units", int(self.quantity.sum())),
            ("promised units", int(self.quantity[self.promised].sum())),
            ("offers", len(np.unique(self.offer))),
            ("needs", len(np.unique(self.need))),
            ("đồng", int(self.amount.sum())),
        )

    def only(self, chosen: NDArray[np.bool_]) -> "Allocation":
        """Return some of the lines."""
        return Allocation(*(getattr(self, name)[chosen] for name in self.__slots__))

    def per_need(self, problem: Problem) -> Integers:
        """Return the units given to every need, shape ``(needs,)``."""
        return np.bincount(self.need, weights=self.quantity, minlength=len(problem["needs"])).astype(np.int64)

    def per_line(self, problem: Problem) -> Integers:
        """Return the units taken from every stock row, shape ``(stock,)``."""
        return np.bincount(self.line, weights=self.quantity, minlength=len(problem["stock"])).astype(np.int64)


def allocation_of(
    problem: Problem, line: Integers, need: Integers, quantity: Integers, promised: NDArray[np.bool_]
) -> Allocation:
    """Return the lines in canonical order with offers and amounts filled in; lines of nothing are dropped."""
    kept = quantity > 0
    line, need, quantity, promised = line[kept], need[kept], quantity[kept], promised[kept]
    offer = problem["stock"]["offer"][line].astype(np.int64)
    cash = problem["offers"].is_("modality", "cash")[offer]
    amount = np.where(cash, unit_prices(problem, line, need) * quantity, 0)
    rank_of_line = np.empty(len(problem["stock"]), dtype=np.int64)
    rank_of_line[line_order(problem)] = np.arange(len(rank_of_line))
    order = np.lexsort(
        (~promised, rank_of_line[line], need_ranks(problem, need), offer_ranks(problem)[offer])
    )
    return Allocation(offer[order], need[order], line[order], quantity[order], amount[order], promised[order])


def offer_ranks(problem: Problem) -> Integers:
    """Return the rank of every offer by id."""
    return _ranks(problem["offers"]["offer"])


def need_ranks(problem: Problem, rows: Integers) -> Integers:
    """Return numbers that order the given needs by id."""
    ids = problem["needs"]["need"]
    if len(ids) < 2 or bool((ids[:-1] <= ids[1:]).all()):
        return rows
    return _ranks(ids)[rows]


def _ranks(ids: NDArray[np.str_]) -> Integers:
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[np.argsort(ids, kind="stable")] = np.arange(len(ids))
    return ranks


def allocation_digest(problem: Problem, allocation: Allocation) -> str:
    """Return SHA-256 over the lines in canonical order, told by ids and the canonical number of the stock line."""
    rank_of_line = np.empty(len(problem["stock"]), dtype=np.int64)
    rank_of_line[line_order(problem)] = np.arange(len(rank_of_line))
    total = hashlib.sha256()
    for column in (problem["offers"]["offer"][allocation.offer], problem["needs"]["need"][allocation.need]):
        total.update("\n".join(column.tolist()).encode())
        total.update(b"\0")
    for numbers in (
        rank_of_line[allocation.line],
        allocation.quantity,
        allocation.amount,
        allocation.promised,
    ):
        total.update(numbers.astype("<i8").tobytes())
    return total.hexdigest()
