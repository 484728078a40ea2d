"""Totals of a plan, recomputed from its lines in exact integers."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation
from matching.problem.hashing import chances
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.quoted_values import quoted, unit_prices
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def total_of(problem: Problem, plan: Allocation, measure: str, seed: int) -> int:
    """Return the total of a measure that adds up, of visits, or of changes; the lottery's chances are those of a seed.

    Cost is that of all units, of every commune an offer visits, and of every offer used, whoever pays.

    Raises
    ------
    KeyError
        If the measure is unknown.
    """
    if measure == "visits":
        return int(_visited(problem, plan).sum())
    if measure == "changes":
        return _changes(problem, plan)
    if measure == "lottery":
        unit = chances(problem["needs"]["need"], seed)[plan.need]
    else:
        unit = _UNIT[measure](problem, plan)
    beside = _visits_and_setup(problem, plan) if measure == "cost" else 0
    return beside + _exact(unit, plan.quantity)


def _exact(unit: Integers, quantity: Integers) -> int:
    if float((unit.astype(np.float64) * quantity).sum()) < 2.0**62:
        return int((unit * quantity).sum())
    return sum(one * count for one, count in zip(unit.tolist(), quantity.tolist(), strict=True))


def _visited(problem: Problem, plan: Allocation) -> Integers:
    """Return the number of communes that every offer is taken to."""
    served = plan.quantity > 0
    commune = communes_of_needs(problem)[plan.need[served]].astype(np.int64)
    visits = np.unique(plan.offer[served] * len(problem["communes"]) + commune)
    offer = visits // max(len(problem["communes"]), 1)
    return np.bincount(offer, minlength=len(problem["offers"])).astype(np.int64)


def _changes(problem: Problem, plan: Allocation) -> int:
    """Return the units of the last plan that the same offer does not give to the same need any more."""
    last, width = problem["previous"], max(len(problem["needs"]), 1)
    keys, place = np.unique(last["offer"].astype(np.int64) * width + last["need"], return_inverse=True)
    lacking = np.zeros(len(keys), dtype=np.int64)
    np.add.at(lacking, place.reshape(-1), last["quantity"].astype(np.int64))
    own = plan.offer * width + plan.need
    inside = np.isin(own, keys)
    np.subtract.at(lacking, np.searchsorted(keys, own[inside]), plan.quantity[inside])
    return int(np.maximum(lacking, 0).sum())


def _visits_and_setup(problem: Problem, plan: Allocation) -> int:
    offers, visited = problem["offers"], _visited(problem, plan)
    used = (visited > 0).astype(np.int64)
    visits = _exact(np.maximum(offers["visit_cost"], 0), visited)
    return visits + _exact(np.maximum(offers["setup_cost"], 0), used)


def _units(problem: Problem, plan: Allocation) -> Integers:
    return np.ones(len(plan), dtype=np.int64)


def _life_saving(problem: Problem, plan: Allocation) -> Integers:
    return problem["needs"].is_("tier", "life_saving")[plan.need].astype(np.int64)


def _points(problem: Problem, plan: Allocation) -> Integers:
    needs = problem["needs"]
    own = needs["weight"][plan.need]
    points = np.where(own == MISSING, problem["kinds"]["weight"][needs["kind"][plan.need]], own)
    return quoted(problem, plan.offer, plan.need, "benefit", points)


def _cost(problem: Problem, plan: Allocation) -> Integers:
    return unit_prices(problem, plan.line, plan.need)


_UNIT: Mapping[str, Callable[[Problem, Allocation], Integers]] = {
    "units": _units,
    "weight": _points,
    "life_saving_units": _life_saving,
    "cost": _cost,
}
