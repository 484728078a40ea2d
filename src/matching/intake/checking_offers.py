"""Checks on offers: budgets, stock, quotes, commitments."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.draft import Draft
from matching.intake.findings import Fault
from matching.intake.text_column import Integers, Mask
from matching.vocabulary import MISSING, Modality, code_of

STOCK_KEY = ("offer", "kind", "item", "provider", "window_from", "window_to", "price")
"""Columns that together name one line of stock."""


def budget_goes_with_cash(draft: Draft) -> Iterator[Issue]:
    """A cash offer has a budget; offers of goods and services have none."""
    offers = draft["offers"]
    cash, given = offers.is_("modality", "cash"), offers["budget"] != MISSING
    without = Fault("missing_value", "A cash offer has no budget.", "Give the budget in đồng.")
    yield from draft.issues("offers", "budget", cash & ~given, without)
    beside = Fault(
        "unexpected_value", "Only cash offers have a budget.", "Clear the budget or correct the modality."
    )
    yield from draft.issues("offers", "budget", ~cash & given, beside)


def commune_fund_has_commune(draft: Draft) -> Iterator[Issue]:
    """An offer to a commune's fund names the commune."""
    offers = draft["offers"]
    homeless = offers.is_("fund_level", "commune") & (offers["fund_commune"] == MISSING)
    fault = Fault(
        "missing_value", "The fund is a commune's but the commune is missing.", "Name the fund's commune."
    )
    return draft.issues("offers", "fund_commune", homeless, fault)


def offer_matches_another(draft: Draft) -> Iterator[Issue]:
    """An offer does not match itself."""
    own = draft["offers"]["matches"] == np.arange(len(draft["offers"]))
    return draft.issues(
        "offers", "matches", own, Fault("self_reference", "The offer matches itself.", "Clear it.")
    )


def stock_has_quantity(draft: Draft) -> Iterator[Issue]:
    """A stock line of goods or services says how many units there are."""
    stock = draft["stock"]
    cash = draft.values("stock", "offer", "modality") == code_of(Modality.CASH)
    open_ended = draft.referred("stock", "offer") & ~cash & (stock["quantity"] == MISSING)
    fault = Fault("missing_value", "Goods and services need a quantity.", "Give the number of units.")
    return draft.issues("stock", "quantity", open_ended, fault)


def stock_lines_differ(draft: Draft) -> Iterator[Issue]:
    """No two stock lines agree on offer, kind, item, provider, window and price."""
    repeated = _repeated([draft["stock"][name] for name in STOCK_KEY], draft.sound["stock"])
    fault = Fault("duplicate_row", "An earlier row says the same.", "Join the rows into one.")
    return draft.issues("stock", "offer", repeated, fault)


def quote_has_one_target(draft: Draft) -> Iterator[Issue]:
    """A quote is for exactly one need or commune."""
    quotes = draft["quotes"]
    wrong = (quotes["need"] != MISSING) == (quotes["commune"] != MISSING)
    fault = Fault("not_exactly_one", "Exactly one of need and commune is given.", "Keep the right one.")
    return draft.issues("quotes", "need", wrong, fault)


def commitments_differ(draft: Draft) -> Iterator[Issue]:
    """An offer has at most one commitment in force to a need."""
    table = draft["commitments"]
    repeated = _repeated([table["offer"], table["need"]], _in_force(draft))
    fault = Fault("duplicate_row", "An earlier row promises the same.", "Join the rows, or release one.")
    return draft.issues("commitments", "need", repeated, fault)


def commitments_fit_need(draft: Draft) -> Iterator[Issue]:
    """The commitments in force to a need do not exceed its quantity."""
    table, force = draft["commitments"], _in_force(draft)
    known = draft.referred("commitments", "need")
    promised = _sums(table["need"], table["quantity"], force & known, len(draft["needs"]))
    above = known & force
    above[above] = promised[table["need"][above]] > draft["needs"]["quantity"][table["need"][above]]
    fault = Fault(
        "commitment_above_need", "More is promised than the need asks for.", "Lower or release a promise."
    )
    return draft.issues("commitments", "quantity", above, fault)


def commitments_fit_stock(draft: Draft) -> Iterator[Issue]:
    """The commitments in force of an offer do not exceed its stock of the kind."""
    table, kinds = draft["commitments"], len(draft["kinds"])
    known = draft.referred("commitments", "need") & draft.referred("commitments", "offer") & _in_force(draft)
    kind = draft.values("commitments", "need", "kind")
    known &= (kind != MISSING) & ~_offers_with_faulty_stock(draft)[table["offer"]]
    cell = np.where(known, table["offer"].astype(np.int64) * kinds + kind, 0)
    cells = len(draft["offers"]) * kinds
    promised = _sums(cell, table["quantity"], known, cells)
    above = known & (promised[cell] > _stock_by_kind(draft, cells)[cell]) if cells else known
    fault = Fault(
        "commitment_above_stock", "More is promised than the offer holds.", "Lower or release a promise."
    )
    return draft.issues("commitments", "quantity", above, fault)


def _stock_by_kind(draft: Draft, cells: int) -> Integers:
    """Return the units of every (offer, kind); a line without a quantity holds any number."""
    stock = draft["stock"]
    cell = stock["offer"].astype(np.int64) * len(draft["kinds"]) + stock["kind"]
    units = _sums(cell, stock["quantity"], draft.sound["stock"] & (stock["quantity"] != MISSING), cells)
    units[cell[draft.sound["stock"] & (stock["quantity"] == MISSING)]] = np.iinfo(np.int64).max
    return units


def _offers_with_faulty_stock(draft: Draft) -> Mask:
    """Return the offers of which a stock line could not be read, with one spare entry for no offer."""
    offers = np.zeros(len(draft["offers"]) + 1, dtype=np.bool_)
    offers[draft["stock"]["offer"][~draft.sound["stock"]]] = True
    return offers if not offers[-1] else np.ones_like(offers)


def _in_force(draft: Draft) -> Mask:
    return np.asarray((draft["commitments"]["released"] != 1) & draft.sound["commitments"])


def _sums(cells: NDArray[np.integer], units: Integers, counted: Mask, length: int) -> Integers:
    total = np.zeros(length, dtype=np.int64)
    np.add.at(total, cells[counted], units[counted])
    return total


def _repeated(columns: Sequence[NDArray[np.integer]], counted: Mask) -> Mask:
    """Return the counted rows that agree with an earlier counted row in all columns."""
    rows = np.flatnonzero(counted)
    repeated = np.zeros(len(counted), dtype=np.bool_)
    if len(rows):
        stacked = np.column_stack([column[rows].astype(np.int64) for column in columns])
        _, firsts = np.unique(stacked, axis=0, return_index=True)
        repeated[rows] = True
        repeated[rows[firsts]] = False
    return repeated
