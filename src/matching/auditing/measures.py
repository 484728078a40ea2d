"""Exact values of goals, recomputed from the problem and the plan; promised units count."""

from fractions import Fraction

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import Groups, children_reached, needy_children, points_of, spoken_of
from matching.auditing.last_plan import changes
from matching.auditing.packing import Flags, Integers
from matching.problem.policy import Goal


def sum_value(facts: Facts, goal: Goal) -> int:
    """Return the total of a goal's measure; cost is that of units, of visits and of set-up, whoever pays."""
    plan, measure = facts.allocation, goal.measure
    if measure == "children_helped":
        return int(
            (facts.special & (children_reached(facts, facts.given) > 0) & spoken_of(facts, goal)).sum()
        )
    if measure == "children_with_nothing":
        without = facts.special & needy_children(facts) & (children_reached(facts, facts.given) == 0)
        return int((without & spoken_of(facts, goal)).sum())
    if measure == "cost":
        units = exact_total(unit_cost(facts, plan.line, plan.need), plan.quantity)
        return units + _cost_of_visits(facts)
    if measure == "visits":
        return len(_visits(facts))
    if measure == "changes":
        return changes(facts)
    own = spoken_of(facts, goal)[plan.need]
    if measure == "weight":
        return exact_total(unit_points(facts, plan.line, plan.need)[own], plan.quantity[own])
    return exact_total(points_of(facts, measure)[plan.need][own], plan.quantity[own])


def _visits(facts: Facts) -> Integers:
    """Return the offer of every visit: one entry per offer and commune that gets anything of it."""
    plan = facts.allocation
    served = plan.quantity > 0
    pairs = np.stack([plan.offer[served], facts.commune[plan.need[served]]], axis=1)
    return np.asarray(np.unique(pairs, axis=0)[:, 0], dtype=np.int64)


def _cost_of_visits(facts: Facts) -> int:
    """Return the đồng that visits and set-up cost in all."""
    offers, visits = facts.problem["offers"], _visits(facts)
    total = 0
    for name, rows in (("visit_cost", visits), ("setup_cost", np.unique(visits))):
        price = np.maximum(offers[name][rows], 0)
        total += exact_total(price, np.ones(len(rows), dtype=np.int64))
    return total


def exact_total(price: Integers, quantity: Integers) -> int:
    """Return ``Σ price·quantity`` without overflow."""
    if float(np.abs(price.astype(np.float64) * quantity).sum()) < 2.0**61:
        return int((price * quantity).sum())
    return int(sum(one * units for one, units in zip(price.tolist(), quantity.tolist(), strict=True)))


def visit_cost(facts: Facts, line: Integers, commune: Integers) -> Integers:
    """Return the cost of a unit of a line in a commune: quoted for the commune, else the line's price."""
    quoted = facts.quoted("commune", "price", facts.problem["stock"]["offer"][line], commune)
    return np.where(quoted >= 0, quoted, facts.price[line])


def unit_cost(facts: Facts, line: Integers, need: Integers) -> Integers:
    """Return the cost of a unit of a line for a need: quoted for the need, else as in its commune."""
    quoted = facts.quoted("need", "price", facts.problem["stock"]["offer"][line], need)
    return np.where(quoted >= 0, quoted, visit_cost(facts, line, facts.commune[need]))


def unit_points(facts: Facts, line: Integers, need: Integers) -> Integers:
    """Return the points of a unit for a need: quoted for it, quoted for its commune, or the need's weight."""
    offer = facts.problem["stock"]["offer"][line]
    by_need = facts.quoted("need", "benefit", offer, need)
    by_commune = facts.quoted("commune", "benefit", offer, facts.commune[need])
    return np.where(by_need >= 0, by_need, np.where(by_commune >= 0, by_commune, facts.weight[need]))


def lowest(groups: Groups, size: Integers, reached: Flags | None) -> Fraction | None:
    """Return the lowest coverage among the reached groups."""
    rows = range(len(size)) if reached is None else np.flatnonzero(reached).tolist()
    served, steps_of = groups.served.tolist(), size.tolist()
    return min((Fraction(served[row], steps_of[row]) for row in rows), default=None)


def rising(served: Integers, size: Integers) -> list[tuple[int, int]]:
    """Return the coverages ``(u, D)``, lowest first; equal ones by ``D``.

    Two different fractions with steps of at most ``D`` differ by at least ``1/D²``, so the whole part of
    ``u·2**b ÷ D`` with ``2**b > D²`` orders them exactly.
    """
    bits = 2 * int(size.max(initial=1)).bit_length() + 1
    pairs = zip(served.tolist(), size.tolist(), strict=True)
    return sorted(pairs, key=lambda pair: ((pair[0] << bits) // pair[1], pair[1]))
