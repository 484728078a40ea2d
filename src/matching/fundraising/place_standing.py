"""How every commune stands in a plan, all kinds together, and how far more units lift it."""

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.formulation.canonical_order import commune_keys
from matching.fundraising.records import PlaceEffect

Integers = NDArray[np.int64]


class PlaceStanding:
    """Units needed and met in every commune, and its place among all.

    Parameters
    ----------
    facts
        The problem and its plan.
    """

    def __init__(self, facts: Facts) -> None:
        size = len(facts.problem["communes"])
        kept = facts.confirmed
        quantity = facts.problem["needs"]["quantity"]
        self.needed: Integers = np.bincount(
            facts.commune[kept], weights=quantity[kept], minlength=size
        ).astype(np.int64)
        self.met: Integers = np.bincount(
            facts.commune[kept], weights=facts.given[kept], minlength=size
        ).astype(np.int64)
        self.name: NDArray[np.str_] = commune_keys(facts.problem["communes"])
        share = np.where(self.needed > 0, self.met / np.maximum(self.needed, 1), 2.0)
        self.place: Integers = np.empty(size, dtype=np.int64)
        self.place[np.lexsort((self.name, share))] = np.arange(1, size + 1)

    def effects(self, commune: Integers, count: Integers) -> tuple[PlaceEffect, ...]:
        """Return the communes reached, the worst covered first."""
        added = np.bincount(commune, weights=count, minlength=len(self.met)).astype(np.int64)
        rows = np.flatnonzero(added)
        return tuple(
            PlaceEffect(
                str(self.name[row]),
                int(self.needed[row]),
                int(self.met[row]),
                int(self.met[row] + added[row]),
                int(self.place[row]),
            )
            for row in rows[np.argsort(self.place[rows])].tolist()
        )
