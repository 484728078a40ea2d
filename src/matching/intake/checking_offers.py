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

MONEY = ("modality", "budget")
FUND = ("fund_level", "fund_commune")
QUOTE_KEY = ("offer", "need", "commune")
"""Columns that together say what a quote is for."""


def budget_goes_with_cash(draft: Draft) -> Iterator[Issue]:
    """A cash offer has a budget; offers of goods and services have none."""
    offers = draft["offers"]
    cash, given = offers.is_("modality", "cash"), offers["budget"] != MISSING
    without = Fault("missing_value", "A cash offer has no budget.", "Give the budget in đồng.")
    yield from draft.issues("offers", "budget", cash & ~given, without, reads=MONEY)
    beside = Fault(
        "unexpected_value", "Only cash offers have a budget.", "Clear the budget or correct the modality."
    )
    yield from draft.issues("offers", "budget", ~cash & given, beside, reads=MONEY)


def commune_fund_has_commune(draft: Draft) -> Iterator[Issue]:
    """An offer to a commune's fund names the commune."""
    offers = draft["offers"]
    homeless = offers.is_("fund_level", "commune") & (offers["fund_commune"] == MISSING)
    fault = Fault(
        "missing_value", "The fund is a commune's but the commune is missing.", "Name the fund's commune."
    )
    return draft.issues("offers", "fund_commune", homeless, fault, reads=FUND)


def offer_matches_another(draft: Draft) -> Iterator[Issue]:
    """An offer does not match itself."""
    own = draft["offers"]["matches"] == np.arange(len(draft["offers"]))
    fault = Fault("self_reference", "The offer matches itself.", "Clear it.")
    return draft.issues("offers", "matches", own, fault, reads=("matches",))


def stock_has_quantity(draft: Draft) -> Iterator[Issue]:
    """A stock line of goods or services says how many units there are."""
    stock = draft["stock"]
    cash = draft.values("stock", "offer", "modality") == code_of(Modality.CASH)
    open_ended = draft.referred("stock", "offer", "modality") & ~cash & (stock["quantity"] == MISSING)
    fault = Fault("missing_value", "Goods and services need a quantity.", "Give the number of units.")
    return draft.issues("stock", "quantity", open_ended, fault, reads=("offer", "quantity"))


def stock_lines_differ(draft: Draft) -> Iterator[Issue]:
    """No two stock lines agree on offer, kind, item, provider, window and price."""
    again = repeated([draft["stock"][name] for name in STOCK_KEY], draft.readable("stock", *STOCK_KEY))
    fault = Fault("duplicate_row", "An earlier row says the same.", "Join the rows into one.")
    return draft.issues("stock", "offer", again, fault, reads=STOCK_KEY)


def quote_has_one_target(draft: Draft) -> Iterator[Issue]:
    """A quote is for exactly one need or commune."""
    quotes = draft["quotes"]
    wrong = (quotes["need"] != MISSING) == (quotes["commune"] != MISSING)
    fault = Fault("not_exactly_one", "Exactly one of need and commune is given.", "Keep the right one.")
    return draft.issues("quotes", "need", wrong, fault, reads=("need", "commune"))


def quotes_differ(draft: Draft) -> Iterator[Issue]:
    """An offer quotes one price and one benefit for a need or commune."""
    quotes = draft["quotes"]
    fault = Fault("duplicate_row", "An earlier row quotes the same already.", "Keep the right one.")
    for what in ("price", "benefit"):
        reads = (*QUOTE_KEY, what)
        told = draft.readable("quotes", *reads) & (quotes[what] != MISSING)
        again = repeated([quotes[name] for name in QUOTE_KEY], told)
        yield from draft.issues("quotes", what, again, fault, reads=reads)


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
