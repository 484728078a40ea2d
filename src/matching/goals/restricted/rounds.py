"""A restriction found by money: budgets are split and visits opened as money flows, then filled up round by round."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.errors import InfeasibleError
from matching.formulation.assembly import Formulation
from matching.goals.certifying import Stage
from matching.goals.goal_order import solve_goals
from matching.goals.restricted.charges import Charges
from matching.goals.restricted.money_network import (
    MoneyPlan,
    mean_factor,
    money_plan,
    tilts_of,
    without_groups,
)
from matching.goals.restricted.restriction import Restriction, face_of, spent, within_budgets
from matching.goals.totals import best_total
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

DETAIL = 1_000
"""Parts in which it is told how much of a line a relaxation uses."""


@dataclass(frozen=True, slots=True)
class Round:
    """A restriction with the best flow under it, and the prices of every goal."""

    restriction: Restriction
    flow: Integers
    stages: tuple[Stage, ...]


def life_saving_lines(
    formed: Formulation, charges: Charges, goals: Sequence[Goal], free: MoneyPlan
) -> Integers:
    """Return the units of every line that save lives, where that is the first goal: whole units, before money is split.

    Among the most lives, the lines are taken through which a relaxation sends most.
    """
    network, lines = without_groups(formed.network), formed.network.layers["lines"]
    if not goals or goals[0].measure != "life_saving_units" or goals[0].criterion != "sum" or not free.stages:
        return np.zeros(lines.stop - lines.start, dtype=np.int64)
    opened = np.ones(len(network.tail), dtype=np.bool_)
    demand = network.layers["demand"]
    opened[demand] = network.life_saving[demand] > 0
    visited = np.zeros(len(charges.budget), dtype=np.bool_)
    visited[charges.visits.offer] = True
    opened[lines] = (
        ~charges.closed & ~charges.single_line & (charges.whole == MISSING) & ~visited[charges.line_offer]
    )
    opened[lines] &= charges.reserved[charges.line_offer] == 0
    paid, price = charges.line_budget != MISSING, np.maximum(charges.price, 1)
    most = np.where(paid, charges.budget[charges.line_budget] // price, charges.held)
    restriction = Restriction(most, opened, np.zeros(len(opened), dtype=np.int64))
    face = face_of(replace(formed, network=network), charges, restriction)
    reference = charges.line_reference
    sent = np.minimum(free.money[lines] / np.maximum(reference, 1), most)
    worth = np.rint(DETAIL * (1 - sent / np.maximum(most, 1))).astype(np.int64)
    units = int(network.capacity[demand][opened[demand]].sum())
    gains = network.life_saving * (int(worth.max(initial=0)) + 1) * (units + 1)
    gains[lines] -= worth
    return within_budgets(charges, charges.budget, best_total(network, face, gains)[lines])


def relaxation(formed: Formulation, charges: Charges, goals: Sequence[Goal], saving: Integers) -> MoneyPlan:
    """Return the best flow of money: visits are free, prices those of the catalogue."""
    limited = replace(formed.network, capacity=limits_of(formed, charges))
    even = np.ones(len(charges.budget))
    return money_plan(limited, charges, goals, charges.budget, even, limited.capacity > 0, least=saving)


def first_round(
    formed: Formulation,
    charges: Charges,
    goals: Sequence[Goal],
    rest: Sequence[Goal],
    saving: Integers,
    relaxed: MoneyPlan,
) -> Round:
    """Return the plan whose visits and splits follow the flow of money, once more with what visits leave.

    Raises
    ------
    InfeasibleError
        If floors cannot be kept under the restriction.
    """
    network = formed.network
    lines, capacity = network.layers["lines"], limits_of(formed, charges)
    limited = replace(network, capacity=capacity)
    reference = charges.reference * charges.money_unit
    opened = charges.visits.opened(relaxed.money, capacity, reference, charges.budget)
    opened[lines] &= ~_idle(charges, relaxed.money[lines]) & ~charges.closed
    budget = np.maximum(charges.budget - charges.visits.paid(opened), 0)
    factor = mean_factor(charges, relaxed.money[lines])
    tilts = tilts_of(network, charges, relaxed, factor)
    split = money_plan(limited, charges, rest, budget, factor, opened, tilts, saving)
    paid = charges.line_budget != MISSING
    bought = split.money[lines] * factor[charges.line_budget] // np.maximum(charges.price, 1)
    most = np.where(paid, bought, network.capacity[lines]).astype(np.int64)
    most = saving + within_budgets(charges, budget - spent(charges, saving), np.maximum(most - saving, 0))
    nothing = np.zeros(len(network.tail), dtype=np.int64)
    least, shut = _whole_lines(formed, charges, goals, Restriction(most, opened, nothing))
    opened[lines] &= ~shut
    return solved(formed, charges, goals, Restriction(most, opened, least))


def solved(formed: Formulation, charges: Charges, goals: Sequence[Goal], restriction: Restriction) -> Round:
    """Return the best flow under a restriction.

    Raises
    ------
    InfeasibleError
        If there is none.
    """
    face = face_of(formed, charges, restriction)
    if (face.lower > face.upper).any():
        raise InfeasibleError("a lot is larger than what its visit can carry")
    flow, stages = solve_goals(formed.network, face, goals, formed.gains)
    return Round(restriction, flow, tuple(stages))


def next_round(
    formed: Formulation, charges: Charges, goals: Sequence[Goal], last: Round, *, spend: bool
) -> Round:
    """Return the plan after visits short of their lots are closed and, if wanted, money left over is spent.

    Raises
    ------
    InfeasibleError
        If floors cannot be kept under the restriction.
    """
    network = formed.network
    lines, used = network.layers["lines"], last.flow[network.layers["lines"]]
    opened, least = charges.visits.enforced(last.flow, last.restriction.opened)
    whole = charges.whole != MISSING
    least[lines] = np.where(whole & (used > 0), used, 0)
    paid = charges.line_budget != MISSING
    most = np.where(paid, used, last.restriction.most)
    if spend:
        money = charges.budget - charges.visits.paid(opened) - spent(charges, used)
        room = np.where(opened[lines], np.minimum(network.capacity[lines], charges.limit[lines]) - used, 0)
        most = most + _bought(charges, money, room, _marginal(formed, charges, goals, last))
    return solved(formed, charges, goals, Restriction(most, opened, least))


def limits_of(formed: Formulation, charges: Charges) -> Integers:
    """Return the most units of every arc whatever the restriction."""
    capacity = np.minimum(formed.network.capacity, charges.limit)
    unused, lines = formed.network.layers["unused"], formed.network.layers["lines"]
    capacity[unused] = formed.network.capacity[unused]
    capacity[lines] = np.where(charges.closed, 0, np.minimum(capacity[lines], _slots(formed)))
    return capacity


def _slots(formed: Formulation) -> Integers:
    """Return the slots that every line may use alone, a large number where it needs none."""
    network = formed.network
    held = np.full(network.nodes, network.supply, dtype=np.int64)
    slots, lines = network.layers["slots"], network.layers["lines"]
    held[network.head[slots]] = network.capacity[slots]
    return held[network.tail[lines]]


def _idle(charges: Charges, money: Integers) -> Flags:
    """Return the lines that stay idle, all but the one of most money, where a limit counts several together."""
    idle = charges.single_line.copy()
    order = np.lexsort((-money, charges.line_offer))
    idle[order[np.diff(charges.line_offer[order], prepend=MISSING) != 0]] = False
    return idle


def _whole_lines(
    formed: Formulation, charges: Charges, goals: Sequence[Goal], restriction: Restriction
) -> tuple[Integers, Flags]:
    """Return the least units of arcs of lines given whole, and which are shut: those less than half full alone."""
    lines, whole = formed.network.layers["lines"], charges.whole != MISSING
    least, shut = restriction.least.copy(), np.zeros(len(restriction.most), dtype=np.bool_)
    if not whole.any():
        return least, shut
    used = solved(formed, charges, goals, restriction).flow[lines]
    for offer in np.unique(charges.line_offer[whole]).tolist():
        mine = charges.line_offer == offer
        wanted = least.copy()
        wanted[lines] = np.where(mine, charges.whole, least[lines])
        try:
            if used[mine].sum() * 2 < charges.whole[mine].sum():
                raise InfeasibleError("the offer is hardly wanted")
            if (used[mine] < charges.whole[mine]).any():
                solved(formed, charges, goals[-1:], replace(restriction, least=wanted))
            least = wanted
        except InfeasibleError:
            shut |= mine
    return least, shut


def _marginal(formed: Formulation, charges: Charges, goals: Sequence[Goal], last: Round) -> list[Reals]:
    """Return what further money on every line is worth, goal by goal: how low the groups are, or gains per đồng."""
    head = formed.network.head[formed.network.layers["lines"]]
    price = np.maximum(charges.price, 1)
    return [
        np.maximum(stage.prices[head], 0) / (price if goal.criterion == "sum" else 1)
        for goal, stage in zip(goals, last.stages, strict=True)
    ]


def _bought(charges: Charges, money: Integers, room: Integers, values: Sequence[Reals]) -> Integers:
    """Return the units that every budget's left money adds, line after line from the one that gains most per đồng."""
    paid = charges.line_budget != MISSING
    open_lines = paid & (room > 0) & (np.max(np.stack([*values, room * 0]), axis=0) > 0)
    price = np.maximum(charges.price, 1)
    rows = np.flatnonzero(open_lines)
    keys = [-value[rows] for value in reversed(values)]
    rows = rows[np.lexsort((*keys, charges.line_budget[rows]))]
    left = np.maximum(money, 0).tolist()
    added = np.zeros(len(room), dtype=np.int64)
    for row, owner, cost, most in zip(
        rows.tolist(),
        charges.line_budget[rows].tolist(),
        price[rows].tolist(),
        room[rows].tolist(),
        strict=True,
    ):
        units = min(left[owner] // cost, most)
        if units > 0:
            added[row] = units
            left[owner] -= units * cost
    return added
