"""Threshold welfare in the form of Hooker and Williams (2012), with the least ``M`` of every group."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import coverage_of, group_totals, in_parts
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return ``Σ v`` with ``v ≤ c − Δ·y`` and ``v ≤ w + (M − Δ)·y``; ``w`` is below every ``v``, ``y`` is 0 or 1."""
    assert goal.delta is not None
    margin = coverage_of(desk, policy, goal, goal.delta)
    groups = group_totals(desk, counted)
    size = len(groups)
    if not size:
        return ()
    parts, unit = in_parts(groups.size, margin.denominator)
    gap = int(margin * parts)
    kept, most = unit * groups.promised, unit * (groups.promised + groups.room)
    spare = np.maximum(most - int(kept.min()) - gap, 0)
    row, ones = np.arange(size), np.ones(size, dtype=np.int64)
    (low,) = desk.builder.add_columns(0, int(most.min()))
    worth = desk.builder.add_columns(np.zeros(size, dtype=np.int64), most)
    above = desk.builder.add_columns(np.zeros(size, dtype=np.int64), np.minimum(spare, 1))
    every = np.concatenate([row, row, row])
    desk.builder.add_rows(
        size,
        every,
        np.concatenate([worth, above, groups.column]),
        np.concatenate([ones, gap * ones, -unit]),
        upper=kept,
    )
    desk.builder.add_rows(
        size,
        every,
        np.concatenate([worth, np.full(size, low), above]),
        np.concatenate([ones, -ones, -spare]),
        upper=0,
    )
    desk.builder.add_rows(
        size,
        np.concatenate([row, row]),
        np.concatenate([worth, np.full(size, low)]),
        np.concatenate([ones, -ones]),
        lower=0,
    )
    return (Total(worth, ones, 0),)
