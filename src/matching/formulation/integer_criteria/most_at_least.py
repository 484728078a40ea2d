"""A floor as a goal: the groups that reach it."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import coverage_of, group_totals, in_units
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return how many groups reach the floor that do not by promises alone."""
    assert goal.level is not None
    groups = group_totals(desk, counted)
    floor = in_units(groups, coverage_of(desk, policy, goal, goal.level), up=True)
    lacking = floor - groups.promised
    chosen = np.flatnonzero((lacking > 0) & (lacking <= groups.room))
    enough = desk.builder.add_binaries(len(chosen))
    row, ones = np.arange(len(chosen)), np.ones(len(chosen), dtype=np.int64)
    desk.builder.add_rows(
        len(chosen),
        np.concatenate([row, row]),
        np.concatenate([enough, groups.column[chosen]]),
        np.concatenate([lacking[chosen], -ones]),
        upper=0,
    )
    return (Total(enough, ones, 0),)
