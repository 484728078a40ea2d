"""The limits of needs, stock and offers, told again: which of many plans obey each of them.

What was promised stands even where it exceeds a limit; then nothing may be added.
"""

import numpy as np
from numpy.typing import NDArray

from matching.vocabulary import ENUMERATIONS
from oracle.book import Book, Plans
from oracle.facts import NEVER, Row
from oracle.limits import beneficiary, slot_of
from oracle.situation import lowest_price

Obeyed = NDArray[np.bool_]

WHOLE = 10_000
"""Rates are told in ten-thousandths."""


def _all(book: Book, plans: Plans, found: list[Obeyed]) -> Obeyed:
    return np.logical_and.reduce([np.ones(len(plans), dtype=np.bool_), *found])


def _at_most(book: Book, plans: Plans, key: object, room: object) -> Obeyed:
    found = [
        given <= max(room(name), kept)  # type: ignore[operator]
        for name, (given, kept) in book.units(plans, key).items()  # type: ignore[arg-type]
    ]
    return _all(book, plans, found)


def need_quantity(book: Book, plans: Plans) -> Obeyed:
    needs = book.facts.needs
    return _at_most(book, plans, lambda line, need: need.row, lambda row: needs[row].quantity)


def stock(book: Book, plans: Plans) -> Obeyed:
    return _at_most(book, plans, lambda line, need: line, lambda line: book.facts.capacity[line])


def slots(book: Book, plans: Plans) -> Obeyed:
    lines = [slot_of(book.tables, line) for line in book.tables["stock"]]
    return _at_most(
        book, plans, lambda line, need: lines[line], lambda slot: book.tables["slots"][slot]["capacity"]
    )


def held_by(book: Book, row: int) -> int:
    """Return the units that an offer holds, less its reserve."""
    held = sum(units for line, units in enumerate(book.facts.capacity) if book.facts.offer_of[line] == row)
    return held - max(book.tables["offers"][row]["reserve"], 0)


def _reserving(book: Book, line: int) -> int | None:
    return book.facts.offer_of[line] if book.offer(line)["reserve"] != NEVER else None


def reserve(book: Book, plans: Plans) -> Obeyed:
    return _at_most(book, plans, lambda line, need: _reserving(book, line), lambda row: held_by(book, row))


def child_max(book: Book, plans: Plans) -> Obeyed:
    return _limit(book, plans, "child_max")


def child_min(book: Book, plans: Plans) -> Obeyed:
    return _limit(book, plans, "child_min")


def commune_max(book: Book, plans: Plans) -> Obeyed:
    return _limit(book, plans, "commune_max")


def commune_min(book: Book, plans: Plans) -> Obeyed:
    return _limit(book, plans, "commune_min")


def _limit(book: Book, plans: Plans, name: str) -> Obeyed:
    """At most so many units, or at least so many where any is added, of an offer for one child or commune."""
    found = []
    by_child = name.startswith("child")
    for row, offer in enumerate(book.tables["offers"]):
        if offer[name] == NEVER:
            continue
        served = book.units(
            plans,
            lambda line, need, row=row: (  # type: ignore[misc]
                (beneficiary(need) if by_child else need.commune)
                if book.facts.offer_of[line] == row
                else None
            ),
        )
        for given, kept in served.values():
            if name.endswith("max"):
                found.append(given <= max(offer[name], kept))
            else:
                found.append((given == kept) | (given >= offer[name]))
    return _all(book, plans, found)


def visits_of(book: Book, plans: Plans, row: int) -> NDArray[np.int64]:
    """Return how many communes every plan takes an offer to."""
    served = book.units(plans, lambda line, need: need.commune if book.facts.offer_of[line] == row else None)
    return sum((np.asarray(given > 0, dtype=np.int64) for given, _ in served.values()), _nothing(plans))


def _nothing(plans: Plans) -> NDArray[np.int64]:
    return np.zeros(len(plans), dtype=np.int64)


def max_communes(book: Book, plans: Plans) -> Obeyed:
    found = []
    for row, offer in enumerate(book.tables["offers"]):
        if offer["max_communes"] != NEVER:
            promised = int(visits_of(book, book.promises_alone, row)[0])
            found.append(visits_of(book, plans, row) <= max(offer["max_communes"], promised))
    return _all(book, plans, found)


def spending(book: Book, plans: Plans, row: int, more: int = 0) -> NDArray[np.int64]:
    """Return the đồng that an offer spends: units and ``more``, overhead in whole đồng, its own visits and set-up."""
    offer = book.tables["offers"][row]
    own = [column for column, (line, _) in enumerate(book.pairs) if book.facts.offer_of[line] == row]
    price = np.array([book.facts.cost[book.pairs[column]] for column in own], dtype=np.int64)
    paid = plans[:, own] @ price if _is_cash(offer) else _nothing(plans)
    spent = -(-(paid + more) * (WHOLE + offer["overhead"]) // WHOLE)
    if ENUMERATIONS["Payer"][offer["visit_payer"]] == "budget":
        spent = spent + max(offer["visit_cost"], 0) * visits_of(book, plans, row)
    if ENUMERATIONS["Payer"][offer["setup_payer"]] == "budget":
        spent = spent + max(offer["setup_cost"], 0) * (visits_of(book, plans, row) > 0)
    return np.asarray(spent)


def _is_cash(offer: Row) -> bool:
    return ENUMERATIONS["Modality"][offer["modality"]] == "cash"


def budget(book: Book, plans: Plans) -> Obeyed:
    found = [
        spending(book, plans, row) <= max(offer["budget"], 0)
        for row, offer in enumerate(book.tables["offers"])
        if _is_cash(offer)
    ]
    return _all(book, plans, found)


def all_or_nothing(book: Book, plans: Plans) -> Obeyed:
    found = []
    for row, offer in enumerate(book.tables["offers"]):
        if offer["all_or_nothing"] != 1:
            continue
        units = book.units(plans, lambda line, need, row=row: book.facts.offer_of[line] == row or None)  # type: ignore[misc]
        for given, kept in units.values():
            whole = given >= held_by(book, row)
            if _is_cash(offer):
                whole = whole | ~_buys_more(book, plans, row)
            found.append((given == kept) | whole)
    return _all(book, plans, found)


def _buys_more(book: Book, plans: Plans, row: int) -> Obeyed:
    """Return which plans could pay one more unit, at the lowest price, of a line with room within the budget."""
    offer = book.tables["offers"][row]
    found = np.zeros(len(plans), dtype=np.bool_)
    taken = book.units(plans, lambda line, need: line)
    for line, cells in enumerate(book.tables["stock"]):
        if cells["offer"] != row:
            continue
        price = lowest_price(book.tables, cells)
        given = taken[line][0] if line in taken else _nothing(plans)
        room = cells["quantity"] == NEVER or given < cells["quantity"]
        found |= room & (spending(book, plans, row, price) <= offer["budget"])
    return found
