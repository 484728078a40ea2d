"""What goals count, told as columns of the integer program: totals, groups, and groups left behind."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.formulation.grouping import counted_children, groups_of_goal, helped_children, points_of
from matching.formulation.network import SOURCE, Groups
from matching.formulation.program_desk import Desk
from matching.problem.policy import Disadvantage, Goal
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

MINIMISED = ("cost", "visits")
"""Measures of which less is better; their totals count negatively."""


@dataclass(frozen=True, slots=True)
class Total:
    """A linear expression: columns, the coefficient of each, and what promises add."""

    column: Integers
    coefficient: Integers
    promised: int


@dataclass(frozen=True, slots=True)
class GroupColumns:
    """What every group of a goal counts: entries (group, column, coefficient), and the groups themselves."""

    groups: Groups
    group: Integers
    column: Integers
    coefficient: Integers

    def only(self, chosen: NDArray[np.bool_]) -> "GroupColumns":
        """Return some of the groups, renumbered."""
        number = np.cumsum(chosen) - 1
        kept = chosen[self.group]
        names = [field.name for field in fields(Groups)]
        groups = Groups(**{name: getattr(self.groups, name)[chosen] for name in names})
        return GroupColumns(groups, number[self.group[kept]], self.column[kept], self.coefficient[kept])


def total_of_goal(desk: Desk, measure: str, helped: Integers) -> Total:
    """Return the total of a measure beyond promises (promised units only shift it), minimised ones negative."""
    network = desk.formed.network
    if measure == "children_helped":
        column = helped[helped != MISSING]
        return Total(column, np.ones(len(column), dtype=np.int64), 0)
    if measure == "visits":
        column = np.array(_all_visits(desk), dtype=np.int64)
        return Total(column, np.full(len(column), -1, dtype=np.int64), 0)
    gains = network.gains(measure)
    arcs = np.flatnonzero(gains)
    if measure != "cost":
        return Total(arcs, gains[arcs], 0)
    offers = desk.problem["offers"]
    fixed = [(column, -int(offers["setup_cost"][offer])) for offer, column in desk.used.items()]
    fixed += [(column, -int(offers["visit_cost"][offer])) for (offer, _), column in desk.visited.items()]
    costly = [(column, cost) for column, cost in fixed if cost < 0]
    return Total(
        np.concatenate([arcs, np.array([column for column, _ in costly], dtype=np.int64)]),
        np.concatenate([gains[arcs], np.array([cost for _, cost in costly], dtype=np.int64)]),
        0,
    )


def _all_visits(desk: Desk) -> list[int]:
    columns = []
    for offer in range(len(desk.problem["offers"])):
        promised = desk.promised_at(offer, desk.formed.demand.commune)
        visits = desk.visits_of(offer).items()
        columns += desk.visit_columns(
            offer, {commune: arcs for commune, arcs in visits if commune not in promised}
        )
    return columns


def helped_columns(desk: Desk) -> Integers:
    """Return, per child that a goal counts and no promise helps, a new 0/1 column 'helped'; ``MISSING`` for others."""
    counted = counted_children(desk.problem)
    counted = counted[~helped_children(desk.problem, desk.formed.supply)[counted]]
    column = np.full(len(desk.problem["children"]), MISSING, dtype=np.int64)
    column[counted] = desk.builder.add_binaries(len(counted))
    number = np.full(len(desk.problem["children"]) + 1, MISSING, dtype=np.int64)
    number[counted] = np.arange(len(counted))
    needs = np.flatnonzero(desk.need_arc != MISSING)
    row = number[desk.problem["needs"]["child"][needs]]
    needs, row = needs[row != MISSING], row[row != MISSING]
    desk.builder.add_rows(
        len(counted),
        np.concatenate([row, np.arange(len(counted))]),
        np.concatenate([desk.need_arc[needs], column[counted]]),
        np.concatenate([np.ones(len(needs), dtype=np.int64), np.full(len(counted), -1)]),
        lower=0,
    )
    return column


def group_columns(desk: Desk, goal: Goal, index: Disadvantage, helped: Integers) -> GroupColumns:
    """Return what every group of a grouped goal counts."""
    groups = groups_of_goal(desk.problem, goal, index, desk.formed.supply)
    kinds = len(desk.problem["kinds"])
    number = np.full((len(desk.problem["communes"]), kinds + 1), MISSING, dtype=np.int64)
    number[groups.commune, groups.kind] = np.arange(len(groups.size))
    if goal.measure == "children_helped":
        child = np.flatnonzero(helped != MISSING)
        group, column = number[desk.problem["children"]["commune"][child], -1], helped[child]
        return GroupColumns(groups, group, column, np.ones(len(column), dtype=np.int64))
    needs = np.flatnonzero(desk.need_arc != MISSING)
    kind = desk.problem["needs"]["kind"][needs] if goal.group == "commune_kind" else MISSING
    group, points = (
        number[desk.formed.demand.commune[needs], kind],
        points_of(desk.problem, goal.measure)[needs],
    )
    kept = (group != MISSING) & (points > 0)
    return GroupColumns(groups, group[kept], desk.need_arc[needs][kept], points[kept])


def reachable(desk: Desk, counted: GroupColumns) -> NDArray[np.bool_]:
    """Return the groups of which some unit can be reached from open stock, limits of the network considered."""
    network = desk.formed.network
    open_node = np.zeros(network.nodes, dtype=np.bool_)
    open_node[SOURCE] = True
    open_arc = network.capacity > 0
    open_arc[network.layers["lines"]] &= ~_all_reserved(desk)
    for name in ("slots", "lines", "visits", "hubs", "pairs", "admitted"):
        layer = network.layers[name]
        passing = open_node[network.tail[layer]] & open_arc[layer]
        open_node[network.head[layer][passing]] = True
    demand = network.layers["demand"]
    arcs = np.zeros(desk.builder.columns, dtype=np.bool_)
    arcs[demand] = open_node[network.tail[demand]] & open_arc[demand]
    if counted.column.size and counted.column.min() >= len(network.tail):
        arcs = _of_children(desk, arcs, counted)
    result = np.zeros(len(counted.groups.size), dtype=np.bool_)
    result[counted.group[arcs[counted.column]]] = True
    return result


def _all_reserved(desk: Desk) -> NDArray[np.bool_]:
    """Return the suppliers whose offer keeps back everything that is left of it."""
    offers, stock = desk.problem["offers"], desk.problem["stock"]
    left = line_capacity(desk.problem) - desk.formed.supply.promises.per_line
    held = np.bincount(stock["offer"], weights=left, minlength=len(offers)) - np.maximum(offers["reserve"], 0)
    closed = (offers["reserve"] != MISSING) & (held <= 0)
    return np.asarray(closed[desk.supplier_offer])


def _of_children(desk: Desk, arcs: NDArray[np.bool_], counted: GroupColumns) -> NDArray[np.bool_]:
    """Return, per column 'helped', whether some need of the child can be reached; columns stand in order of children."""
    children = counted_children(desk.problem)
    children = children[~helped_children(desk.problem, desk.formed.supply)[children]]
    needs = np.flatnonzero(desk.need_arc != MISSING)
    needs = needs[arcs[desk.need_arc[needs]]]
    lucky = np.isin(children, desk.problem["needs"]["child"][needs])
    result = np.zeros_like(arcs)
    result[counted.column[lucky]] = True
    return result
