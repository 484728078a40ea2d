"""From one year to the next: what is still open on both sides begins a new count."""

from datetime import date

import numpy as np

from matching.ledger.book import Ledger
from matching.ledger.promised_lines import with_promises
from matching.problem.drawn_promises import promises
from matching.problem.joining import without
from matching.problem.problem import EPOCH, Problem, problem_from
from matching.problem.quoted_values import unit_prices
from matching.problem.stock_lines import with_overhead
from matching.problem.table import table_from
from matching.vocabulary import MISSING


def carried_over(known: Problem, ledger: Ledger, today: date) -> Problem:
    """Return the offers with what they still hold and the needs with what they still ask for, as a first batch.

    Promises of the old year are taken out of stock, budgets and needs, so the new year has a ledger of its own; limits
    of an offer per child or commune begin anew, and what a year owes a commune is not carried over.

    Parameters
    ----------
    known
        Everything of the old year.
    ledger
        The old year's ledger.
    today
        First day of the new year; what is over by then is left behind.
    """
    old = with_promises(known, ledger)
    stands, day = promises(old), (today - EPOCH).days
    needs, stock, offers = old["needs"], old["stock"], old["offers"]
    cash = offers.is_("modality", "cash")[stands.offer]
    paid = np.where(cash, unit_prices(old, stands.line, stands.need) * stands.quantity, 0)
    spent = np.zeros(len(offers), dtype=np.int64)
    np.add.at(spent, stands.offer, paid)
    spent = with_overhead(spent, offers["overhead"])
    budget = np.where(offers["budget"] == MISSING, MISSING, offers["budget"] - spent)
    left = np.where(stock["quantity"] == MISSING, MISSING, stock["quantity"] - stands.per_line)
    wanted = needs["quantity"] - stands.per_need
    new = old.replace(
        needs=table_from("needs", {**needs.columns, "quantity": wanted}),
        stock=table_from("stock", {**stock.columns, "quantity": left}),
        offers=table_from("offers", {**offers.columns, "budget": budget}),
        commitments=table_from("commitments", {}),
    )
    over = {
        name: (new[name]["window_to"] != MISSING) & (new[name]["window_to"] < day)
        for name in ("needs", "stock", "offers")
    }
    over["needs"] |= wanted == 0
    over["stock"] |= left == 0
    held = np.zeros(len(offers), dtype=np.bool_)
    held[stock["offer"][~over["stock"]]] = True
    over["offers"] |= ~held
    return problem_from(without(new, over).tables, today, known.title)
