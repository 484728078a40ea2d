"""Groups that a goal compares, with sizes, targets, promises, floors and ceilings."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.errors import InfeasibleError
from matching.formulation.network import Groups
from matching.formulation.supply_lines import Supply
from matching.problem.commune_targets import targets
from matching.problem.people import communes_of_needs, special
from matching.problem.policy import Disadvantage, Goal, Policy
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]

UNLIMITED = np.iinfo(np.int64).max
"""Ceiling of a group that has none."""


def grouped_goal(policy: Policy) -> Goal | None:
    """Return the policy's grouped goal, the first if there are several."""
    return next((goal for goal in policy.goals if goal.group != "everyone"), None)


def groups_of(problem: Problem, policy: Policy, supplied: Supply) -> Groups | None:
    """Return the groups of the policy's grouped goal, without nodes, or ``None``."""
    goal = grouped_goal(policy)
    if goal is None:
        return None
    groups = groups_of_goal(problem, goal, policy.disadvantage, supplied)
    floor, ceiling = _bounds(problem, groups.commune, groups.kind)
    return replace(groups, floor=floor, ceiling=np.minimum(ceiling, groups.size))


def groups_of_goal(problem: Problem, goal: Goal, index: Disadvantage, supplied: Supply) -> Groups:
    """Return the groups of one grouped goal, without nodes, floors and ceilings; children are grouped by commune."""
    by_kind = goal.group == "commune_kind" and goal.measure != "children_helped"
    if goal.measure == "children_helped":
        key, size, promised = _children(problem, supplied)
    else:
        key, size, promised = _units(problem, supplied, goal)
    kinds = len(problem["kinds"])
    total = np.zeros(int(key.max(initial=-1)) + 1, dtype=np.int64)
    offset = total.copy()
    np.add.at(total, key, size)
    np.add.at(offset, key, promised)
    present = np.flatnonzero(total)
    commune, kind = (present // kinds, present % kinds) if by_kind else (present, present * 0 + MISSING)
    target = targets(problem, index) if goal.adjusted else np.ones(len(problem["communes"]), dtype=np.int64)
    divisor = math.gcd(*target.tolist()) if len(target) else 1
    return Groups(
        node=np.zeros(len(present), dtype=np.int64),
        commune=commune,
        kind=kind,
        size=total[present],
        denominator=total[present] * (target[commune] // divisor),
        offset=offset[present],
        floor=np.zeros(len(present), dtype=np.int64),
        ceiling=total[present],
    )


def _units(problem: Problem, supplied: Supply, goal: Goal) -> tuple[Integers, Integers, Integers]:
    needs = problem["needs"]
    rows = np.flatnonzero(needs["confirmed"] == 1)
    key = communes_of_needs(problem)[rows]
    if goal.group == "commune_kind":
        key = key * len(problem["kinds"]) + needs["kind"][rows]
    points = points_of(problem, goal.measure)[rows]
    return key, points * needs["quantity"][rows], points * supplied.promises.per_need[rows]


def points_of(problem: Problem, measure: str) -> Integers:
    """Return what a unit of every need counts in a grouped measure: its points, 1, or whether it saves lives."""
    needs = problem["needs"]
    if measure == "weight":
        own = needs["weight"]
        points = np.where(own == MISSING, problem["kinds"]["weight"][needs["kind"]], own)
        return points.astype(np.int64)
    if measure == "life_saving_units":
        return needs.is_("tier", "life_saving").astype(np.int64)
    return np.ones(len(needs), dtype=np.int64)


def _children(problem: Problem, supplied: Supply) -> tuple[Integers, Integers, Integers]:
    rows = counted_children(problem)
    helped = helped_children(problem, supplied)
    key = problem["children"]["commune"][rows].astype(np.int64)
    return key, np.ones(len(rows), dtype=np.int64), helped[rows].astype(np.int64)


def counted_children(problem: Problem) -> Integers:
    """Return the children in special circumstances who have a confirmed need."""
    needs = problem["needs"]
    owners = needs["child"][(needs["confirmed"] == 1) & (needs["child"] >= 0)]
    in_need = np.zeros(len(problem["children"]), dtype=np.bool_)
    in_need[owners] = True
    return np.flatnonzero(in_need & special(problem))


def helped_children(problem: Problem, supplied: Supply) -> NDArray[np.bool_]:
    """Return, per child, whether anything was promised to it."""
    owners = problem["needs"]["child"][supplied.promises.need]
    helped = np.zeros(len(problem["children"]), dtype=np.bool_)
    helped[owners[owners >= 0]] = True
    return helped


def _bounds(problem: Problem, commune: Integers, kind: Integers) -> tuple[Integers, Integers]:
    """Return the floor and ceiling of every group from the table of floors."""
    floor, ceiling = np.zeros(len(commune), dtype=np.int64), np.full(len(commune), UNLIMITED)
    table, communes = problem["floors"], problem["communes"]
    keys = [f"{vintage}:{code}" for vintage, code in zip(communes["vintage"], communes["code"], strict=True)]
    for row in np.flatnonzero(table["group"] == ENUMERATIONS["FloorGroup"].index("commune")).tolist():
        value, of_kind = str(table["value"][row]), int(table["kind"][row])
        chosen = kind == of_kind
        if value:
            chosen &= commune == keys.index(value)
        if value and int(table["minimum"][row]) > 0 and not chosen.any():
            raise InfeasibleError(f"a floor asks for units in commune {value}, where nobody needs that kind")
        if int(table["minimum"][row]) != MISSING:
            floor[chosen] = np.maximum(floor[chosen], int(table["minimum"][row]))
        if int(table["maximum"][row]) != MISSING:
            ceiling[chosen] = np.minimum(ceiling[chosen], int(table["maximum"][row]))
    return floor, ceiling
