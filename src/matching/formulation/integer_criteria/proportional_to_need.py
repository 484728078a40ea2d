"""Proportional to need: the total, and then what groups lack to the share that all would have alike."""

import numpy as np

from matching.errors import OverflowRefusedError
from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import all_units, group_totals
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the total, and ``Σ max(D·U − N·u, 0)``, negative, with ``U`` units given and ``N`` steps in all."""
    groups = group_totals(desk, counted)
    size, total = len(groups), all_units(counted)
    if not size:
        return (total,)
    share = groups.size // int(np.gcd.reduce(groups.size))
    whole, kept = int(share.sum()), int(groups.promised.sum())
    most = kept + int(groups.room.sum())
    if most * whole >= 2**53:
        raise OverflowRefusedError(
            "the groups of a goal proportional to need are too large for exact numbers"
        )
    lower = whole * groups.promised - share * kept
    (given,) = desk.builder.add_columns(0, most - kept)
    lacking = desk.builder.add_columns(
        np.zeros(size, dtype=np.int64), np.maximum(share * most - whole * groups.promised, 0)
    )
    desk.builder.add_row([(groups.column, 1), (np.array([given]), -1)], lower=0, upper=0)
    row = np.arange(size)
    desk.builder.add_rows(
        size,
        np.concatenate([row, row, row]),
        np.concatenate([lacking, groups.column, np.full(size, given)]),
        np.concatenate([np.ones(size, dtype=np.int64), np.full(size, whole), -share]),
        lower=-lower,
    )
    return total, Total(lacking, np.full(size, -1), 0)
