"""Values of all goals of a policy."""

import numpy as np

from matching.audit.cut import reached_groups
from matching.audit.facts import Facts
from matching.audit.groups import groups_of
from matching.audit.measures import grouped_value, sum_value
from matching.audit.network import Network
from matching.audit.packing import Flags
from matching.audit.reach import reaches
from matching.audit.scope import scope_of
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def goal_values(facts: Facts) -> tuple[Value, ...]:
    """Return the exact value of every goal, in order."""
    return tuple(_value(facts, goal) for goal in facts.policy.goals)


def _value(facts: Facts, goal: Goal) -> Value:
    if goal.criterion == "sum":
        return sum_value(facts, goal.measure)
    if goal.criterion == "leximin" or goal.measure == "cost":
        return grouped_value(facts, goal)
    return grouped_value(facts, goal, reached(facts, goal))


def reached(facts: Facts, goal: Goal) -> Flags:
    """Return the groups of a goal that some line with stock left after promises can reach."""
    nothing, none = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    groups = groups_of(facts, goal.measure, goal.group)
    network = Network(facts, scope_of((goal,)), groups, nothing, nothing, none)
    own = tuple(reaches(facts, network.open_line, network.open_need))
    return reached_groups(network, own)
