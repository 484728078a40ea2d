"""A bound on weighted need met: budgets are priced, lots and visits are dropped."""

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
    asked = np.rint(worth[charges.line_budget] * charges.price * PRICE_STEPS)
    asked = np.where(paid, np.minimum(asked, dearest), 0).astype(np.int64)
    gains = network.points * PRICE_STEPS
    gains[lines] -= asked
    flow = best_total(network, whole_face(network), gains)
    total = int((flow * gains).sum())
    most: dict[int, int] = {}
    for owner, cost, price in zip(
        *(v[paid].tolist() for v in (charges.line_budget, asked, charges.price)), strict=True
    ):
        most[owner] = max(most.get(owner, 0), -(-int(charges.free_budget[owner]) * cost // max(price, 1)))
    return (total + sum(most.values())) // PRICE_STEPS
