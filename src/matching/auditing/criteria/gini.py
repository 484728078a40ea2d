"""Generalised Gini: coverages in rising order, each weighed the less the higher it stands."""

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
    """Return the mean coverage of the groups that supply reaches, weighed from the worst-off upwards."""
    parts, coverages = compared(facts, goal).coverages()
    if not coverages:
        return None
    weights = _weights(goal, len(coverages))
    welfare = sum(weight * one for weight, one in zip(weights, sorted(coverages), strict=True))
    return Fraction(welfare, sum(weights) * parts)


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: ``Σ_k (w_k − w_{k+1})·L_k``, with ``L_k`` the sum of the k lowest coverages."""
    totals = group_totals(core, goal, number)
    weights = [*_weights(goal, len(totals)), 0]
    counts = [
        (rank + 1, weights[rank] - weights[rank + 1])
        for rank in range(len(totals))
        if weights[rank] > weights[rank + 1]
    ]
    return lowest_sums(totals, counts, number) if counts else (Part(), ())


def _weights(goal: Goal, count: int) -> list[int]:
    """Return a weight per rank: those told, the last of them for all others; or from the number of groups down to 1."""
    if not goal.weights:
        return list(range(count, 0, -1))
    return [goal.weights[min(rank, len(goal.weights) - 1)] for rank in range(count)]
