"""Groups that a goal compares, with sizes, targets, promises, floors and ceilings."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.errors import InfeasibleError
from matching.formulation.network import Groups
from matching.formulation.supply_lines import Supply
from matching.problem.attainable import best_of_groups
from matching.problem.commune_targets import targets
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.need_attributes import (
    Attribute,
    attribute_of_children,
    attribute_of_needs,
    chosen_rows,
    grouped_codes,
)
from matching.problem.people import communes_of_needs, special
from matching.problem.policy import Disadvantage, Goal, Policy
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]

PLACED = (("commune",), ("commune", "kind"))
"""Groupings whose groups are named by commune and kind, and lie in one commune each."""

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
    if goal.columns not in PLACED:
        return groups
    floor, ceiling = _bounds(problem, groups.commune, groups.kind)
    return replace(groups, floor=floor, ceiling=np.minimum(ceiling, groups.size))


def groups_of_goal(problem: Problem, goal: Goal, index: Disadvantage, supplied: Supply) -> Groups:
    """Return the groups of one grouped goal, without nodes, floors and ceilings."""
    member = members_of(problem, goal)
    rows = np.flatnonzero(member != MISSING)
    if goal.measure in OF_CHILDREN:
        wanted = np.ones(len(rows), dtype=np.int64)
        promised = helped_children(problem, supplied)[rows].astype(np.int64)
        commune = problem["children"]["commune"][rows].astype(np.int64)
    else:
        points = points_of(problem, goal.measure)[rows]
        wanted = points * problem["needs"]["quantity"][rows]
        promised = points * supplied.promises.per_need[rows]
        commune = communes_of_needs(problem)[rows]
    target = targets(problem, index) if goal.adjusted else np.ones(len(problem["communes"]), dtype=np.int64)
    group, count = member[rows], int(member.max(initial=-1)) + 1
    size = _summed(group, wanted, count)
    steps = _summed(group, wanted * (target[commune] // target_divisor(target)), count)
    if goal.target == "attainable":
        steps = best_of_groups(goal, _columns(problem, goal, rows), group, count)
    of_commune, of_kind = _places(problem, goal, rows, group, count)
    return Groups(
        node=np.zeros(count, dtype=np.int64),
        commune=of_commune,
        kind=of_kind,
        size=size,
        denominator=steps,
        offset=_summed(group, promised, count),
        floor=np.zeros(count, dtype=np.int64),
        ceiling=size,
    )


def target_divisor(target: Integers) -> int:
    """Return the greatest common divisor of all targets."""
    return math.gcd(*target.tolist()) if len(target) else 1


def _summed(group: Integers, values: Integers, count: int) -> Integers:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, group, values)
    return total


def _places(
    problem: Problem, goal: Goal, rows: Integers, group: Integers, count: int
) -> tuple[Integers, Integers]:
    """Return commune and kind of every group where the grouping is by them, else ``MISSING``."""
    commune, kind = np.full(count, MISSING, dtype=np.int64), np.full(count, MISSING, dtype=np.int64)
    if goal.columns in PLACED:
        of_children = goal.measure in OF_CHILDREN
        place = problem["children"]["commune"] if of_children else communes_of_needs(problem)
        commune[group] = place[rows]
        if len(goal.columns) == 2:
            kind[group] = problem["needs"]["kind"][rows]
    return commune, kind


def members_of(problem: Problem, goal: Goal) -> Integers:
    """Return the group of every need (of every child where children are counted), ``MISSING`` where none counts."""
    if goal.measure in OF_CHILDREN:
        counted = np.zeros(len(problem["children"]), dtype=np.bool_)
        counted[counted_children(problem)] = True
    else:
        counted = (problem["needs"]["confirmed"] == 1) & (points_of(problem, goal.measure) > 0)
    rows = np.flatnonzero(counted & spoken_of(problem, goal))
    columns = _columns(problem, goal, rows)
    group = grouped_codes(columns, len(rows))
    if goal.target == "attainable":
        kept = best_of_groups(goal, columns, group, int(group.max(initial=-1)) + 1) > 0
        rows, group = rows[kept[group]], (np.cumsum(kept) - 1)[group[kept[group]]]
    member = np.full(len(counted), MISSING, dtype=np.int64)
    member[rows] = group
    return member


def _columns(problem: Problem, goal: Goal, rows: Integers) -> list[Attribute]:
    """Return the columns of a goal's grouping for some needs, or children where children are counted."""
    read = attribute_of_children if goal.measure in OF_CHILDREN else attribute_of_needs
    whole = [read(problem, name) for name in goal.columns]
    return [Attribute(one.codes[rows], one.labels) for one in whole]


def spoken_of(problem: Problem, goal: Goal) -> NDArray[np.bool_]:
    """Return the needs (children where children are counted) that a goal speaks of."""
    of_children = goal.measure in OF_CHILDREN
    read = attribute_of_children if of_children else attribute_of_needs
    columns = [(name, read(problem, name), values) for name, values in goal.among]
    return chosen_rows(columns, len(problem["children" if of_children else "needs"]))


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
