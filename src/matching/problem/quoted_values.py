"""What a unit costs or gains for one need: told by the offer for the need, else for its commune, else in general."""

import numpy as np
from numpy.typing import NDArray

from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_price
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def unit_prices(problem: Problem, line: Integers, need: Integers) -> Integers:
    """Return the price in đồng of one unit of every (stock row, need) pair.

    The offer's quote for the need comes first, then its quote for the commune, then the price of the line.
    """
    offer = problem["stock"]["offer"][line].astype(np.int64)
    return quoted(problem, offer, need, "price", line_price(problem)[line])


def quoted(problem: Problem, offer: Integers, need: Integers, what: str, values: Integers) -> Integers:
    """Override values by what the offers quote for the need, else for its commune.

    Parameters
    ----------
    offer, need
        Pairs of rows, shape ``(n,)`` each.
    what
        Column of ``quotes``: ``price`` or ``benefit``.
    values
        What holds where nothing is quoted, shape ``(n,)``.
    """
    quotes = problem["quotes"]
    result = values.astype(np.int64)
    commune = communes_of_needs(problem)[need]
    for target, rows in (("commune", commune), ("need", need)):
        told = np.flatnonzero((quotes[target] != MISSING) & (quotes[what] != MISSING))
        if not len(told):
            continue
        size = len(problem[f"{target}s"])
        keys = quotes["offer"][told].astype(np.int64) * size + quotes[target][told]
        order = np.argsort(keys, kind="stable")
        wanted = offer * size + rows
        place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
        found = keys[order][place] == wanted
        result[found] = quotes[what][told][order][place][found]
    return result
