"""Generalised Gini: sums of the k lowest coverages, each as often as the weights fall at k."""

import numpy as np

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria.group_totals import group_totals
from matching.formulation.integer_criteria.lowest_sums import lowest_sums
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy


def totals(desk: Desk, goal: Goal, policy: Policy, counted: GroupColumns) -> tuple[Total, ...]:
    """Return the coverages in rising order times falling weights."""
    groups = group_totals(desk, counted)
    size = len(groups)
    weights = np.arange(size, 0, -1)
    if goal.weights:
        last = np.full(size, goal.weights[-1])
        weights = np.append(goal.weights, last)[:size]
    falls = weights - np.append(weights[1:], 0)
    counts = [(rank + 1, fall) for rank, fall in enumerate(falls.tolist()) if fall]
    return (lowest_sums(desk, groups, counts),) if counts else ()
