"""Needs and offers that hang together, told again: which of many plans obey each of these rules."""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from oracle.book import Book, Key, Plans
from oracle.limits import beneficiary

Obeyed = NDArray[np.bool_]


def _everything(plans: Plans) -> Obeyed:
    return np.ones(len(plans), dtype=np.bool_)


def unsplittable(book: Book, plans: Plans) -> Obeyed:
    obeyed = _everything(plans)
    for row, (given, kept) in _by_need(book, plans).items():
        need = book.facts.needs[row]
        own = need.cells["splittable"]
        if (book.tables["kinds"][need.kind]["splittable"] if own < 0 else own) == 0:
            obeyed &= (given <= kept) | (given >= need.quantity)
    return obeyed


def _by_need(book: Book, plans: Plans) -> dict[int, tuple[NDArray[np.int64], int]]:
    found = book.units(plans, lambda line, need: need.row)
    return {need.row: found.get(need.row, (plans.sum(axis=1) * 0, 0)) for need in book.facts.needs}


def bundle(book: Book, plans: Plans) -> Obeyed:
    """Once any need of a bundle gets more than was promised, all are met in full."""
    obeyed, given = _everything(plans), _by_need(book, plans)
    names = {need.cells["bundle"] for need in book.facts.needs} - {""}
    for name in sorted(names):
        members = [need for need in book.facts.needs if need.cells["bundle"] == name]
        started = np.logical_or.reduce([given[need.row][0] > given[need.row][1] for need in members])
        met = np.logical_and.reduce([given[need.row][0] >= need.quantity for need in members])
        obeyed &= ~started | met
    return obeyed


def exclusive(book: Book, plans: Plans) -> Obeyed:
    return _alone(book, plans, lambda line, need: (beneficiary(need), need.kind), "exclusive", 1)


def cofunding(book: Book, plans: Plans) -> Obeyed:
    return _alone(book, plans, lambda line, need: need.row, "cofunding", 0)


def _alone(book: Book, plans: Plans, place: Key, column: str, wish: int) -> Obeyed:
    """Where an offer that wants to be alone serves, only its donor serves, unless all of it was promised."""
    obeyed = _everything(plans)
    for columns in book.columns(place).values():
        here = plans[:, columns]
        lonely = [book.offer(book.pairs[one][0])[column] == wish for one in columns]
        givers = [_giver(book, book.pairs[one][0]) for one in columns]
        several = sum(
            np.asarray((here[:, [who == giver for who in givers]] > 0).any(axis=1), dtype=np.int64)
            for giver in set(givers)
        )
        added = (here > book.kept[columns]).any(axis=1)
        obeyed &= ~(added & (here[:, lonely] > 0).any(axis=1) & np.asarray(several > 1))
    return obeyed


def _giver(book: Book, line: int) -> Hashable:
    donor = book.offer(line)["donor"]
    return ("donor", donor) if donor >= 0 else ("offer", book.facts.offer_of[line])


def excludes_group(book: Book, plans: Plans) -> Obeyed:
    """Of a group one offer is used, or those that promised and no other, and nothing is added to several."""
    obeyed = _everything(plans)
    by_offer = book.units(plans, lambda line, need: book.facts.offer_of[line])
    names = {offer["excludes_group"] for offer in book.tables["offers"]} - {""}
    for name in sorted(names):
        rows = [row for row, offer in enumerate(book.tables["offers"]) if offer["excludes_group"] == name]
        served = [by_offer[row] for row in rows if row in by_offer]
        if served:
            used = np.sum([given > 0 for given, _ in served], axis=0)
            added = np.logical_or.reduce([given > kept for given, kept in served])
            obeyed &= ~added | (used <= max(sum(kept > 0 for _, kept in served), 1))
    return obeyed


def matches(book: Book, plans: Plans) -> Obeyed:
    """A matching offer gives as many units of each of its kinds as the other, or what it promised if that is more."""
    obeyed = _everything(plans)
    given = book.units(plans, lambda line, need: (book.facts.offer_of[line], need.kind))
    nothing = (plans.sum(axis=1) * 0, 0)
    for row, offer in enumerate(book.tables["offers"]):
        kinds = {line["kind"] for line in book.tables["stock"] if line["offer"] == row}
        for kind in sorted(kinds if offer["matches"] >= 0 else ()):
            own, kept = given.get((row, kind), nothing)
            other, _ = given.get((offer["matches"], kind), nothing)
            obeyed &= own == np.maximum(other, kept)
    return obeyed
