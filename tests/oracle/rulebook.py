"""Every rule on the units of a plan by its stable name, and which of many plans obey them all."""

from collections.abc import Callable

import numpy as np

from oracle import offer_rules, sharing_rules
from oracle.book import Book, Plans
from oracle.floors import Floor
from oracle.offer_rules import Obeyed

Rule = Callable[[Book, Plans], Obeyed]


def _counted(book: Book, plans: Plans, floor: Floor) -> Plans:
    return plans[:, [pair in floor.pairs for pair in book.pairs]].sum(axis=1)


def ceilings(book: Book, plans: Plans) -> Obeyed:
    """Groups get at most so many units."""
    obeyed = np.ones(len(plans), dtype=np.bool_)
    for floor in book.floors:
        if floor.maximum is not None:
            obeyed &= _counted(book, plans, floor) <= floor.maximum
    return obeyed


def floors(book: Book, plans: Plans) -> Obeyed:
    """Groups get at least and at most so many units."""
    obeyed = ceilings(book, plans)
    for floor in book.floors:
        if floor.minimum is not None:
            obeyed &= _counted(book, plans, floor) >= floor.minimum
    return obeyed


MONOTONE: dict[str, Rule] = {
    "need_quantity": offer_rules.need_quantity,
    "stock": offer_rules.stock,
    "slots": offer_rules.slots,
    "reserve": offer_rules.reserve,
    "budget": offer_rules.budget,
    "child_max": offer_rules.child_max,
    "commune_max": offer_rules.commune_max,
    "max_communes": offer_rules.max_communes,
    "exclusive": sharing_rules.exclusive,
    "cofunding": sharing_rules.cofunding,
    "excludes_group": sharing_rules.excludes_group,
}
"""Rules that a plan breaks for good: no further unit mends them."""

WHOLE: dict[str, Rule] = {
    "child_min": offer_rules.child_min,
    "commune_min": offer_rules.commune_min,
    "all_or_nothing": offer_rules.all_or_nothing,
    "unsplittable": sharing_rules.unsplittable,
    "bundle": sharing_rules.bundle,
    "matches": sharing_rules.matches,
    "floors": floors,
}
"""Rules that can only be asked of a whole plan."""

RULEBOOK = MONOTONE | WHOLE


def every_plan(book: Book) -> Plans:
    """Return all plans that obey every rule, one need after another; what breaks a rule for good is dropped early."""
    plans = book.promises_alone
    for need in book.facts.needs:
        columns = [
            column
            for column, pair in enumerate(book.pairs)
            if pair[1] == need.row and pair in book.facts.admissible
        ]
        for column in columns:
            steps = np.zeros((need.quantity + 1, len(book.pairs)), dtype=np.int64)
            steps[:, column] = np.arange(need.quantity + 1)
            plans = (plans[:, np.newaxis, :] + steps).reshape(-1, len(book.pairs))
            plans = _kept_by(book, plans, {name: MONOTONE[name] for name in ("need_quantity", "stock")})
        if columns:
            plans = _kept_by(book, plans, MONOTONE | {"ceilings": ceilings})
    return _kept_by(book, plans, RULEBOOK)


def _kept_by(book: Book, plans: Plans, rules: dict[str, Rule]) -> Plans:
    for rule in rules.values():
        plans = plans[rule(book, plans)]
    return plans
