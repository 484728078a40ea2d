"""Check on slots: a stock row at a provider names a period of which the slots are listed."""

from collections.abc import Iterator

import numpy as np

from matching.errors import Issue
from matching.intake.draft import Draft
from matching.intake.findings import Fault
from matching.intake.text_column import Integers, Mask
from matching.problem.people import iso_day
from matching.vocabulary import MISSING

PROCEDURE = ("provider", "item")
PERIOD = ("window_from", "window_to")
SHOWN = 3
"""So many periods are named in a message."""


def stock_periods_have_slots(draft: Draft) -> Iterator[Issue]:
    """A stock row of a procedure whose slots are listed for a provider has exactly one of the periods listed.

    Another period would draw on no row of ``slots``, and so would not be limited by the provider's capacity.
    """
    if not len(draft["slots"]) or not draft.readable("slots", *PROCEDURE, *PERIOD).all():
        return iter(())
    stock = draft["stock"]
    here = (stock["provider"] != MISSING) & (stock["item"] != MISSING)
    stray = here & _among_slots(draft, PROCEDURE) & ~_among_slots(draft, (*PROCEDURE, *PERIOD))
    return draft.issues(
        "stock",
        "window_from",
        stray,
        lambda rows: [_fault(draft, row) for row in rows.tolist()],
        reads=(*PROCEDURE, *PERIOD),
    )


def _among_slots(draft: Draft, names: tuple[str, ...]) -> Mask:
    """Return the stock rows that agree with some row of ``slots`` in the columns named."""
    slots, stock = (_columns(draft, table, names) for table in ("slots", "stock"))
    _, codes = np.unique(np.concatenate([slots, stock]), axis=0, return_inverse=True)
    codes = codes.reshape(-1)
    return np.isin(codes[len(slots) :], codes[: len(slots)])


def _columns(draft: Draft, table: str, names: tuple[str, ...]) -> Integers:
    return np.column_stack([draft[table][name].astype(np.int64) for name in names])


def _fault(draft: Draft, row: int) -> Fault:
    stock, slots = draft["stock"], draft["slots"]
    alike = np.flatnonzero(
        (slots["provider"] == stock["provider"][row]) & (slots["item"] == stock["item"][row])
    )
    periods = sorted(tuple(int(slots[name][slot]) for name in PERIOD) for slot in alike.tolist())
    told = ", ".join(" to ".join(iso_day(day) or "open" for day in period) for period in periods[:SHOWN])
    more = f" and {len(periods) - SHOWN} more" if len(periods) > SHOWN else ""
    provider = draft["providers"]["provider"][stock["provider"][row]]
    item = draft["items"]["item"][stock["item"][row]]
    return Fault(
        "unknown_period",
        f"Slots of {item} at {provider} are listed for {told}{more}, not for the period of this row.",
        "Use a period that is listed, split the row over several of them, or add the period to slots.",
    )
