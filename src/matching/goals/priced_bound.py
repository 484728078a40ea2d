"""A bound on weighted need met: budgets are priced, visits cost by what they carry, lots are dropped."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import Network
from matching.goals.charges import Charges
from matching.goals.face import whole_face
from matching.goals.totals import best_total
from matching.vocabulary import MISSING

Reals = NDArray[np.float64]

PRICE_STEPS = 1 << 16
"""Parts of a point in which a unit is valued."""


def priced_bound(network: Network, charges: Charges, worth: Reals) -> int:
    """Return a bound on the points of any plan: the best flow when budgets are priced, plus what budgets are worth.

    It holds for any prices: what a budget pays for is worth at most its đồng at the dearest of its lines' rates.
    """
    lines, paid = network.layers["lines"], charges.line_budget != MISSING
    dearest = (int(network.points.max(initial=0)) + 1) * PRICE_STEPS
    carried = _carried(charges, network.capacity)
    visits = charges.visits
    cheapest = np.zeros(len(charges.budget), dtype=np.int64)
    np.maximum.at(cheapest, visits.offer, carried)
    # A đồng bought where a visit carries most costs what the budget's đồng is worth, the visit included.
    level = worth / (1 + charges.visit_cost / np.maximum(cheapest, 1))
    asked = np.rint(level[charges.line_budget] * charges.price * PRICE_STEPS)
    asked = np.where(paid, np.minimum(asked, dearest), 0).astype(np.int64)
    gains = network.points * PRICE_STEPS
    gains[lines] -= asked
    spread = asked[visits.line] * charges.visit_cost[visits.offer] // np.maximum(carried, 1)
    gains[visits.arc] -= np.minimum(spread, dearest)
    flow = best_total(network, whole_face(network), gains)
    total = int((flow * gains).sum())
    most: dict[int, int] = {}
    for owner, cost, price in zip(
        *(v[paid].tolist() for v in (charges.line_budget, asked, charges.least_price)), strict=True
    ):
        most[owner] = max(most.get(owner, 0), -(-int(charges.budget[owner]) * cost // max(price, 1)))
    return (total + sum(most.values())) // PRICE_STEPS


def _carried(charges: Charges, capacity: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, per arc into a commune, the đồng that its offer can spend there at most."""
    visits = charges.visits
    width = int(visits.commune.max(initial=0)) + 1
    _, visit = np.unique(visits.offer * width + visits.commune, return_inverse=True)
    total = np.zeros(int(visit.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(total, visit.reshape(-1), capacity[visits.arc] * charges.price[visits.line])
    left = np.maximum((charges.budget - charges.visit_cost)[visits.offer], 0)
    return np.asarray(np.minimum(total[visit.reshape(-1)], left))
