"""Values of all goals of a policy, recomputed from the problem and the plan alone."""

from matching.auditing.criteria.registry import DEFINITIONS
from matching.auditing.facts import Facts
from matching.auditing.measures import sum_value
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def goal_values(facts: Facts) -> tuple[Value, ...]:
    """Return the exact value of every goal, in order."""
    return tuple(_value(facts, goal) for goal in facts.policy.goals)


def _value(facts: Facts, goal: Goal) -> Value:
    if goal.criterion == "sum":
        return sum_value(facts, goal)
    return DEFINITIONS[goal.criterion].value(facts, goal)
