"""What goals count, told as columns of the integer program: totals, groups, and groups left behind."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.formulation.grouping import (
    counted_children,
    groups_of_goal,
    helped_children,
    members_of,
    points_of,
    spoken_of,
)
from matching.formulation.network import SOURCE, Groups
from matching.formulation.program_desk import Desk
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Disadvantage, Goal
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


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


def total_of_goal(desk: Desk, goal: Goal, helped: Integers) -> Total:
    """Return the total of a goal beyond promises (promised units only shift it), minimised ones negative."""
    measure = goal.measure
    if measure in OF_CHILDREN:
        column = helped[(helped != MISSING) & spoken_of(desk.problem, goal)]
        return Total(column, np.ones(len(column), dtype=np.int64), 0)
    if measure == "visits":
        column = np.array(_all_visits(desk), dtype=np.int64)
        return Total(column, np.full(len(column), -1, dtype=np.int64), 0)
    gains = desk.formed.gains(goal)
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
    member = members_of(desk.problem, goal)
    if goal.measure in OF_CHILDREN:
        child = np.flatnonzero((helped != MISSING) & (member != MISSING))
        return GroupColumns(groups, member[child], helped[child], np.ones(len(child), dtype=np.int64))
    needs = np.flatnonzero((desk.need_arc != MISSING) & (member != MISSING))
    points = points_of(desk.problem, goal.measure)[needs]
    return GroupColumns(groups, member[needs], desk.need_arc[needs], points)


def reachable(desk: Desk, counted: GroupColumns, helped: Integers) -> NDArray[np.bool_]:
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
    needs = np.flatnonzero(desk.need_arc != MISSING)
    needs = needs[arcs[desk.need_arc[needs]]]
    columns = np.append(helped, MISSING)[desk.problem["needs"]["child"][needs]]
    arcs[columns[columns != MISSING]] = True
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
