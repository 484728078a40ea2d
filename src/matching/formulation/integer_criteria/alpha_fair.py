"""Alpha-fair welfare: a whole column per run of units of equal worth, which falls, so that they fill in order."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.group_side import equal_runs, welfare_of_groups
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the welfare; where first units come before all others, first how many groups get any."""
    steps = welfare_of_groups(desk.problem, policy, goal, counted.groups)
    assert steps is not None
    group, gain, room = equal_runs(steps, counted.groups.offset)
    column = desk.builder.add_columns(np.zeros(len(room), dtype=np.int64), room)
    size = len(counted.groups.size)
    desk.builder.add_rows(
        size,
        np.concatenate([counted.group, group]),
        np.concatenate([counted.column, column]),
        np.concatenate([counted.coefficient, np.full(len(group), -1, dtype=np.int64)]),
        lower=0,
    )
    if not steps.first:
        return (Total(column, gain, 0),)
    first = gain == steps.first
    some = Total(column[first], np.ones(int(first.sum()), dtype=np.int64), 0)
    return some, Total(column[~first], gain[~first], 0)
