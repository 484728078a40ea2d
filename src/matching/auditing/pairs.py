"""Admissibility, one requirement at a time, of given (stock line, need) pairs."""

import numpy as np

from matching.auditing.conditions import meets, values_of
from matching.auditing.facts import Facts, window_ends
from matching.auditing.packing import Flags, Integers
from matching.problem.earmarks import Clause


def other_kind(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs whose kinds differ."""
    return np.asarray(facts.problem["stock"]["kind"][line] != facts.problem["needs"]["kind"][need])


def unfit(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs whose stock item does not serve the needed item."""
    return ~facts.fits[facts.problem["stock"]["item"][line], facts.item[need]]


def unconfirmed(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs whose need is not confirmed."""
    return ~facts.confirmed[need]


def out_of_window(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs whose offer, line and need have no day in common."""
    problem = facts.problem
    first = np.full(len(line), -(2**41), dtype=np.int64)
    last = -first
    rows = {"offers": problem["stock"]["offer"][line], "stock": line, "needs": need}
    for table, row in rows.items():
        begin, end = window_ends(problem[table]["window_from"][row], problem[table]["window_to"][row])
        first, last = np.maximum(first, begin), np.minimum(last, end)
    return first > last


def without_consent(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs whose donor would be shown a child that may not be shown, or no child at all."""
    shows = facts.problem["offers"]["shows_child"][facts.problem["stock"]["offer"][line]] == 1
    return np.asarray(shows & ~facts.shown[need])


def refused(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs that the donor refuses, by need or by commune."""
    offer = facts.problem["stock"]["offer"][line]
    by_need = facts.quoted("need", "refused", offer, need)
    by_commune = facts.quoted("commune", "refused", offer, facts.commune[need])
    return (by_need > 0) | (by_commune > 0)


def unwished(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return the pairs whose need meets no clause of the offer."""
    offer = facts.problem["stock"]["offer"][line]
    order = np.argsort(offer, kind="stable")
    given, starts = np.unique(offer[order], return_index=True)
    bad = np.zeros(len(line), dtype=np.bool_)
    for one, rows in zip(given.tolist(), np.split(order, starts[1:]), strict=False):
        wished = np.zeros(len(rows), dtype=np.bool_)
        for clause in facts.clauses[one]:
            wished |= _met(facts, clause, need[rows])
        bad[rows] = ~wished
    return bad


def _met(facts: Facts, clause: Clause, need: Integers) -> Flags:
    met = facts.places[clause.place][facts.commune[need]]
    for condition in clause.person:
        met &= meets(condition, values_of(facts, condition.field)[need])
    return met


REQUIREMENTS = {
    "kind": (other_kind, "The stock line holds another kind than the need asks for."),
    "fit": (unfit, "The item does not serve the needed item."),
    "earmark": (unwished, "The need meets no clause of the donor's wish."),
    "window": (out_of_window, "Offer, stock line and need have no day in common."),
    "consent": (without_consent, "The donor would be shown a child that may not be shown."),
    "refused": (refused, "The donor refuses this need or its commune."),
    "confirmed": (unconfirmed, "The need is not confirmed."),
}
"""Name of each requirement → the pairs that fail it, and a sentence."""


def admissible(facts: Facts, line: Integers, need: Integers) -> Flags:
    """Return which pairs of stock rows and need rows may be served at all."""
    good = np.ones(len(line), dtype=np.bool_)
    for fails, _ in REQUIREMENTS.values():
        good &= ~fails(facts, line, need)
    return good
