"""A floor as a goal: units up to it."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import coverage_of, group_totals, in_units
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the units of all groups that bring them no further than to the floor."""
    assert goal.level is not None
    groups = group_totals(desk, counted)
    size = len(groups)
    floor = in_units(groups, coverage_of(desk, policy, goal, goal.level), up=True)
    filled = desk.builder.add_columns(
        np.zeros(size, dtype=np.int64), np.clip(floor - groups.promised, 0, groups.room)
    )
    row, ones = np.arange(size), np.ones(size, dtype=np.int64)
    desk.builder.add_rows(
        size,
        np.concatenate([row, row]),
        np.concatenate([filled, groups.column]),
        np.concatenate([ones, -ones]),
        upper=0,
    )
    return (Total(filled, ones, 0),)
