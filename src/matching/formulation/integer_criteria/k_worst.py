"""The k worst-off groups together."""

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import group_totals
from matching.formulation.integer_criteria.lowest_sums import lowest_sums
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the sum of the k lowest coverages."""
    assert goal.k is not None
    groups = group_totals(desk, counted)
    return (lowest_sums(desk, groups, [(min(goal.k, len(groups)), 1)]),) if len(groups) else ()
