"""A ceiling as a goal: the total, and then units above it."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import all_units, coverage_of, group_totals, in_units
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the total, and the units above the ceiling, negative."""
    assert goal.level is not None
    groups = group_totals(desk, counted)
    size = len(groups)
    ceiling = in_units(groups, coverage_of(desk, policy, goal, goal.level), up=False)
    most = np.maximum(groups.promised + groups.room - ceiling, 0)
    above = desk.builder.add_columns(np.zeros(size, dtype=np.int64), most)
    row, ones = np.arange(size), np.ones(size, dtype=np.int64)
    desk.builder.add_rows(
        size,
        np.concatenate([row, row]),
        np.concatenate([above, groups.column]),
        np.concatenate([ones, -ones]),
        lower=groups.promised - ceiling,
    )
    return all_units(counted), Total(above, -ones, 0)
