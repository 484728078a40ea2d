"""What offers hold: recorded when first seen, so that no operator can spend more than was given."""

import json
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from matching.errors import LedgerError
from matching.problem.people import iso_day
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_order
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def holdings(problem: Problem, offers: Integers) -> dict[str, str]:
    """Return as JSON what each of the given offers holds: units of every stock line, budget and overhead."""
    stock, table = problem["stock"], problem["offers"]
    lines: dict[int, dict[str, int]] = {int(row): {} for row in offers}
    order = line_order(problem)
    order = order[np.isin(stock["offer"][order], offers)]
    names = [
        np.append(problem[f"{name}s"][name], "")[stock[name][order]].tolist()
        for name in ("kind", "item", "provider")
    ]
    days = [[iso_day(day) for day in stock[name][order].tolist()] for name in ("window_from", "window_to")]
    numbers = (stock[name][order].tolist() for name in ("price", "quantity", "offer"))
    for *words, price, quantity, row in zip(*names, *days, *numbers, strict=True):
        lines[row]["|".join([*words, str(price)])] = quantity
    return {
        str(table["offer"][row]): json.dumps(
            {"budget": int(table["budget"][row]), "overhead": int(table["overhead"][row]), "lines": held},
            sort_keys=True,
        )
        for row, held in lines.items()
    }


def refuse_grown(known: Mapping[str, str], told: Mapping[str, str]) -> None:
    """Refuse offers that hold more than the ledger recorded; less is no harm, since units may be held back.

    Raises
    ------
    LedgerError
        If there are any.
    """
    grown = sorted(offer for offer, holds in told.items() if offer in known and _more(known[offer], holds))
    if grown:
        message = "the offer holds more than the ledger recorded of it; name it as amended if that is right"
        raise LedgerError("offer_amended", message, grown)


def newly_held(known: Mapping[str, str], told: Mapping[str, str], amended: Collection[str]) -> dict[str, str]:
    """Return what is to be recorded: offers not seen before, and those amended."""
    return {offer: holds for offer, holds in told.items() if offer not in known or offer in amended}


def _more(known: str, told: str) -> bool:
    before, now = json.loads(known), json.loads(told)
    units = before["lines"]
    return (
        any(line not in units or _above(quantity, units[line]) for line, quantity in now["lines"].items())
        or now["budget"] > before["budget"]
        or now["overhead"] < before["overhead"]
    )


def _above(quantity: int, before: int) -> bool:
    """Return whether a line holds more; no quantity means as much as the money buys."""
    return before != MISSING and (quantity == MISSING or quantity > before)
