"""Visits that cost, come in lots or are few: which communes are opened, and what keeps them open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROOM_USED = 0.6
"""Share of a commune's room that one offer is expected to fill, beside all others."""


@dataclass(frozen=True, slots=True)
class VisitCharges:
    """Arcs into communes, and what their offers ask.

    Parameters
    ----------
    arc, line, offer, commune
        One entry per arc from a line into a commune.
    lot, most, cost
        Per offer: least units of a commune visited, most communes, and đồng of a visit that its budget pays.
    """

    arc: Integers
    line: Integers
    offer: Integers
    commune: Integers
    lot: Integers
    most: Integers
    cost: Integers

    def opened(self, money: Integers, capacity: Integers, reference: Integers, budget: Integers) -> Flags:
        """Return which arcs of the network stay open.

        The communes that get most money stay: as many as are allowed, as lots can be filled, and, where a visit
        costs, as leave most money to spend there.

        Parameters
        ----------
        money
            Đồng on every arc of the network, visits being free.
        capacity, reference
            Most units, and catalogue price in đồng, of every arc.
        budget
            Đồng per offer.
        """
        opened = np.ones(len(money), dtype=np.bool_)
        for offer in np.unique(self.offer).tolist():
            rows = np.flatnonzero(self.offer == offer)
            arcs, commune = self.arc[rows], self.commune[rows]
            size = int(commune.max()) + 1
            given = np.bincount(commune, weights=money[arcs], minlength=size)
            units = np.bincount(commune, weights=money[arcs] / reference[arcs], minlength=size)
            room = np.bincount(commune, weights=capacity[arcs], minlength=size)
            worth = np.bincount(commune, weights=(capacity * reference)[arcs], minlength=size)
            order = np.argsort(-given, kind="stable")
            order = order[room[order] >= self.lot[offer]]
            count = min(len(order), int(self.most[offer]))
            if self.lot[offer] > 1:
                count = min(count, max(1, int(units.sum() // self.lot[offer])))
            if self.cost[offer]:
                held = np.cumsum(worth[order]) * ROOM_USED
                after = budget[offer] - self.cost[offer] * np.arange(1, len(order) + 1)
                useful = np.minimum(held, after)
                count = min(count, 1 + int(np.argmax(useful)) if (useful > 0).any() else 0)
            opened[arcs[~np.isin(commune, order[:count])]] = False
        return opened

    def paid(self, opened: Flags) -> Integers:
        """Return the đồng that every budget pays for the visits of the open arcs."""
        rows = opened[self.arc]
        pairs = np.unique(np.stack([self.offer[rows], self.commune[rows]]), axis=1)
        return self.cost * np.bincount(pairs[0], minlength=len(self.cost))

    def enforced(self, flow: Integers, opened: Flags) -> tuple[Flags, Integers]:
        """Return the arcs without the visits that fell short, and the least flow that keeps the lots of the others."""
        still, least = opened.copy(), np.zeros(len(flow), dtype=np.int64)
        asking = (self.lot[self.offer] > 1) | (self.cost[self.offer] > 0)
        arc, lot = self.arc[asking], self.lot[self.offer[asking]]
        width = int(self.commune.max(initial=0)) + 1
        _, visit = np.unique(self.offer[asking] * width + self.commune[asking], return_inverse=True)
        given = np.bincount(visit.reshape(-1), weights=flow[arc]).astype(np.int64)[visit.reshape(-1)]
        short = given < lot
        still[arc[short]] = False
        kept = ~short & (lot > 1)
        least[arc[kept]] = -(-flow[arc[kept]] * lot[kept] // given[kept])
        return still, least
