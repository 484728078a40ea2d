"""Threshold welfare: equity among groups near the worst-off, and the most in total above (Hooker and Williams 2012)."""

from fractions import Fraction

import numpy as np

from matching.auditing.criteria.compared import compared, whole_percent
from matching.auditing.facts import Facts
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import CHOICE, derived
from matching.auditing.reference_program.group_totals import group_totals
from matching.auditing.reference_program.rows import Part, at_least, at_most, terms
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return ``(n−1)·Δ + Σ max(c − Δ, c_min)`` over the n groups that supply reaches, divided by n."""
    margin = allowed(facts, goal)
    parts, coverages = compared(facts, goal).coverages(margin.denominator)
    if not coverages:
        return None
    gap, lowest = int(margin * parts), min(coverages)
    welfare = (len(coverages) - 1) * gap + sum(max(one - gap, lowest) for one in coverages)
    return Fraction(welfare, len(coverages) * parts)


def allowed(facts: Facts, goal: Goal) -> Fraction:
    """Return the difference of coverages ``u ÷ D`` that a goal leaves free."""
    assert goal.delta is not None
    return Fraction(goal.delta * whole_percent(facts, goal), 10_000)


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective, in the published form: ``v ≤ c − Δ·y``, ``w ≤ v ≤ w + (M − Δ)·y`` with ``y`` 0 or 1.

    ``v`` is ``max(c − Δ, w)`` and ``w`` the lowest coverage; ``M`` is what pairs can bring the group above the least
    that promises bring anybody.
    """
    margin = allowed(core.ground.facts, goal)
    totals = group_totals(core, goal, number, margin.denominator)
    groups = len(totals)
    if not groups:
        return Part(), ()
    unit, gap = totals.worth(), int(margin * totals.parts())

    def lowest(beyond: Integers) -> Integers:
        return np.asarray(totals.coverage(beyond).min(keepdims=True))

    def worth(beyond: Integers) -> Integers:
        return np.asarray(np.maximum(totals.coverage(beyond) - gap, lowest(beyond)))

    def above(beyond: Integers) -> Integers:
        return np.asarray(totals.coverage(beyond) - gap > lowest(beyond), dtype=np.int64)

    base, most = int((unit * totals.promised).min()), totals.coverage(totals.room)
    spare = np.maximum(most - base - gap, 0)
    low = derived(f"lowest_{number}", lowest(totals.room), totals.name, lowest)
    high = derived(f"worth_{number}", worth(totals.room), totals.name, worth)
    choice = derived(f"above_{number}", np.minimum(spare, 1), totals.name, above, CHOICE)
    every = np.arange(groups, dtype=np.int64)
    first = np.zeros_like(every)
    rows = (
        at_most(
            "goal",
            unit * totals.promised,
            terms(high.name, every, every, 1),
            terms(choice.name, every, every, gap),
            terms(totals.name, every, every, -unit),
        ),
        at_most(
            "goal",
            first,
            terms(high.name, every, every, 1),
            terms(low.name, every, first, -1),
            terms(choice.name, every, every, -spare),
        ),
        at_least("goal", first, terms(high.name, every, every, 1), terms(low.name, every, first, -1)),
    )
    part = Part((*totals.part.families, low, high, choice), (*totals.part.rows, *rows))
    return part, (Stage(number, None, (terms(high.name, first, every, 1),), (groups - 1) * gap),)
