"""Bounded disparity: the most in total, and then as little as possible beyond the difference that is allowed.

The total stands first, so that giving less to those who have more is never an answer to inequality.
"""

import numpy as np

from matching.auditing.criteria.compared import compared, total_of
from matching.auditing.criteria.threshold import allowed
from matching.auditing.facts import Facts
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import derived
from matching.auditing.reference_program.group_totals import GroupTotals, group_totals, total_stage
from matching.auditing.reference_program.rows import Part, Rows, Terms, at_least, at_most, terms
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal

HIGHEST, LOWEST, EXCESS = 0, 1, 2
"""Columns of the family."""


def value(facts: Facts, goal: Goal) -> Value:
    """Return the total of all groups, and the excess over the allowed difference, negative, as a share of the target."""
    margin = allowed(facts, goal)
    parts, coverages = compared(facts, goal).coverages(margin.denominator)
    excess = 0
    if coverages:
        excess = max(max(coverages) - min(coverages) - int(margin * parts), 0)
    return (total_of(facts, goal), 1), (-excess, parts)


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return two objectives: the total, and then the excess, negative."""
    margin = allowed(core.ground.facts, goal)
    totals = group_totals(core, goal, number, margin.denominator)
    first = total_stage(core, goal, number)
    if not len(totals):
        return Part(), (first,)
    gap = int(margin * totals.parts())

    def spread(beyond: Integers) -> Integers:
        coverage = totals.coverage(beyond)
        highest, lowest = int(coverage.max()), int(coverage.min())
        return np.array([highest, lowest, max(highest - lowest - gap, 0)], dtype=np.int64)

    most = totals.coverage(totals.room)
    base = int((totals.worth() * totals.promised).min())
    upper = np.array([most.max(), most.min(), max(int(most.max()) - base - gap, 0)], dtype=np.int64)
    family = derived(f"spread_{number}", upper, totals.name, spread)
    part = Part((*totals.part.families, family), (*totals.part.rows, *_rows(totals, family.name, gap)))
    return part, (first, Stage(number, 1, (_one(family.name, EXCESS, -1),), 0))


def _rows(totals: GroupTotals, name: str, gap: int) -> tuple[Rows, ...]:
    """Return the rows: no group is above the highest or below the lowest, and the excess is at least their difference."""
    every = np.arange(len(totals), dtype=np.int64)
    unit, kept = totals.worth(), totals.worth() * totals.promised
    served = terms(totals.name, every, every, -unit)
    return (
        at_least("goal", kept, terms(name, every, np.full_like(every, HIGHEST), 1), served),
        at_most("goal", kept, terms(name, every, np.full_like(every, LOWEST), 1), served),
        at_least(
            "goal", np.array([-gap], dtype=np.int64),
            *(_one(name, column, sign) for column, sign in ((EXCESS, 1), (HIGHEST, -1), (LOWEST, 1))),
        ),
    )  # fmt: skip


def _one(name: str, column: int, sign: int) -> Terms:
    return terms(name, np.zeros(1, dtype=np.int64), np.array([column], dtype=np.int64), sign)
