"""Builds the network of classes and hubs, and keeps what is needed to find the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.alike_needs import situations
from matching.formulation.demand_layers import child_groups, demand_layers
from matching.formulation.group_side import GroupSide, welfare_of_groups
from matching.formulation.grouping import (
    PLACED,
    grouped_goal,
    groups_of,
    members_of,
    spoken_of,
)
from matching.formulation.hub_layers import Arcs, supply_layers
from matching.formulation.merged_suppliers import Supplier, suppliers
from matching.formulation.need_classes import Classes, classes
from matching.formulation.network import SOURCE, Network, NetworkBuilder
from matching.formulation.open_demand import Demand, demand
from matching.formulation.separation import Separation
from matching.formulation.shared_hubs import Localities, localities
from matching.formulation.supply_lines import Supply, supply
from matching.formulation.welfare_steps import WelfareSteps
from matching.problem.goal_language import OF_CHILDREN, Among
from matching.problem.hashing import chances
from matching.problem.policy import Goal, Policy
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
    spoken
        Per class whether each choice of needs that a goal speaks of (its ``among``) holds it.
    steps
        What the units of every group are worth, where alpha-fair welfare is a goal.
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
    spoken: Mapping[Among, NDArray[np.bool_]]
    steps: WelfareSteps | None = None

    def gains(self, goal: Goal) -> Integers:
        """Return what a unit on every arc adds to a goal that is a sum, or to alpha-fair welfare."""
        network = self.network
        if goal.criterion == "alpha_fair":
            return network.welfare
        gains = network.gains(goal.measure)
        if not goal.among:
            return gains
        inside, told = self.spoken[goal.among], np.zeros(network.nodes, dtype=np.bool_)
        told[self.class_node] = inside
        kept = np.zeros(len(gains), dtype=np.bool_)
        kept[network.layers["demand"]] = told[network.tail[network.layers["demand"]]]
        kept[network.layers["pairs"]] = told[network.head[network.layers["pairs"]]]
        return np.where(kept, gains, 0)


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
    member = None if goal is None else members_of(problem, goal)
    counted = np.flatnonzero(member != MISSING) if by_child and member is not None else None
    drawn = any(goal.measure == "lottery" for goal in policy.goals)
    spoken = _spoken(problem, policy)
    cuts = [*(mask.astype(np.int64) for mask in spoken.values()), *_group_cuts(problem, goal, member)]
    grouped = classes(problem, supplied, demanded, places, sources, counted, drawn, single, cuts=cuts)
    chance = chances(problem["needs"]["need"], seed)[grouped.tier_first] if drawn else grouped.tier_first * 0
    groups = groups_of(problem, policy, supplied)
    steps = None if groups is None or goal is None else welfare_of_groups(problem, policy, goal, groups)
    sides = (supplied, demanded, grouped, places, admission)
    return _assemble(problem, sides, sources, GroupSide(groups, member, steps), by_child, chance, spoken)


def _spoken(problem: Problem, policy: Policy) -> dict[Among, NDArray[np.bool_]]:
    """Return, per choice that a sum makes, the needs it holds."""
    return {
        goal.among: spoken_of(problem, goal)
        for goal in policy.goals
        if goal.among and goal.criterion == "sum" and goal.measure not in OF_CHILDREN
    }


def _group_cuts(problem: Problem, goal: Goal | None, member: Integers | None) -> list[Integers]:
    """Return the group of every need where communes and kinds do not tell it."""
    if goal is None or member is None or (goal.columns in PLACED and not goal.among):
        return []
    of_children = goal.measure in OF_CHILDREN
    return [np.append(member, MISSING)[problem["needs"]["child"]] if of_children else member]


def formulate_apart(problem: Problem, policy: Policy, seed: int, apart: Separation) -> Formulation:
    """Return the network inside an integer program: no groups, every need a tier, rules' offers and needs told apart."""
    supplied = supply(problem)
    demanded = demand(problem, supplied)
    admission = Admission(problem, demanded, situations(problem, supplied, demanded))
    sources = suppliers(problem, supplied.lines, admission, True, apart)
    places = localities(problem, demanded, admission, sources)
    spoken = _spoken(problem, policy)
    cuts = [mask.astype(np.int64) for mask in spoken.values()]
    grouped = classes(problem, supplied, demanded, places, sources, None, True, apart.single, cuts)
    chance = chances(problem["needs"]["need"], seed)[grouped.tier_first]
    sides = (supplied, demanded, grouped, places, admission)
    return _assemble(problem, sides, sources, GroupSide(None, None, None), False, chance, spoken)


def _assemble(
    problem: Problem,
    sides: tuple[Supply, Demand, Classes, Localities, Admission],
    sources: Sequence[Supplier],
    side: GroupSide,
    by_child: bool,
    chance: Integers,
    spoken: Mapping[Among, NDArray[np.bool_]],
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
    child_group, child_count, class_child = child_groups(problem, supplied, grouped, side, by_child)
    child_node = builder.add_nodes(len(child_count))
    if side.groups is not None:
        groups = replace(side.groups, node=builder.add_nodes(len(side.groups.size)))
        side = replace(side, groups=groups)
    demand_layers(
        problem,
        builder,
        grouped,
        side,
        class_node,
        class_child,
        child_node,
        child_count,
        by_child,
        chance,
        unlimited,
    )
    network = builder.build(unlimited - 1, side.groups)
    return Formulation(
        network, supplied, demanded, grouped, tuple(sources), supplier_node, class_node,
        slot_node, visits, child_group, child_node, admission, by_child,
        {among: mask[grouped.representative] for among, mask in spoken.items()},
        side.steps,
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
