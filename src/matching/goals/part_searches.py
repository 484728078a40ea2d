"""Independent parts of an integer program: each with its share of every goal."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_assembly import GoalColumns, IntegerFormulation
from matching.formulation.program_builder import ProgramBuilder
from matching.plan.program_parts import ProgramParts, independent_parts
from matching.problem.policy import Policy

Integers = NDArray[np.int64]
Shares = tuple[GoalColumns, ...]


@dataclass(frozen=True, eq=False)
class PartProgram:
    """One part: its columns of the whole program, its own program, and what the goals count in it.

    Parameters
    ----------
    columns
        Its columns in the whole program.
    builder
        Its program, open for goals.
    goals
        Per goal what it counts here.
    """

    columns: Integers
    builder: ProgramBuilder
    goals: Shares

    def within(self, whole: Integers, own: Integers) -> Integers:
        """Return a point of the whole program with this part's columns as in a point of its own."""
        point = whole.copy()
        point[self.columns] = own[: len(self.columns)]
        return point


def part_programs(formed: IntegerFormulation, policy: Policy) -> list[PartProgram]:
    """Return the parts that nothing joins, no row and no group of a goal, the smallest first.

    Sums are the sums of what every part reaches, and the sorted coverages of all groups are those of every part merged, so
    a plan is the best in the order of the goals if and only if it is so in every part.
    """
    builder = formed.desk.builder
    whole = [PartProgram(np.arange(builder.columns, dtype=np.int64), builder, formed.goals)]
    if any(goal.keep is not None for goal in policy.goals):
        return whole
    program = builder.build()
    parts = independent_parts(program, list(_together(formed.goals, policy)))
    if len(parts) == 1:
        return whole
    found = [
        PartProgram(parts.columns[number], ProgramBuilder.of(own), _share(formed.goals, parts, number))
        for number, own in enumerate(parts.programs(program))
    ]
    return sorted(found, key=lambda part: len(part.columns))


def _together(goals: Shares, policy: Policy) -> Iterator[Integers]:
    """Yield columns that goals join: those of a group, and of all groups where the worst-off of all is asked for."""
    for goal, told in zip(policy.goals, goals, strict=True):
        if told.groups is None:
            continue
        if goal.criterion == "max_min":
            yield told.groups.column
        else:
            order = np.argsort(told.groups.group, kind="stable")
            ends = np.flatnonzero(np.diff(told.groups.group[order])) + 1
            yield from np.split(told.groups.column[order], ends)


def _share(goals: Shares, parts: ProgramParts, number: int) -> Shares:
    return tuple(_columns(told, parts, number) for told in goals)


def _columns(told: GoalColumns, parts: ProgramParts, number: int) -> GoalColumns:
    totals = tuple(_total(total, parts, number) for total in told.totals)
    if told.groups is None or told.reached is None:
        return GoalColumns(totals, None, None)
    own = _own(told.groups, parts, number)
    here = told.groups.only(own)
    moved = GroupColumns(here.groups, here.group, parts.place[here.column], here.coefficient)
    return GoalColumns(totals, moved, told.reached[own])


def _total(total: Total, parts: ProgramParts, number: int) -> Total:
    here = parts.part[total.column] == number
    return Total(parts.place[total.column[here]], total.coefficient[here], 0)


def _own(counted: GroupColumns, parts: ProgramParts, number: int) -> NDArray[np.bool_]:
    """Return the groups that lie in a part; those that no column serves lie in the first."""
    home = np.zeros(len(counted.groups.size), dtype=np.int64)
    home[counted.group] = parts.part[counted.column]
    return np.asarray(home == number)
