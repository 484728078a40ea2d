"""The problem of one period: everything known so far, the promises that stand, and nothing that is over."""

import numpy as np

from matching.ledger.book import Ledger
from matching.ledger.promised_lines import with_promises
from matching.problem.drawn_promises import promises
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.vocabulary import MISSING


def period_problem(known: Problem, ledger: Ledger) -> Problem:
    """Return the problem of a period: what is known, as far as it is not over, with what was promised.

    Needs of earlier periods stay in, met or not, so that coverage is counted over all periods; what was promised to
    them are commitments. New units are given from this period on: an offer's window begins today at the earliest,
    and an offer that is over holds what it has promised and no more.

    Parameters
    ----------
    known
        Everything that came in so far, dated today.
    ledger
        Where promises stand.
    """
    return _from_today(with_promises(known, ledger))


def _from_today(problem: Problem) -> Problem:
    offers, stock = problem["offers"], problem["stock"]
    over = (offers["window_to"] != MISSING) & (offers["window_to"] < problem.today)
    begins = np.where(over, offers["window_from"], np.maximum(offers["window_from"], problem.today))
    ended = over[stock["offer"]]
    held = (
        np.where(ended, promises(problem).per_line, stock["quantity"]) if ended.any() else stock["quantity"]
    )
    return problem.replace(
        offers=table_from("offers", {**offers.columns, "window_from": begins}),
        stock=table_from("stock", {**stock.columns, "quantity": held}),
    )
