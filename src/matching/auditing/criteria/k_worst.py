"""The k worst-off groups together: the sum of the k lowest coverages, as large as possible."""

from fractions import Fraction

from matching.auditing.criteria.compared import compared
from matching.auditing.criteria.lowest_sums import lowest_sums
from matching.auditing.facts import Facts
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.group_totals import group_totals
from matching.auditing.reference_program.rows import Part
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return the mean coverage of the k worst-off of the groups that supply reaches, of all where they are fewer."""
    parts, coverages = compared(facts, goal).coverages()
    if not coverages:
        return None
    assert goal.k is not None
    worst = sorted(coverages)[: goal.k]
    return Fraction(sum(worst), len(worst) * parts)


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: ``k·t − Σ max(t − c, 0)``, which is largest at the k-th lowest coverage ``t``."""
    totals = group_totals(core, goal, number)
    assert goal.k is not None
    return lowest_sums(totals, [(min(goal.k, len(totals)), 1)], number) if len(totals) else (Part(), ())
