"""Changes against the last plan: units that the same offer no longer gives to the same need."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.packing import Integers, positions, sums


@dataclass(frozen=True, eq=False)
class LastPlan:
    """The last plan, one entry per offer and need.

    Parameters
    ----------
    key
        ``offer · needs + need``, rising.
    before
        Units that the last plan gave.
    """

    key: Integers
    before: Integers


def last_plan(facts: Facts) -> LastPlan:
    """Return the table ``previous`` with every pair once."""
    table = facts.problem["previous"]
    keys, place = np.unique(_keys(facts, table["offer"], table["need"]), return_inverse=True)
    return LastPlan(keys, sums(place.reshape(-1), table["quantity"].astype(np.int64), len(keys)))


def units_now(facts: Facts, last: LastPlan, quantity: Integers) -> Integers:
    """Return how many of some units per line of the plan go to each pair of the last plan."""
    plan = facts.allocation
    place = positions(last.key, _keys(facts, plan.offer, plan.need))
    return sums(place[place >= 0], quantity[place >= 0], len(last.key))


def changes(facts: Facts) -> int:
    """Return ``Σ max(before − now, 0)`` over the pairs of the last plan; giving more is never a change."""
    last = last_plan(facts)
    return int(np.maximum(last.before - units_now(facts, last, facts.allocation.quantity), 0).sum())


def _keys(facts: Facts, offer: Integers, need: Integers) -> Integers:
    return np.asarray(offer.astype(np.int64) * len(facts.problem["needs"]) + need)
