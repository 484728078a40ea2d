"""What all policies on one problem share, made when first asked for and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.alike_needs import situations
from matching.formulation.grouping import PLACED, grouped_goal, members_of, spoken_of
from matching.formulation.hub_layers import Arcs, supply_layers
from matching.formulation.merged_suppliers import Supplier, suppliers
from matching.formulation.need_classes import Classes, classes
from matching.formulation.open_demand import Demand, demand
from matching.formulation.shared_hubs import Localities, localities
from matching.formulation.supply_lines import Supply, supply
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Parts:
    """Both sides of a problem in canonical order, and the classes that policies cut from them.

    Parameters
    ----------
    problem
        The problem, its rows in canonical order.
    """

    problem: Problem
    _sources: dict[bool, tuple[Supplier, ...]] = field(default_factory=dict, repr=False)
    _classes: dict["Cut", Classes] = field(default_factory=dict, repr=False)
    _arcs: dict[tuple["Cut", bool], Arcs] = field(default_factory=dict, repr=False)

    @cached_property
    def supply(self) -> Supply:
        """What every stock row still holds."""
        return supply(self.problem)

    @cached_property
    def demand(self) -> Demand:
        """What every need still wants."""
        return demand(self.problem, self.supply)

    @cached_property
    def admission(self) -> Admission:
        """Which wish admits what."""
        situated = situations(self.problem, self.supply, self.demand)
        return Admission(self.problem, self.demand, situated)

    @cached_property
    def places(self) -> Localities:
        """Needs that the same offers welcome; prices do not tell them apart."""
        return localities(self.problem, self.demand, self.admission, self.sources(priced=False))

    def sources(self, priced: bool) -> tuple[Supplier, ...]:
        """Return the suppliers, lines of different price apart where cost is a goal."""
        if priced not in self._sources:
            self._sources[priced] = tuple(suppliers(self.problem, self.supply.lines, self.admission, priced))
        return self._sources[priced]

    def classes(self, cut: "Cut") -> Classes:
        """Return the classes that a policy tells apart."""
        if cut not in self._classes:
            self._classes[cut] = self.classes_apart(cut, None)
        return self._classes[cut]

    def classes_apart(self, cut: "Cut", single: Mask | None) -> Classes:
        """Return the classes that a policy tells apart, the flagged needs each a class of its own."""
        counted = None
        if cut.by_child and cut.grouped is not None:
            counted = np.flatnonzero(members_of(self.problem, cut.grouped) != MISSING)
        masks = [spoken_of(self.problem, goal).astype(np.int64) for goal in cut.spoken]
        cuts = [*masks, *group_cuts(self.problem, cut.grouped)]
        return classes(
            self.problem, self.supply, self.demand, self.places, self.sources(priced=False), counted, cut.drawn,
            single, cuts=cuts,
        )  # fmt: skip

    def arcs(self, cut: "Cut", priced: bool) -> Arcs:
        """Return the arcs between suppliers and classes."""
        if (cut, priced) not in self._arcs:
            self._arcs[cut, priced] = self.arcs_to(self.classes(cut), self.sources(priced))
        return self._arcs[cut, priced]

    def arcs_to(self, grouped: Classes, sources: Sequence[Supplier]) -> Arcs:
        """Return the arcs between some suppliers and classes."""
        return supply_layers(
            self.problem, self.supply, self.demand, grouped, self.places, self.admission, sources,
            unlimited(sources),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a policy tells needs apart; policies of the same key share their classes.

    Parameters
    ----------
    grouped
        The goal that compares groups, if any.
    spoken
        Sums that speak of some needs only, one per choice.
    drawn
        Whether the lottery is a goal.
    key
        What makes the classes, told apart from what does not.
    """

    grouped: Goal | None = field(compare=False)
    spoken: tuple[Goal, ...] = field(compare=False)
    drawn: bool
    key: tuple[object, ...]

    @property
    def by_child(self) -> bool:
        """Whether the groups count children helped."""
        return self.grouped is not None and self.grouped.measure == "children_helped"


def cut_of(policy: Policy) -> Cut:
    """Return what of a policy tells needs apart."""
    goal = grouped_goal(policy)
    spoken = {
        one.among: one
        for one in policy.goals
        if one.among and one.criterion == "sum" and one.measure not in OF_CHILDREN
    }
    drawn = any(one.measure == "lottery" for one in policy.goals)
    by_place = goal is None or (
        goal.columns in PLACED and not goal.among and goal.measure != "children_helped"
    )
    groups = None if goal is None or by_place else (goal.measure, goal.columns, goal.among)
    return Cut(goal, tuple(spoken.values()), drawn, (groups, *spoken))


def group_cuts(problem: Problem, goal: Goal | None) -> list[Integers]:
    """Return the group of every need where communes and kinds do not tell it."""
    if goal is None or (goal.columns in PLACED and not goal.among):
        return []
    member = members_of(problem, goal)
    of_children = goal.measure in OF_CHILDREN
    return [np.append(member, MISSING)[problem["needs"]["child"]] if of_children else member]


def unlimited(sources: Sequence[Supplier]) -> int:
    """Return a capacity that no flow can fill."""
    return sum(source.capacity for source in sources) + 2
