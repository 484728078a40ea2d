"""Criteria that compare groups and are totals over columns of their own; leximin and max-min are searched instead."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matching.formulation.goal_columns import GroupColumns, Total
from matching.formulation.integer_criteria import (
    alpha_fair,
    at_least,
    at_most,
    bounded_disparity,
    gini,
    k_worst,
    most_at_least,
    proportional_to_need,
    threshold,
)
from matching.formulation.program_desk import Desk
from matching.problem.policy import Goal, Policy

Method = Callable[[Desk, Goal, Policy, GroupColumns], tuple[Total, ...]]
"""Adds what a criterion needs to the program, and returns what is maximised, one after the other."""

INTEGER_CRITERIA: Mapping[str, Method] = MappingProxyType(
    {
        "alpha_fair": alpha_fair.totals,
        "at_least": at_least.totals,
        "at_most": at_most.totals,
        "bounded_disparity": bounded_disparity.totals,
        "gini": gini.totals,
        "k_worst": k_worst.totals,
        "most_at_least": most_at_least.totals,
        "proportional_to_need": proportional_to_need.totals,
        "threshold": threshold.totals,
    }
)
