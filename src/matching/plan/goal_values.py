"""Values of goals as the audit found them, with the bound that the certificate proves."""

from fractions import Fraction

from matching.plan.audit_report import AuditReport, GoalFinding
from matching.plan.outcome import GoalValue
from matching.problem.policy import Goal, Policy


def goal_values(policy: Policy, report: AuditReport) -> tuple[GoalValue, ...]:
    """Return value and bound of every goal; the bound equals the value where the audit proved it,
    and is the best that the proof leaves possible where it left a gap."""
    return tuple(_goal_value(goal, finding) for goal, finding in zip(policy.goals, report.goals, strict=True))


def _goal_value(goal: Goal, finding: GoalFinding) -> GoalValue:
    value = finding.value
    if isinstance(value, tuple):
        value = Fraction(*value[0]) if value else Fraction(0)
    known = value if value is not None else 0
    return GoalValue(goal, known, known if finding.proved else finding.bound, finding.steps)
