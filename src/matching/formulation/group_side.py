"""The groups of a network's grouped goal: who belongs to them, and the arcs by which they reach the sink."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.formulation.grouping import target_divisor
from matching.formulation.network import SINK, Groups
from matching.formulation.welfare_steps import WelfareSteps, welfare_steps
from matching.problem.commune_targets import targets
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupSide:
    """Groups, the group of every need (or child), and the worth of their units where welfare is a goal."""

    groups: Groups | None
    member: Integers | None
    steps: WelfareSteps | None

    def node_of(self, rows: Integers) -> Integers:
        """Return the node of the group of some needs (or children), the sink where they are in none."""
        assert self.groups is not None
        assert self.member is not None
        return np.append(self.groups.node, SINK)[self.member[rows]]

    def arcs(self) -> tuple[Integers, Integers, Integers]:
        """Return tail, capacity and welfare of the arcs to the sink: one per group, or one per run of equal worth."""
        groups = self.groups
        assert groups is not None
        if self.steps is None:
            room = np.maximum(groups.ceiling - groups.offset, 0)
            return groups.node, room, np.zeros(len(room), dtype=np.int64)
        group, gain, room = equal_runs(self.steps, groups.offset)
        return groups.node[group], room, gain


def equal_runs(steps: WelfareSteps, offset: Integers) -> tuple[Integers, Integers, Integers]:
    """Return group, worth and number of units of every run of units of equal worth beyond promises."""
    length = np.diff(steps.start)
    group = np.repeat(np.arange(len(length)), length)
    beyond = np.arange(len(group)) - steps.start[group] >= offset[group]
    group, gain = group[beyond], steps.gain[beyond]
    new = np.ones(len(group), dtype=np.bool_)
    new[1:] = (group[1:] != group[:-1]) | (gain[1:] != gain[:-1])
    first = np.flatnonzero(new)
    return group[first], gain[first], np.diff(np.append(first, len(group)))


def welfare_of_groups(problem: Problem, policy: Policy, goal: Goal, groups: Groups) -> WelfareSteps | None:
    """Return the worth of the units of an alpha-fair goal's groups, ``None`` for other goals.

    Raises
    ------
    OverflowRefusedError
        If it does not fit 64 bits.
    """
    if goal.criterion != "alpha_fair":
        return None
    assert goal.alpha is not None
    share = (
        Fraction(target_divisor(targets(problem, policy.disadvantage)), 100) if goal.adjusted else Fraction(1)
    )
    return welfare_steps(goal.alpha, groups.size, groups.denominator, share)
