"""Bounded disparity: the total, and then the difference beyond what is allowed."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import all_units, coverage_of, group_totals, in_parts
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the total, and the excess of the highest over the lowest coverage, negative."""
    assert goal.delta is not None
    margin = coverage_of(desk, policy, goal, goal.delta)
    groups = group_totals(desk, counted)
    size, total = len(groups), all_units(counted)
    if not size:
        return (total,)
    parts, unit = in_parts(groups.size, margin.denominator)
    gap = int(margin * parts)
    kept, most = unit * groups.promised, unit * (groups.promised + groups.room)
    widest = int(most.max())
    high, low, excess = desk.builder.add_columns(0, np.array([widest, int(most.min()), widest]))
    row, ones = np.arange(size), np.ones(size, dtype=np.int64)
    for column, bound in ((high, "lower"), (low, "upper")):
        desk.builder.add_rows(
            size,
            np.concatenate([row, row]),
            np.concatenate([np.full(size, column), groups.column]),
            np.concatenate([ones, -unit]),
            **{bound: kept},
        )
    desk.builder.add_row([(np.array([excess, high, low]), np.array([1, -1, 1]))], lower=-gap)
    return total, Total(np.array([excess]), np.array([-1]), 0)
