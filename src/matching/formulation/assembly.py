"""Builds the network of classes and hubs, and keeps what is needed to find the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.demand_layers import child_groups, demand_layers
from matching.formulation.group_side import GroupSide, welfare_of_groups
from matching.formulation.grouping import groups_of, members_of, spoken_of
from matching.formulation.hub_layers import Arcs, supply_layers
from matching.formulation.merged_suppliers import Supplier, suppliers
from matching.formulation.need_classes import Classes, classes
from matching.formulation.network import SOURCE, Network, NetworkBuilder
from matching.formulation.open_demand import Demand
from matching.formulation.preparation import Parts, cut_of, unlimited
from matching.formulation.separation import Separation
from matching.formulation.shared_hubs import localities
from matching.formulation.supply_lines import Supply
from matching.formulation.welfare_steps import WelfareSteps
from matching.problem.goal_language import Among
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
    problem: Problem,
    policy: Policy,
    seed: int = 0,
    single: NDArray[np.bool_] | None = None,
    parts: Parts | None = None,
) -> Formulation:
    """Return the network of a problem whose rows are in canonical order and whose structure is a network.

    The seed is that of the tie lottery; ``single`` flags needs that are to be classes of their own; ``parts`` of the
    same problem spare what other policies have made already.
    """
    parts = Parts(problem) if parts is None else parts
    cut = cut_of(policy)
    goal = cut.grouped
    priced = any(goal.measure == "cost" for goal in policy.goals)
    sources = parts.sources(priced)
    grouped = parts.classes(cut) if single is None else parts.classes_apart(cut, single)
    arcs = parts.arcs(cut, priced) if single is None else parts.arcs_to(grouped, sources)
    chance = (
        chances(problem["needs"]["need"], seed)[grouped.tier_first] if cut.drawn else grouped.tier_first * 0
    )
    groups = groups_of(problem, policy, parts.supply)
    member = None if goal is None else members_of(problem, goal)
    steps = None if groups is None or goal is None else welfare_of_groups(problem, policy, goal, groups)
    spoken = {one.among: spoken_of(problem, one) for one in cut.spoken}
    sides = (parts.supply, parts.demand, grouped, parts.admission)
    return _assemble(
        problem, sides, sources, arcs, GroupSide(groups, member, steps), cut.by_child, chance, spoken
    )


def formulate_apart(problem: Problem, policy: Policy, seed: int, apart: Separation) -> Formulation:
    """Return the network inside an integer program: no groups, every need a tier, rules' offers and needs told apart."""
    parts, cut = Parts(problem), cut_of(policy)
    sources = suppliers(problem, parts.supply.lines, parts.admission, True, apart)
    places = localities(problem, parts.demand, parts.admission, sources)
    spoken = {one.among: spoken_of(problem, one) for one in cut.spoken}
    cuts = [mask.astype(np.int64) for mask in spoken.values()]
    grouped = classes(problem, parts.supply, parts.demand, places, sources, None, True, apart.single, cuts)
    arcs = supply_layers(
        problem, parts.supply, parts.demand, grouped, places, parts.admission, sources, unlimited(sources)
    )
    chance = chances(problem["needs"]["need"], seed)[grouped.tier_first]
    sides = (parts.supply, parts.demand, grouped, parts.admission)
    return _assemble(problem, sides, sources, arcs, GroupSide(None, None, None), False, chance, spoken)


def _assemble(
    problem: Problem,
    sides: tuple[Supply, Demand, Classes, Admission],
    sources: Sequence[Supplier],
    arcs: Arcs,
    side: GroupSide,
    by_child: bool,
    chance: Integers,
    spoken: Mapping[Among, NDArray[np.bool_]],
) -> Formulation:
    supplied, demanded, grouped, admission = sides
    builder = NetworkBuilder()
    slot_node = _slot_nodes(problem, builder, sources)
    supplier_node = builder.add_nodes(len(sources))
    class_node = builder.add_nodes(len(grouped.representative))
    most = unlimited(sources)
    _source_layers(problem, supplied, builder, sources, slot_node, supplier_node)
    visits = _middle_layers(builder, arcs, supplier_node, class_node, most)
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
        most,
    )
    network = builder.build(most - 1, side.groups)
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
    builder: NetworkBuilder, arcs: Arcs, supplier_node: Integers, class_node: Integers, most: int
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
        "admitted", hub_node[arcs.admitted_hub], class_node[arcs.admitted_class], np.full(count, most)
    )
    apart = np.stack([arcs.visit_supplier, arcs.visit_commune, visit_node], axis=1)
    direct = arcs.direct_visits
    return np.concatenate([apart, np.stack([direct[:, 0], direct[:, 1], hub_node[direct[:, 2]]], axis=1)])
