"""The side of a network where units arrive: needs, children and groups on their way to the sink."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.group_side import GroupSide
from matching.formulation.grouping import helped_children
from matching.formulation.need_classes import Classes
from matching.formulation.network import SINK, SOURCE, NetworkBuilder
from matching.formulation.supply_lines import Supply
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def child_groups(
    problem: Problem, supplied: Supply, grouped: Classes, side: GroupSide, by_child: bool
) -> tuple[Integers, Integers, Integers]:
    """Return the group of every child, the size of each group, and the group of every class (or ``MISSING``)."""
    none = np.zeros(0, dtype=np.int64)
    owner = np.full(len(problem["children"]), MISSING, dtype=np.int64)
    per_class = np.full(len(grouped.representative), MISSING, dtype=np.int64)
    if not by_child or side.member is None:
        return owner, none, per_class
    counted = (side.member != MISSING) & ~helped_children(problem, supplied)
    representative = problem["needs"]["child"][grouped.representative]
    eligible = (representative >= 0) & np.append(counted, False)[representative]
    labels, numbers = np.unique(grouped.children[eligible], return_inverse=True)
    per_class[eligible] = numbers
    size = np.zeros(len(labels), dtype=np.int64)
    size[numbers] = grouped.count[eligible]
    rows = np.flatnonzero(grouped.of_need != MISSING)
    group = per_class[grouped.of_need[rows]]
    child = problem["needs"]["child"][rows]
    owner[child[group != MISSING]] = group[group != MISSING]
    return owner, size, per_class


def demand_layers(
    problem: Problem,
    builder: NetworkBuilder,
    grouped: Classes,
    side: GroupSide,
    class_node: Integers,
    class_child: Integers,
    child_node: Integers,
    child_count: Integers,
    by_child: bool,
    chance: Integers,
    unlimited: int,
) -> None:
    """Add the arcs from classes to the sink: through children and groups where goals count them, straight where not."""
    head = np.full(len(class_node), SINK)
    if by_child:
        head = np.where(class_child != MISSING, np.append(child_node, SINK)[class_child], SINK)
    elif side.groups is not None:
        head = side.node_of(grouped.representative)
    tier = grouped.tier_class
    builder.add_layer(
        "demand", class_node[tier], head[tier], grouped.tier_units, points=grouped.tier_weight,
        life_saving=grouped.tier_life, units=np.ones(len(tier), dtype=np.int64), chance=chance,
    )  # fmt: skip
    if side.groups is None:
        _bypass(builder, unlimited)
        return
    if by_child:
        some_child = np.zeros(len(child_count), dtype=np.int64)
        inside = class_child != MISSING
        some_child[class_child[inside]] = problem["needs"]["child"][grouped.representative[inside]]
        builder.add_layer("helped", child_node, side.node_of(some_child), child_count)
        builder.add_layer(
            "more", child_node, np.full(len(child_node), SINK), np.full(len(child_node), unlimited)
        )
    tail, room, welfare = side.arcs()
    builder.add_layer("groups", tail, np.full(len(tail), SINK), room, welfare=welfare)
    _bypass(builder, unlimited)


def _bypass(builder: NetworkBuilder, unlimited: int) -> None:
    builder.add_layer("unused", np.array([SOURCE]), np.array([SINK]), np.array([unlimited]))
