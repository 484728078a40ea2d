"""Units of whole groups as columns, and coverages in equal parts, for criteria that add or subtract coverages."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.grouping import target_divisor
from matching.formulation.program_desk import Desk
from matching.problem.commune_targets import targets
from matching.problem.policy import Goal, Policy

Integers = NDArray[np.int64]

MOST_PARTS = 100_000_000
"""Parts of a whole coverage, at most, where that is enough for every group to count exactly."""


@dataclass(frozen=True, eq=False, slots=True)
class GroupTotals:
    """A column per group, its units beyond promises.

    Parameters
    ----------
    column
        Number of every column.
    promised, room, size, needed
        Units by promise, most units beyond them, steps of the coverage, and units needed, per group.
    """

    column: Integers
    promised: Integers
    room: Integers
    size: Integers
    needed: Integers

    def __len__(self) -> int:
        return len(self.column)


def group_totals(desk: Desk, counted: GroupColumns) -> GroupTotals:
    """Return new columns that add up what every group counts."""
    groups = counted.groups
    count = len(groups.size)
    room = np.maximum(groups.size - groups.offset, 0)
    column = desk.builder.add_columns(np.zeros(count, dtype=np.int64), room)
    desk.builder.add_rows(
        count,
        np.concatenate([counted.group, np.arange(count)]),
        np.concatenate([counted.column, column]),
        np.concatenate([counted.coefficient, np.full(count, -1, dtype=np.int64)]),
        0,
        0,
    )
    return GroupTotals(column, groups.offset, room, groups.denominator, groups.size)


def in_parts(size: Integers, multiple: int = 1) -> tuple[int, Integers]:
    """Return the parts of a whole coverage, and those that a unit of every group counts.

    The parts are the least number that every step and the multiple divide; where that exceeds :data:`MOST_PARTS`, a
    power of ten with at least four places more than the steps of the largest group.
    """
    whole = int(np.lcm.reduce(np.append(np.unique(size).astype(object), multiple)))
    if whole > MOST_PARTS:
        whole = max(MOST_PARTS, int("1" + "0" * (len(str(int(size.max()))) + 4)))
    return whole, np.asarray(whole // size, dtype=np.int64)


def coverage_of(desk: Desk, policy: Policy, goal: Goal, percent: int) -> Fraction:
    """Return the coverage ``units ÷ steps`` at which a group has so many per cent of its target."""
    divisor = target_divisor(targets(desk.problem, policy.disadvantage)) if goal.adjusted else 100
    return Fraction(percent * divisor, 10_000)


def in_units(totals: GroupTotals, level: Fraction, *, up: bool) -> Integers:
    """Return the units that bring every group to a coverage, rounded up or down; never more than it needs."""
    exact = [level * steps for steps in totals.size.tolist()]
    units = [-(-one.numerator // one.denominator) if up else int(one) for one in exact]
    return np.minimum(np.array(units, dtype=np.int64), totals.needed)


def all_units(counted: GroupColumns) -> Total:
    """Return the units of all groups together."""
    return Total(counted.column, counted.coefficient, 0)
