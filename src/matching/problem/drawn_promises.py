"""Promises made earlier, each drawn from the stock lines of its offer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import PromiseError
from matching.problem.fitting import item_fits, need_items
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity, line_order

Integers = NDArray[np.int64]

LINE_KEY = ("item", "provider", "window_from", "window_to", "price")
"""Columns that tell the stock lines of one kind of an offer apart; a promise names the line it is drawn from by them."""


@dataclass(frozen=True, slots=True)
class Promises:
    """Active commitments, one entry per offer, need and stock line: quantity, and the units per need and per line."""

    offer: Integers
    need: Integers
    line: Integers
    quantity: Integers
    per_need: Integers
    per_line: Integers


def promises(problem: Problem) -> Promises:
    """Return the active commitments, each on a stock line of its offer.

    A promise is drawn from the line that it names by item, provider, window and price, then from the offer's other
    lines of the need's kind in canonical order, fitting items first; it may be split over several lines.

    Raises
    ------
    PromiseError
        If an offer holds less than it has promised (intake refuses such input).
    """
    table = problem["commitments"]
    rows = np.flatnonzero(table["released"] != 1)
    rows = rows[
        np.lexsort(
            (problem["needs"]["need"][table["need"][rows]], problem["offers"]["offer"][table["offer"][rows]])
        )
    ]
    left = line_capacity(problem)
    named = _named_lines(problem, rows)
    taken = _sums(named[named >= 0], table["quantity"][rows][named >= 0], len(left))
    if (named >= 0).all() and bool((taken <= left).all()):
        entries = np.stack(
            [table["offer"][rows], table["need"][rows], named, table["quantity"][rows]]
        ).astype(np.int64)
    else:
        entries = np.array(_draw(problem, rows, named, left), dtype=np.int64).reshape(-1, 4).T
    offer, need, line, quantity = _merged(entries)
    return Promises(
        offer, need, line, quantity,
        _sums(need, quantity, len(problem["needs"])), _sums(line, quantity, len(problem["stock"])),
    )  # fmt: skip


def _named_lines(problem: Problem, rows: Integers) -> Integers:
    """Return the stock row that every commitment names, -1 where its offer has none like it."""
    table, stock = problem["commitments"], problem["stock"]
    kind = problem["needs"]["kind"][table["need"][rows]]
    wanted = np.stack([table["offer"][rows], kind, *(table[name][rows] for name in LINE_KEY)]).astype(
        np.int64
    )
    held = np.stack([stock["offer"], stock["kind"], *(stock[name] for name in LINE_KEY)]).astype(np.int64)
    _, codes = np.unique(np.concatenate([held, wanted], axis=1), axis=1, return_inverse=True)
    codes = codes.reshape(-1)
    row_of = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=np.int64)
    row_of[codes[: len(stock)]] = np.arange(len(stock))
    return row_of[codes[len(stock) :]]


def _draw(
    problem: Problem, rows: Integers, named: Integers, left: Integers
) -> list[tuple[int, int, int, int]]:
    table, stock, needs = problem["commitments"], problem["stock"], problem["needs"]
    fits, items = item_fits(problem), need_items(problem)
    lines = _lines_by_offer(problem)
    entries = []
    for row, own in zip(rows.tolist(), named.tolist(), strict=True):
        offer, need, wanted = (int(table[name][row]) for name in ("offer", "need", "quantity"))
        suited = [line for line in lines.get(offer, []) if stock["kind"][line] == needs["kind"][need]]
        suited.sort(key=lambda line: (line != own, not fits[stock["item"][line], items[need]]))
        for line in suited:
            taken = min(wanted, int(left[line]))
            if taken:
                entries.append((offer, need, line, taken))
                left[line] -= taken
                wanted -= taken
        if wanted:
            name = problem["offers"]["offer"][offer]
            raise PromiseError(f"offer {name} has promised more than its stock or money holds")
    return entries


def _merged(entries: Integers) -> Integers:
    """Return the entries with those of one stock line and need joined, in the order of the first of each."""
    if not entries.shape[1]:
        return entries
    _, first, code = np.unique(entries[[2, 1]], axis=1, return_index=True, return_inverse=True)
    total = _sums(code.reshape(-1), entries[3], len(first))
    order = np.argsort(first, kind="stable")
    merged = entries[:, first[order]]
    merged[3] = total[order]
    return merged


def _lines_by_offer(problem: Problem) -> dict[int, list[int]]:
    lines: dict[int, list[int]] = {}
    for line in line_order(problem).tolist():
        lines.setdefault(int(problem["stock"]["offer"][line]), []).append(line)
    return lines


def _sums(index: Integers, quantity: Integers, size: int) -> Integers:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, index, quantity)
    return total
