"""Between a ledger's names and a problem's rows: commitments, and lines of plans."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.errors import LedgerError
from matching.ledger.book import Ledger, closed_in
from matching.ledger.entries import LineKey, Movement, Standing
from matching.ledger.storing import transaction
from matching.plan.allocation import Allocation
from matching.problem.drawn_promises import LINE_KEY, promises
from matching.problem.joining import without
from matching.problem.people import iso_day
from matching.problem.problem import EPOCH, Problem
from matching.problem.table import Table, table_from
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def with_promises(problem: Problem, ledger: Ledger) -> Problem:
    """Return the problem with the ledger's promises as its commitments.

    Commitments of offers that the ledger has never seen are kept. A withdrawn offer keeps what it delivered and
    gives nothing more; a withdrawn need keeps what it got and asks for nothing more.

    Raises
    ------
    LedgerError
        If the ledger has promises between the problem's offers or needs and others that are not in the problem.
    """
    with transaction(ledger.file, write=False) as open_book:
        lines, closed = open_book.standing(), closed_in(open_book)
    return taken_up(problem, lines, *closed)


def taken_up(
    problem: Problem, lines: Sequence[Standing], offers: frozenset[str], needs: frozenset[str]
) -> Problem:
    """Return the problem with standing lines as commitments, and withdrawn offers and needs closed."""
    table = problem["commitments"]
    seen = {line.key.offer for line in lines} | offers
    lines = _known(problem, [line for line in lines if line.quantity])
    names = problem["offers"]["offer"][table["offer"]]
    kept = table.take(np.flatnonzero((table["released"] != 1) & ~np.isin(names, sorted(seen))))
    told = commitments(problem, [(line.key, line.quantity) for line in lines])
    columns = {name: np.concatenate([kept[name], told[name]]) for name in told.columns}
    promised = problem.replace(commitments=table_from("commitments", columns))
    return _closed(promised, offers, needs)


def _known(problem: Problem, lines: Iterable[Standing]) -> list[Standing]:
    """Return the lines between the problem's offers and needs; refuse those of which it knows one side only."""
    offers, needs = set(problem["offers"]["offer"].tolist()), set(problem["needs"]["need"].tolist())
    both, half = [], []
    for line in lines:
        inside = (line.key.offer in offers, line.key.need in needs)
        if all(inside):
            both.append(line)
        elif any(inside):
            half.append(line.key)
    if half:
        message = "the ledger has promises that the problem lacks one side of; add these offers and needs"
        missing = {key.offer for key in half} - offers, {key.need for key in half} - needs
        raise LedgerError("promise_outside_problem", message, sorted(missing[0]), sorted(missing[1]))
    return both


def commitments(problem: Problem, lines: Sequence[tuple[LineKey, int]]) -> Table:
    """Return the commitments of named lines and their units."""
    columns: dict[str, list[int]] = {name: [] for name in ("offer", "need", "quantity", *LINE_KEY)}
    offers, needs, items, providers = (
        _rows(problem[name]) for name in ("offers", "needs", "items", "providers")
    )
    for key, quantity in lines:
        for name, value in (
            ("offer", offers[key.offer]), ("need", needs[key.need]), ("quantity", quantity),
            ("item", items.get(key.item, MISSING)), ("provider", providers.get(key.provider, MISSING)),
            ("window_from", _day(key.window_from)), ("window_to", _day(key.window_to)), ("price", key.price),
        ):  # fmt: skip
            columns[name].append(value)
    return table_from("commitments", columns)


def _rows(table: Table) -> dict[str, int]:
    names = next(iter(table.columns.values())).tolist()
    return {name: row for row, name in enumerate(names)}


def _day(text: str) -> int:
    return int((np.datetime64(text) - np.datetime64(EPOCH)).astype(int)) if text else MISSING


def _closed(problem: Problem, offers: frozenset[str], needs: frozenset[str]) -> Problem:
    """Return the problem in which withdrawn offers hold, and withdrawn needs ask for, what stands and no more."""
    if not offers and not needs:
        return problem
    stands = promises(problem)
    stock, asked = problem["stock"], problem["needs"]
    shut = np.isin(problem["offers"]["offer"], sorted(offers))[stock["offer"]]
    gone = np.isin(asked["need"], sorted(needs))
    closed = problem.replace(
        stock=table_from(
            "stock", {**stock.columns, "quantity": np.where(shut, stands.per_line, stock["quantity"])}
        ),
        needs=table_from(
            "needs",
            {**asked.columns, "quantity": np.where(gone, np.maximum(stands.per_need, 1), asked["quantity"])},
        ),
    )
    return without(closed, {"needs": gone & (stands.per_need == 0)})


def movements(problem: Problem, plan: Allocation, rows: Integers) -> tuple[Movement, ...]:
    """Return the promises of some lines of a plan, by name."""
    stock = problem["stock"]
    line = plan.line[rows]
    columns = [
        problem["offers"]["offer"][plan.offer[rows]].tolist(),
        problem["needs"]["need"][plan.need[rows]].tolist(),
        *(_names(problem[f"{name}s"][name], stock[name][line]) for name in ("item", "provider")),
        *([iso_day(day) for day in stock[name][line].tolist()] for name in ("window_from", "window_to")),
        stock["price"][line].tolist(),
    ]
    units = zip(plan.quantity[rows].tolist(), plan.amount[rows].tolist(), strict=True)
    return tuple(
        Movement(LineKey(*key), promised=quantity, amount=amount)
        for key, (quantity, amount) in zip(zip(*columns, strict=True), units, strict=True)
    )


def _names(keys: NDArray[np.str_], rows: Integers) -> list[str]:
    names = [*keys.tolist(), ""]
    return [names[row] for row in np.where(rows == MISSING, len(names) - 1, rows).tolist()]
