"""Checks on promises and the last plan: told once, and promises no more than needs ask for, stock holds and budgets pay."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.checking_offers import repeated
from matching.intake.draft import Draft
from matching.intake.findings import Fault
from matching.intake.text_column import Integers, Mask
from matching.problem.drawn_promises import LINE_KEY
from matching.problem.people import communes_of_needs
from matching.problem.quoted_values import quoted
from matching.problem.stock_lines import SHARE, line_capacity, line_price
from matching.problem.table import Table
from matching.vocabulary import MISSING, Modality, Payer, code_of

PROMISE_KEY = ("offer", "need", *LINE_KEY)
"""Columns that together name one promise."""

HOLDING = ("offer", "kind", "quantity")
"""Columns of a stock line that say how much an offer holds."""

NEVER = np.iinfo(np.int64).max
"""Price of what an offer does not hold."""


def commitments_differ(draft: Draft) -> Iterator[Issue]:
    """An offer has at most one commitment in force to a need from one stock line."""
    table = draft["commitments"]
    again = repeated([table[name] for name in PROMISE_KEY], _in_force(draft, *PROMISE_KEY))
    fault = Fault("duplicate_row", "An earlier row promises the same.", "Join the rows, or release one.")
    return draft.issues("commitments", "need", again, fault, reads=PROMISE_KEY)


def last_plan_differs(draft: Draft) -> Iterator[Issue]:
    """The last plan names an offer and a need once."""
    table = draft["previous"]
    again = repeated([table["offer"], table["need"]], draft.readable("previous", "offer", "need"))
    fault = Fault("duplicate_row", "An earlier row names the same offer and need.", "Join the rows.")
    return draft.issues("previous", "need", again, fault, reads=("offer", "need"))


def commitments_fit_need(draft: Draft) -> Iterator[Issue]:
    """The commitments in force to a need do not exceed its quantity."""
    table, force = draft["commitments"], _in_force(draft, "need", "quantity")
    known = draft.referred("commitments", "need", "quantity")
    promised = _sums(table["need"], table["quantity"], force & known, len(draft["needs"]))
    above = known & force
    above[above] = promised[table["need"][above]] > draft["needs"]["quantity"][table["need"][above]]
    fault = Fault(
        "commitment_above_need", "More is promised than the need asks for.", "Lower or release a promise."
    )
    return draft.issues("commitments", "quantity", above, fault, reads=("need", "quantity"))


def commitments_fit_stock(draft: Draft) -> Iterator[Issue]:
    """The commitments in force of an offer do not exceed its stock of the kind."""
    table, kinds = draft["commitments"], len(draft["kinds"])
    reads = ("offer", "need", "quantity")
    known = draft.referred("commitments", "need", "kind") & (table["offer"] != MISSING)
    known &= _in_force(draft, *reads)
    kind = draft.values("commitments", "need", "kind")
    known &= (kind != MISSING) & ~_offers_with_faulty_stock(draft, *HOLDING)[table["offer"]]
    cell = np.where(known, table["offer"].astype(np.int64) * kinds + kind, 0)
    cells = len(draft["offers"]) * kinds
    promised = _sums(cell, table["quantity"], known, cells)
    above = known & (promised[cell] > _stock_by_kind(draft, cells)[cell]) if cells else known
    fault = Fault(
        "commitment_above_stock", "More is promised than the offer holds.", "Lower or release a promise."
    )
    return draft.issues("commitments", "quantity", above, fault, reads=reads)


def commitments_fit_budget(draft: Draft) -> Iterator[Issue]:
    """The commitments in force of a cash offer cost no more than its budget, at the lowest prices told."""
    judged = np.flatnonzero(_paid_promises(draft))
    if not len(judged):
        return iter(())
    table, offers = draft["commitments"], draft["offers"]
    costs = _least_costs(draft, judged)
    beyond = _units_beyond(draft, judged)
    above = np.zeros(len(table), dtype=np.bool_)
    for row in judged.tolist():
        offer = int(table["offer"][row])
        above[row] = row in beyond or costs[offer] > int(offers["budget"][offer])

    def faults(rows: Integers) -> list[Fault]:
        owners = table["offer"][rows].tolist()
        return [_too_dear(costs[offer], int(offers["budget"][offer])) for offer in owners]

    return draft.issues("commitments", "quantity", above, faults)


def _too_dear(cost: int, budget: int) -> Fault:
    what = f"{cost:,} đồng at least" if cost > budget else "more units than it pays"
    return Fault(
        "commitment_above_budget",
        f"The promises of this offer take {what}; its budget is {budget:,} đồng.",
        "Raise the budget, or lower or release a promise.",
    )


def _paid_promises(draft: Draft) -> Mask:
    """Return the promises in force that a cash offer pays, where prices, budget and stock could be read."""
    table = draft["commitments"]
    judged = draft.referred("commitments", "need") & draft.referred("commitments", "offer") & _in_force(draft)
    judged &= draft.values("commitments", "offer", "modality") == code_of(Modality.CASH)
    judged &= draft.values("commitments", "offer", "budget") != MISSING
    judged &= ~_offers_with_faulty_stock(draft)[table["offer"]]
    readable = bool(draft.sound["quotes"].all() and draft.sound["kinds"].all() and draft.sound["needs"].all())
    return np.asarray(judged & readable & (_listed(draft, table) != NEVER))


def _listed(draft: Draft, table: Table) -> Integers:
    """Return the lowest listed price of the need's kind among the stock rows of the offer, per row of a table."""
    stock, kinds = draft["stock"], len(draft["kinds"])
    least = np.full(len(draft["offers"]) * kinds + 1, NEVER)
    sound = draft.sound["stock"]
    cell = stock["offer"].astype(np.int64) * kinds + stock["kind"]
    np.minimum.at(least, cell[sound], line_price(draft.problem)[sound])
    offer, kind = table["offer"].astype(np.int64), draft.values(table.name, "need", "kind")
    return least[np.where((offer >= 0) & (kind >= 0), offer * kinds + kind, -1)]


def _least_costs(draft: Draft, rows: Integers) -> dict[int, int]:
    """Return the least đồng that the promises of every offer cost, overhead and its own visits and set-up included."""
    table, offers = draft["commitments"], draft["offers"]
    offer, need = table["offer"][rows].astype(np.int64), table["need"][rows].astype(np.int64)
    price = quoted(draft.problem, offer, need, "price", _listed(draft, table)[rows])
    places = np.unique(np.stack([offer, communes_of_needs(draft.problem)[need]]), axis=1)[0]
    visits = np.bincount(places, minlength=len(offers))
    paid: dict[int, int] = {}
    units = table["quantity"][rows].tolist()
    for owner, one, count in zip(offer.tolist(), price.tolist(), units, strict=True):
        paid[owner] = paid.get(owner, 0) + one * count
    own = {name: offers[f"{name}_payer"] == code_of(Payer.BUDGET) for name in ("visit", "setup")}
    fixed = {name: np.where(own[name], np.maximum(offers[f"{name}_cost"], 0), 0) for name in own}
    return {
        owner: -(-amount * (SHARE + int(offers["overhead"][owner])) // SHARE)
        + int(fixed["visit"][owner]) * int(visits[owner])
        + int(fixed["setup"][owner])
        for owner, amount in paid.items()
    }


def _units_beyond(draft: Draft, rows: Integers) -> set[int]:
    """Return the promises of a kind of which an offer promised more units than its money buys line by line."""
    table, kinds = draft["commitments"], len(draft["kinds"])
    cell = table["offer"].astype(np.int64) * kinds + draft.values("commitments", "need", "kind")
    promised = _sums(
        cell[rows], table["quantity"][rows], np.ones(len(rows), dtype=np.bool_), len(draft["offers"]) * kinds
    )
    stock = draft["stock"]
    of_stock = stock["offer"].astype(np.int64) * kinds + stock["kind"]
    held = _sums(of_stock, line_capacity(draft.problem), draft.sound["stock"], len(promised))
    return set(rows[promised[cell[rows]] > held[cell[rows]]].tolist())


def _stock_by_kind(draft: Draft, cells: int) -> Integers:
    """Return the units of every (offer, kind); a line without a quantity holds any number."""
    stock = draft["stock"]
    cell = stock["offer"].astype(np.int64) * len(draft["kinds"]) + stock["kind"]
    sound = draft.readable("stock", *HOLDING)
    units = _sums(cell, stock["quantity"], sound & (stock["quantity"] != MISSING), cells)
    units[cell[sound & (stock["quantity"] == MISSING)]] = np.iinfo(np.int64).max
    return units


def _offers_with_faulty_stock(draft: Draft, *columns: str) -> Mask:
    """Return the offers of which a stock line could not be read in some columns, with one spare entry for no offer."""
    offers = np.zeros(len(draft["offers"]) + 1, dtype=np.bool_)
    offers[draft["stock"]["offer"][~draft.readable("stock", *columns)]] = True
    return offers if not offers[-1] else np.ones_like(offers)


def _in_force(draft: Draft, *columns: str) -> Mask:
    """Return the promises that are not released, of which some columns (by default all) could be read."""
    read = draft.readable("commitments", "released", *columns) if columns else draft.sound["commitments"]
    return np.asarray((draft["commitments"]["released"] != 1) & read)


def _sums(cells: NDArray[np.integer], units: Integers, counted: Mask, length: int) -> Integers:
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, cells[counted], units[counted])
    return total
