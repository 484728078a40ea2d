"""Builds the network of classes and hubs, and keeps what is needed to find the way back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.alike_needs import situations
from matching.formulation.grouping import counted_children, grouped_goal, groups_of, helped_children
from matching.formulation.hub_layers import Arcs, supply_layers
from matching.formulation.merged_suppliers import Supplier, suppliers
from matching.formulation.need_classes import Classes, classes
from matching.formulation.network import SINK, SOURCE, Groups, Network, NetworkBuilder
from matching.formulation.open_demand import Demand, demand
from matching.formulation.separation import Separation
from matching.formulation.shared_hubs import Localities, localities
from matching.formulation.supply_lines import Supply, supply
from matching.problem.hashing import chances
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Formulation:
    """A network and the way back to needs and stock rows.

    Parameters
    ----------
    network
        Arrays for the engines.
    supply, demand, classes
        Both sides, and how needs are merged.
    suppliers
        How lines are merged.
    supplier_node, class_node
        Node of every supplier and class.
    slot_node
        Node of every row of ``slots``, ``MISSING`` for those that no line uses.
    visits
        (supplier, commune, node) of every pair that stands alone, shape ``(n, 3)``.
    child_group
        Group of children (a node's number in ``child_node``) of every child, ``MISSING`` where not counted.
    child_node
        Node of every group of children with the same needs.
    admission
        Which profile admits what, for explanations.
    counts_children
        Whether a goal counts children helped.
    """

    network: Network
    supply: Supply
    demand: Demand
    classes: Classes
    suppliers: tuple[Supplier, ...]
    supplier_node: Integers
    class_node: Integers
    slot_node: Integers
    visits: Integers
    child_group: Integers
    child_node: Integers
    admission: Admission
    counts_children: bool


def formulate(
    problem: Problem, policy: Policy, seed: int = 0, single: NDArray[np.bool_] | None = None
) -> Formulation:
    """Return the network of a problem whose rows are in canonical order and whose structure is a network.

    The seed is that of the tie lottery; ``single`` flags needs that are to be classes of their own.
    """
    supplied = supply(problem)
    demanded = demand(problem, supplied)
    goal = grouped_goal(policy)
    by_child = goal is not None and goal.measure == "children_helped"
    admission = Admission(problem, demanded, situations(problem, supplied, demanded))
    priced = any(goal.measure == "cost" for goal in policy.goals)
    sources = suppliers(problem, supplied.lines, admission, priced)
    places = localities(problem, demanded, admission, sources)
    counted = counted_children(problem) if by_child else None
    drawn = any(goal.measure == "lottery" for goal in policy.goals)
    grouped = classes(problem, supplied, demanded, places, sources, counted, drawn, single)
    chance = chances(problem["needs"]["need"], seed)[grouped.tier_first] if drawn else grouped.tier_first * 0
    groups = groups_of(problem, policy, supplied)
    return _assemble(
        problem, (supplied, demanded, grouped, places, admission), sources, groups, by_child, chance
    )


def formulate_apart(problem: Problem, seed: int, apart: Separation) -> Formulation:
    """Return the network inside an integer program: no groups, every need a tier, rules' offers and needs told apart."""
    supplied = supply(problem)
    demanded = demand(problem, supplied)
    admission = Admission(problem, demanded, situations(problem, supplied, demanded))
    sources = suppliers(problem, supplied.lines, admission, True, apart)
    places = localities(problem, demanded, admission, sources)
    grouped = classes(problem, supplied, demanded, places, sources, None, True, apart.single)
    chance = chances(problem["needs"]["need"], seed)[grouped.tier_first]
    return _assemble(problem, (supplied, demanded, grouped, places, admission), sources, None, False, chance)


def _assemble(
    problem: Problem,
    sides: tuple[Supply, Demand, Classes, Localities, Admission],
    sources: Sequence[Supplier],
    groups: Groups | None,
    by_child: bool,
    chance: Integers,
) -> Formulation:
    supplied, demanded, grouped, places, admission = sides
    builder = NetworkBuilder()
    slot_node = _slot_nodes(problem, builder, sources)
    supplier_node = builder.add_nodes(len(sources))
    class_node = builder.add_nodes(len(grouped.representative))
    unlimited = sum(source.capacity for source in sources) + 2
    _source_layers(problem, supplied, builder, sources, slot_node, supplier_node)
    arcs = supply_layers(problem, supplied, demanded, grouped, places, admission, sources, unlimited)
    visits = _middle_layers(builder, arcs, supplier_node, class_node, unlimited)
    child_group, child_count, class_child = _child_groups(problem, supplied, grouped, by_child)
    child_node = builder.add_nodes(len(child_count))
    if groups is not None:
        groups = replace(groups, node=builder.add_nodes(len(groups.size)))
    _demand_layers(
        problem,
        builder,
        grouped,
        groups,
        class_node,
        class_child,
        child_node,
        child_count,
        by_child,
        chance,
        unlimited,
    )
    network = builder.build(unlimited - 1, groups)
    return Formulation(
        network, supplied, demanded, grouped, tuple(sources), supplier_node, class_node,
        slot_node, visits, child_group, child_node, admission, by_child,
    )  # fmt: skip


def _slot_nodes(problem: Problem, builder: NetworkBuilder, sources: Sequence[Supplier]) -> Integers:
    used = sorted({source.slot for source in sources if source.slot != MISSING})
    nodes = np.full(len(problem["slots"]), MISSING, dtype=np.int64)
    nodes[used] = builder.add_nodes(len(used))
    return nodes


def _source_layers(
    problem: Problem,
    supplied: Supply,
    builder: NetworkBuilder,
    sources: Sequence[Supplier],
    slot_node: Integers,
    supplier_node: Integers,
) -> None:
    slots = np.flatnonzero(slot_node != MISSING)
    capacity = problem["slots"]["capacity"][slots] - promised_per_slot(problem, supplied)[slots]
    builder.add_layer("slots", np.full(len(slots), SOURCE), slot_node[slots], np.maximum(capacity, 0))
    slot = np.array([source.slot for source in sources], dtype=np.int64)
    tail = np.where(slot == MISSING, SOURCE, np.append(slot_node, SOURCE)[slot])
    builder.add_layer(
        "lines",
        tail,
        supplier_node,
        np.array([source.capacity for source in sources], dtype=np.int64),
        cost=np.array([source.price for source in sources], dtype=np.int64),
    )


def promised_per_slot(problem: Problem, supplied: Supply) -> Integers:
    """Return the units of every row of ``slots`` that promises take."""
    from_line = supplied.slot_of_line[supplied.promises.line]
    kept = from_line != MISSING
    return np.bincount(
        from_line[kept], weights=supplied.promises.quantity[kept], minlength=len(problem["slots"])
    ).astype(np.int64)


def _middle_layers(
    builder: NetworkBuilder, arcs: Arcs, supplier_node: Integers, class_node: Integers, unlimited: int
) -> Integers:
    """Add the layers from suppliers to classes; return (supplier, commune, node) of every visit."""
    hub_node = builder.add_nodes(arcs.hubs)
    visit_node = builder.add_nodes(len(arcs.visit_supplier))
    builder.add_layer(
        "visits", supplier_node[arcs.visit_supplier], visit_node, arcs.visit_capacity, cost=arcs.visit_cost
    )
    tails = np.concatenate([supplier_node, visit_node])
    builder.add_layer(
        "hubs", tails[arcs.hub_tail], hub_node[arcs.hub_head], arcs.hub_capacity, cost=arcs.hub_cost
    )
    builder.add_layer(
        "pairs", tails[arcs.pair_tail], class_node[arcs.pair_class], arcs.pair_capacity,
        cost=arcs.pair_cost, points=arcs.pair_points,
    )  # fmt: skip
    count = len(arcs.admitted_class)
    builder.add_layer(
        "admitted", hub_node[arcs.admitted_hub], class_node[arcs.admitted_class], np.full(count, unlimited)
    )
    apart = np.stack([arcs.visit_supplier, arcs.visit_commune, visit_node], axis=1)
    direct = arcs.direct_visits
    return np.concatenate([apart, np.stack([direct[:, 0], direct[:, 1], hub_node[direct[:, 2]]], axis=1)])


def _child_groups(
    problem: Problem, supplied: Supply, grouped: Classes, by_child: bool
) -> tuple[Integers, Integers, Integers]:
    """Return the group of every child, the size of each group, and the group of every class (or ``MISSING``)."""
    none = np.zeros(0, dtype=np.int64)
    owner = np.full(len(problem["children"]), MISSING, dtype=np.int64)
    per_class = np.full(len(grouped.representative), MISSING, dtype=np.int64)
    if not by_child:
        return owner, none, per_class
    counted = np.zeros(len(owner), dtype=np.bool_)
    counted[counted_children(problem)] = True
    counted &= ~helped_children(problem, supplied)
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


def _demand_layers(
    problem: Problem,
    builder: NetworkBuilder,
    grouped: Classes,
    groups: Groups | None,
    class_node: Integers,
    class_child: Integers,
    child_node: Integers,
    child_count: Integers,
    by_child: bool,
    chance: Integers,
    unlimited: int,
) -> None:
    head = np.full(len(class_node), SINK)
    if by_child:
        head = np.where(class_child != MISSING, np.append(child_node, SINK)[class_child], SINK)
    elif groups is not None and not (groups.kind == MISSING).all():
        head = _group_nodes(problem, groups, grouped.commune, grouped.kind)
    elif groups is not None:
        head = _group_nodes(problem, groups, grouped.commune, None)
    tier = grouped.tier_class
    builder.add_layer(
        "demand", class_node[tier], head[tier], grouped.tier_units, points=grouped.tier_weight,
        life_saving=grouped.tier_life, units=np.ones(len(tier), dtype=np.int64), chance=chance,
    )  # fmt: skip
    if groups is None:
        _bypass(builder, unlimited)
        return
    if by_child:
        commune = np.zeros(len(child_count), dtype=np.int64)
        commune[class_child[class_child != MISSING]] = grouped.commune[class_child != MISSING]
        builder.add_layer("helped", child_node, _group_nodes(problem, groups, commune, None), child_count)
        builder.add_layer(
            "more", child_node, np.full(len(child_node), SINK), np.full(len(child_node), unlimited)
        )
    room = np.maximum(groups.ceiling - groups.offset, 0)
    builder.add_layer("groups", groups.node, np.full(len(groups.node), SINK), room)
    _bypass(builder, unlimited)


def _bypass(builder: NetworkBuilder, unlimited: int) -> None:
    builder.add_layer("unused", np.array([SOURCE]), np.array([SINK]), np.array([unlimited]))


def _group_nodes(problem: Problem, groups: Groups, commune: Integers, kind: Integers | None) -> Integers:
    width = len(problem["kinds"]) if kind is not None else 1
    node = np.full(len(problem["communes"]) * width, MISSING, dtype=np.int64)
    node[groups.commune * width + (groups.kind if kind is not None else 0)] = groups.node
    result: Integers = node[commune * width + (kind if kind is not None else 0)]
    return result
