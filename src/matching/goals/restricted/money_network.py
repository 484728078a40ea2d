"""Money as a flow in catalogue đồng: from budgets and stock over lines to needs, the relaxation of budgets over kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.network import SINK, SOURCE, Groups, Network
from matching.goals.certifying import Stage
from matching.goals.face import whole_face
from matching.goals.goal_order import solve_goals
from matching.goals.prices import prices_of
from matching.goals.restricted.charges import Charges
from matching.goals.totals import best_total
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

FLOOR_GAIN = 5
"""A unit of money below a floor gains so many times more than any other."""

STEPS = 10_000_000
"""Parts in which a unit of money is valued."""


@dataclass(frozen=True, slots=True)
class MoneyPlan:
    """Đồng on every arc of the network of units, and per goal the prices of its nodes, per unit of money."""

    money: Integers
    goals: tuple[Goal, ...]
    stages: tuple[Stage, ...]


def money_plan(
    network: Network,
    charges: Charges,
    goals: Sequence[Goal],
    budget: Integers,
    factor: Reals,
    opened: Flags,
    tilts: Mapping[str, Integers] | None = None,
    least: Integers | None = None,
) -> MoneyPlan:
    """Solve the goals that money can hold, each on the face of those before, with money in place of units.

    Parameters
    ----------
    network, charges
        Units, and what budgets ask.
    goals
        Goals in order; those that count neither units, points nor lives are left out, as are comparisons of groups that join
        several kinds.
    budget, factor
        Đồng of every offer, and what a catalogue đồng costs it.
    opened
        Arcs that may carry anything.
    tilts
        Per measure what money gains on every line beyond what its needs gain.
    least
        Least units of every line.
    """
    joined = network.groups is None or bool((network.groups.kind == MISSING).any())
    kept = tuple(
        goal
        for goal in goals
        if goal.measure in ("life_saving_units", "units", "weight")
        and (goal.criterion == "sum" or not joined)
    )
    money = _money_network(without_groups(network) if joined else network, charges, budget, factor, opened)
    money = _tilted(money, tilts or {})
    face = whole_face(money)
    if least is not None:
        lines = network.layers["lines"]
        lower = np.minimum(least * charges.reference[lines], face.upper[lines])
        face = face.with_bounds(lines, lower, face.upper[lines])
    flow, stages = solve_goals(money, face, kept, lambda goal: money.gains(goal.measure))
    return MoneyPlan(flow[: len(network.tail)] * charges.money_unit, kept, tuple(stages))


def held_prices(network: Network, charges: Charges, goal: Goal, floor: Integers, bonus: int) -> Integers:
    """Return the prices of a goal's relaxation that is held to the goals before.

    Parameters
    ----------
    network, charges, goal
        Units, what budgets ask, and a sum.
    floor
        Least units of every group of the network. Each gains more than anything else, so that floors are kept wherever
        that is possible; what a unit is worth at the end is the price of its group.
    bonus
        Points besides for every unit that saves a life.
    """
    base = _money_network(
        network, charges, charges.budget, np.ones(len(charges.budget)), network.capacity > 0
    )
    gains = base.gains(goal.measure) + bonus * base.life_saving
    if base.groups is not None:
        base, gains = _with_floors(base, gains, floor * charges.reference[network.layers["groups"]])
    face = whole_face(base)
    return prices_of(base, face, gains, best_total(base, face, gains))


def _with_floors(base: Network, gains: Integers, floor: Integers) -> tuple[Network, Integers]:
    arcs, layer = len(base.tail), base.layers["groups"]
    held = np.minimum(floor, base.capacity[layer])
    capacity = base.capacity.copy()
    capacity[layer] -= held
    longer = np.concatenate([gains, np.zeros(len(held), dtype=np.int64)])
    longer[arcs:] = FLOOR_GAIN * (int(np.abs(gains).max(initial=0)) + 1)
    nothing = np.zeros(len(longer), dtype=np.int64)
    floored = replace(
        base, tail=np.concatenate([base.tail, base.tail[layer]]), head=np.concatenate([base.head, base.head[layer]]),
        capacity=np.concatenate([capacity, held]), points=nothing, units=nothing, life_saving=nothing, cost=nothing,
        chance=nothing, layers={**base.layers, "floors": slice(arcs, arcs + len(held))}, groups=None,
    )  # fmt: skip
    return floored, longer


def _tilted(money: Network, tilts: Mapping[str, Integers]) -> Network:
    names = {"weight": "points", "units": "units", "life_saving_units": "life_saving"}
    columns = {}
    for measure, tilt in tilts.items():
        column = getattr(money, names[measure]).copy()
        column[money.layers["lines"]] = tilt
        columns[names[measure]] = column
    return replace(money, **columns)


def tilts_of(network: Network, charges: Charges, plan: MoneyPlan, factor: Reals) -> dict[str, Integers]:
    """Return per measure what money gains on lines that are cheaper than their budgets' mean, and loses on dearer ones."""
    lines, paid = network.layers["lines"], charges.line_budget != MISSING
    relative = charges.price / np.maximum(charges.line_reference, 1)
    share = np.where(paid, factor[charges.line_budget] / np.maximum(relative, 1e-9) - 1, 0)
    tilts = {}
    for goal, stage in zip(plan.goals, plan.stages, strict=True):
        if goal.criterion == "sum":
            worth = np.maximum(stage.prices[network.head[lines]], 0)
            tilts[goal.measure] = np.rint(worth * share).astype(np.int64)
    return tilts


def without_groups(network: Network) -> Network:
    """Return the network whose demand goes straight to the sink."""
    if network.groups is None:
        return network
    head, capacity = network.head.copy(), network.capacity.copy()
    head[network.layers["demand"]] = SINK
    for name in ("helped", "more", "groups"):
        if name in network.layers:
            capacity[network.layers[name]] = 0
    return replace(network, head=head, capacity=capacity, groups=None)


def _money_network(
    network: Network, charges: Charges, budget: Integers, factor: Reals, opened: Flags
) -> Network:
    paying = np.flatnonzero(budget > 0)
    lines, arcs = network.layers["lines"], len(network.tail)
    paid = charges.line_budget != MISSING
    tail = network.tail.copy()
    tail[lines] = np.where(paid, network.nodes + charges.line_budget, tail[lines])
    capacity = np.where(opened, network.capacity * charges.reference, 0)
    amounts = np.floor(budget[paying] / factor[paying] / charges.money_unit).astype(np.int64)
    from_source = capacity[tail == SOURCE].sum() - capacity[network.layers["unused"]].sum()
    supply = int(from_source + amounts.sum()) + 1
    capacity[network.layers["unused"]] = supply
    none = np.zeros(len(paying), dtype=np.int64)
    gains = {
        name: np.concatenate([getattr(network, name) * STEPS // charges.reference, none])
        for name in ("points", "units", "life_saving")
    }
    nothing = np.zeros(arcs + len(paying), dtype=np.int64)
    return Network(
        nodes=network.nodes + len(budget),
        tail=np.concatenate([tail, np.full(len(paying), SOURCE)]),
        head=np.concatenate([network.head, network.nodes + paying]),
        capacity=np.concatenate([capacity, amounts]),
        cost=nothing,
        chance=nothing,
        welfare=nothing,
        layers={"budgets": slice(arcs, arcs + len(paying)), **network.layers},
        supply=supply,
        groups=_groups_in_money(network, charges),
        **gains,
    )


def _groups_in_money(network: Network, charges: Charges) -> Groups | None:
    groups = network.groups
    if groups is None:
        return None
    price = charges.reference[network.layers["groups"]]
    names = ("size", "denominator", "offset", "floor", "ceiling")
    return replace(groups, **{name: getattr(groups, name) * price for name in names})


def mean_factor(charges: Charges, spent: Integers) -> Reals:
    """Return what each budget pays for a catalogue đồng on average, 1 where it pays nothing."""
    paid, size = charges.line_budget != MISSING, len(charges.budget)
    relative = charges.price / np.maximum(charges.line_reference, 1)
    owner = charges.line_budget[paid]
    total = np.bincount(owner, weights=spent[paid], minlength=size)
    weighed = np.bincount(owner, weights=(spent * relative)[paid], minlength=size)
    return np.where(total > 0, weighed / np.maximum(total, 1), 1.0)
