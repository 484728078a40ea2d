"""Plans by flows alone where budgets span kinds and visits cost or ask for lots, and a bound on the best of them.

Meant for sizes that no integer program solves. Money flows in catalogue đồng from budgets over lines to needs: without own
prices, visits and whole units this is the linear relaxation. Its prices value every đồng, its flow tells how budgets are
split and which communes are visited; flows of units then round it. The bound prices the budgets and drops lots.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.errors import InfeasibleError
from matching.formulation.network import Network
from matching.goals.charges import Charges
from matching.goals.face import Face
from matching.goals.money_flow import mean_factor, money_flow, worth_of_money
from matching.goals.priced_bound import priced_bound
from matching.goals.prices import prices_of
from matching.goals.totals import best_total
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 2
"""How often money left over is spent again."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """A plan and how good any plan could be.

    Parameters
    ----------
    flow
        Units on every arc; budgets, lots, visits and whole offers hold.
    value, bound
        Points of the plan, and points that no plan exceeds.
    """

    flow: Integers
    value: int
    bound: int


def scaled_plan(network: Network, charges: Charges) -> Scaled:
    """Return a plan of much weighted need met, and a bound.

    Parameters
    ----------
    network
        Network without groups in which every line of a budget, lot or visit is a supplier of its own.
    charges
        What the network leaves out.
    """
    limit = _with_limits(network, charges)
    even = np.ones(len(charges.budget))
    level = np.zeros(len(charges.line_budget), dtype=np.int64)
    first = money_flow(limit, charges, charges.budget, even, level, network.capacity > 0)
    worth = np.maximum(first.price, 0)[network.head[network.layers["lines"]]]
    relative = charges.price / np.maximum(charges.line_reference, 1)
    factor = mean_factor(charges, first.money[network.layers["lines"]], relative)
    bound = priced_bound(limit, charges, worth_of_money(charges, worth, relative))
    reference = charges.reference * charges.money_unit
    opened = charges.visits.opened(first.money, limit.capacity, reference, charges.budget)
    paid = charges.line_budget != MISSING
    tilt = np.where(paid, worth * (factor[charges.line_budget] / relative - 1), 0)
    budget = np.maximum(charges.budget - charges.visits.paid(opened), 0)
    opened[network.layers["lines"]] &= ~_idle(charges, first.money[network.layers["lines"]])
    split = money_flow(limit, charges, budget, factor, np.rint(tilt).astype(np.int64), opened)
    bought = (
        split.money[network.layers["lines"]] * factor[charges.line_budget] // np.maximum(charges.price, 1)
    )
    most = np.where(paid, bought, network.capacity[network.layers["lines"]]).astype(np.int64)
    flow = _rounded(limit, charges, _within(charges, budget, most), opened)
    return Scaled(flow, int((flow * network.points).sum()), bound)


def _with_limits(network: Network, charges: Charges) -> Network:
    capacity = np.minimum(network.capacity, charges.limit)
    capacity[network.layers["unused"]] = network.capacity[network.layers["unused"]]
    return replace(network, capacity=capacity)


def _idle(charges: Charges, money: Integers) -> Flags:
    """Return the lines that stay idle, all but the one of most money, where a child's limit counts several together."""
    idle = charges.single_line.copy()
    order = np.lexsort((-money, charges.line_offer))
    idle[order[np.diff(charges.line_offer[order], prepend=MISSING) != 0]] = False
    return idle


def _within(charges: Charges, budget: Integers, most: Integers) -> Integers:
    """Return the limits of lines lowered in proportion where together they cost more than a budget."""
    spent = _spent(charges, most)
    share = np.where(spent > budget, budget / np.maximum(spent, 1), 1.0)
    paid = charges.line_budget != MISSING
    return np.where(paid, np.floor(most * share[charges.line_budget]), most).astype(np.int64)


def _spent(charges: Charges, units: Integers) -> Integers:
    spent = np.zeros(len(charges.budget), dtype=np.int64)
    paid = charges.line_budget != MISSING
    np.add.at(spent, charges.line_budget[paid], (units * charges.price)[paid])
    return spent


def _rounded(network: Network, charges: Charges, most: Integers, opened: Flags) -> Integers:
    """Return a flow of units; money left over is spent again, visits below their lot are closed, the others kept."""
    lines, gains = network.layers["lines"], network.gains("weight")
    least = np.zeros(len(network.tail), dtype=np.int64)
    least[lines], shut = _whole_lines(network, charges, most, opened)
    flow, limited, face = _units(network, np.where(shut, 0, most), opened, least)
    for number in range(ROUNDS + 1):
        used = flow[lines]
        opened, least = charges.visits.enforced(flow, opened)
        least[lines] = np.where((charges.whole != MISSING) & ~shut, used, 0)
        paid = charges.line_budget != MISSING
        most = np.where(paid, used, np.where(shut, 0, network.capacity[lines]))
        if number < ROUNDS:
            money = charges.budget - charges.visits.paid(opened) - _spent(charges, used)
            room = np.where(opened[lines], network.capacity[lines] - used, 0)
            value = np.maximum(prices_of(limited, face, gains, flow)[network.head[lines]], 0)
            most = most + _refilled(charges, money, room, value)
        flow, limited, face = _units(network, most, opened, least)
    return flow


def _whole_lines(network: Network, charges: Charges, most: Integers, opened: Flags) -> tuple[Integers, Flags]:
    """Return the least units of lines given whole, and which lines are shut: those that fill less than half alone."""
    lines, whole = network.layers["lines"], charges.whole != MISSING
    least, shut = np.zeros(len(network.tail), dtype=np.int64), np.zeros(len(most), dtype=np.bool_)
    used = _units(network, most, opened, least)[0][lines] if whole.any() else most
    for offer in np.unique(charges.line_offer[whole]).tolist():
        mine = charges.line_offer == offer
        wanted = least.copy()
        wanted[lines] = np.where(mine, charges.whole, least[lines])
        try:
            if used[mine].sum() * 2 < charges.whole[mine].sum():
                raise InfeasibleError("the offer is hardly wanted")
            if (used[mine] < charges.whole[mine]).any():
                _units(network, most, opened, wanted)
            least = wanted
        except InfeasibleError:
            shut |= mine
    return least[lines], shut


def _units(
    network: Network, most: Integers, opened: Flags, least: Integers
) -> tuple[Integers, Network, Face]:
    capacity = np.where(opened, network.capacity, 0)
    capacity[network.layers["lines"]] = np.minimum(capacity[network.layers["lines"]], most)
    limited = replace(network, capacity=capacity)
    face = Face(least, capacity)
    if (least > capacity).any():
        raise InfeasibleError("a lot is larger than what its visit can carry")
    return best_total(limited, face, network.gains("weight")), limited, face


def _refilled(charges: Charges, money: Integers, room: Integers, value: Integers) -> Integers:
    """Return the units that every budget's left money adds to the line that gains most per đồng."""
    paid = charges.line_budget != MISSING
    left = np.where(paid, money[charges.line_budget], 0)
    open_lines = paid & (room > 0) & (charges.price <= left)
    score = np.where(open_lines, value / np.maximum(charges.price, 1), 0.0)
    order = np.lexsort((-score, charges.line_budget))
    first = np.diff(charges.line_budget[order], prepend=MISSING - 1) != 0
    best = order[first & (score[order] > 0)]
    added = np.zeros(len(room), dtype=np.int64)
    added[best] = np.minimum(left[best] // np.maximum(charges.price[best], 1), room[best])
    return added
