"""Totals of a plan, recomputed from its lines in exact integers."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation
from matching.problem.hashing import chances
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_price
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def total_of(problem: Problem, plan: Allocation, measure: str, seed: int) -> int:
    """Return the total of a measure: units, points, life-saving units, cost in đồng, or chances under a seed.

    Raises
    ------
    KeyError
        If the measure is unknown.
    """
    if measure == "lottery":
        unit = chances(problem["needs"]["need"], seed)[plan.need]
    else:
        unit = _UNIT[measure](problem, plan)
    if float((unit.astype(np.float64) * plan.quantity).sum()) < 2.0**62:
        return int((unit * plan.quantity).sum())
    return sum(one * count for one, count in zip(unit.tolist(), plan.quantity.tolist(), strict=True))


def _units(problem: Problem, plan: Allocation) -> Integers:
    return np.ones(len(plan), dtype=np.int64)


def _life_saving(problem: Problem, plan: Allocation) -> Integers:
    return problem["needs"].is_("tier", "life_saving")[plan.need].astype(np.int64)


def _points(problem: Problem, plan: Allocation) -> Integers:
    needs = problem["needs"]
    own = needs["weight"][plan.need]
    points = np.where(own == MISSING, problem["kinds"]["weight"][needs["kind"][plan.need]], own)
    return _quoted(problem, plan, "benefit", points)


def _cost(problem: Problem, plan: Allocation) -> Integers:
    return _quoted(problem, plan, "price", line_price(problem)[plan.line])


def _quoted(problem: Problem, plan: Allocation, what: str, values: Integers) -> Integers:
    """Override values by what the offers quote for the need, else for its commune."""
    quotes = problem["quotes"]
    result = values.copy()
    commune = communes_of_needs(problem)[plan.need]
    for target, rows in (("commune", commune), ("need", plan.need)):
        told = np.flatnonzero((quotes[target] != MISSING) & (quotes[what] != MISSING))
        if not len(told):
            continue
        size = len(problem[f"{target}s"])
        keys = quotes["offer"][told].astype(np.int64) * size + quotes[target][told]
        order = np.argsort(keys, kind="stable")
        wanted = plan.offer * size + rows
        place = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
        found = keys[order][place] == wanted
        result[found] = quotes[what][told][order][place][found]
    return result


_UNIT: Mapping[str, Callable[[Problem, Allocation], Integers]] = {
    "units": _units,
    "weight": _points,
    "life_saving_units": _life_saving,
    "cost": _cost,
}
