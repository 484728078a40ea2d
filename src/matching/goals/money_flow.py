"""Money as a flow in catalogue đồng: from budgets and stock over lines to needs, the relaxation of budgets over kinds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import SOURCE, Network
from matching.goals.charges import Charges
from matching.goals.face import whole_face
from matching.goals.prices import prices_of
from matching.goals.totals import best_total
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

STEPS = 10_000_000
"""Parts of a point in which money is valued, per unit of money."""


@dataclass(frozen=True, slots=True)
class MoneyFlow:
    """Đồng on every arc, and what a unit of money is worth at every node, in ``STEPS``."""

    money: Integers
    price: Integers


def money_flow(
    network: Network, charges: Charges, budget: Integers, factor: Reals, tilt: Integers, opened: Flags
) -> MoneyFlow:
    """Return the best flow of money; ``factor`` is what a catalogue đồng costs each budget, ``tilt`` lines' gains."""
    paying = np.flatnonzero(budget > 0)
    lines, arcs = network.layers["lines"], len(network.tail)
    paid = charges.line_budget != MISSING
    tail = network.tail.copy()
    tail[lines] = np.where(paid, network.nodes + charges.line_budget, tail[lines])
    capacity = np.where(opened, network.capacity * charges.reference, 0)
    amounts = np.floor(budget[paying] / factor[paying] / charges.money_unit).astype(np.int64)
    supply = (
        int(capacity[tail == SOURCE].sum() - capacity[network.layers["unused"]].sum() + amounts.sum()) + 1
    )
    capacity[network.layers["unused"]] = supply
    gains = np.zeros(arcs + len(paying), dtype=np.int64)
    gains[:arcs] = -(-network.points * STEPS // np.maximum(charges.reference, 1))
    gains[lines] = tilt
    none = np.zeros(arcs + len(paying), dtype=np.int64)
    money = Network(
        nodes=network.nodes + len(budget),
        tail=np.concatenate([tail, np.full(len(paying), SOURCE)]),
        head=np.concatenate([network.head, network.nodes + paying]),
        capacity=np.concatenate([capacity, amounts]),
        points=none, cost=none, life_saving=none, units=none, chance=none, welfare=none,
        layers={"budgets": slice(arcs, arcs + len(paying)), **network.layers},
        supply=supply,
        groups=None,
    )  # fmt: skip
    face = whole_face(money)
    flow = best_total(money, face, gains)
    return MoneyFlow(flow[:arcs] * charges.money_unit, prices_of(money, face, gains, flow)[: network.nodes])


def mean_factor(charges: Charges, spent: Integers, relative: Reals) -> Reals:
    """Return what each budget pays for a catalogue đồng on average, 1 where it pays nothing."""
    paid, size = charges.line_budget != MISSING, len(charges.budget)
    owner = charges.line_budget[paid]
    total = np.bincount(owner, weights=spent[paid], minlength=size)
    weighed = np.bincount(owner, weights=(spent * relative)[paid], minlength=size)
    return np.where(total > 0, weighed / np.maximum(total, 1), 1.0)


def worth_of_money(charges: Charges, worth: Integers, relative: Reals) -> Reals:
    """Return the points that one đồng of every budget is worth."""
    paid = charges.line_budget != MISSING
    best = np.zeros(len(charges.budget))
    np.maximum.at(best, charges.line_budget[paid], (worth / relative)[paid])
    return best / STEPS / charges.money_unit
