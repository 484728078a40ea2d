"""Checks on offers: budgets, stock, quotes, commitments."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.draft import Draft
from matching.intake.findings import Fault
from matching.intake.text_column import Mask
from matching.problem.drawn_promises import LINE_KEY
from matching.vocabulary import MISSING, Modality, code_of

STOCK_KEY = ("offer", "kind", *LINE_KEY)
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
    again = repeated([draft["stock"][name] for name in STOCK_KEY], draft.sound["stock"])
    fault = Fault("duplicate_row", "An earlier row says the same.", "Join the rows into one.")
    return draft.issues("stock", "offer", again, fault)


def quote_has_one_target(draft: Draft) -> Iterator[Issue]:
    """A quote is for exactly one need or commune."""
    quotes = draft["quotes"]
    wrong = (quotes["need"] != MISSING) == (quotes["commune"] != MISSING)
    fault = Fault("not_exactly_one", "Exactly one of need and commune is given.", "Keep the right one.")
    return draft.issues("quotes", "need", wrong, fault)


def repeated(columns: Sequence[NDArray[np.integer]], counted: Mask) -> Mask:
    """Return the counted rows that agree with an earlier counted row in all columns."""
    rows = np.flatnonzero(counted)
    again = np.zeros(len(counted), dtype=np.bool_)
    if len(rows):
        stacked = np.column_stack([column[rows].astype(np.int64) for column in columns])
        _, firsts = np.unique(stacked, axis=0, return_index=True)
        again[rows] = True
        again[rows[firsts]] = False
    return again
