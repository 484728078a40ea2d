"""A ceiling as a goal: the most in total, and then as little as possible above a coverage.

The total stands first, so that taking from a group above the ceiling is no gain where nobody else can use it.
"""

import numpy as np

from matching.auditing.criteria.compared import compared, threshold_units, total_of
from matching.auditing.facts import Facts
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import derived
from matching.auditing.reference_program.group_totals import group_totals, total_stage
from matching.auditing.reference_program.rows import Part, at_least, terms
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return the total of all groups, and the units above the ceiling, negative."""
    groups = compared(facts, goal)
    ceiling = threshold_units(facts, goal, groups.size, groups.needed, up=False)
    above = int(np.maximum(groups.served - ceiling, 0).sum())
    return (total_of(facts, goal), 1), (-above, 1)


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return two objectives: the total, and then the units above the ceiling, negative."""
    totals = group_totals(core, goal, number)
    ceiling = threshold_units(core.ground.facts, goal, totals.size, totals.needed, up=False)

    def beyond_ceiling(beyond: Integers) -> Integers:
        return np.asarray(np.maximum(totals.promised + beyond - ceiling, 0))

    family = derived(f"above_{number}", beyond_ceiling(totals.room), totals.name, beyond_ceiling)
    every = np.arange(len(totals), dtype=np.int64)
    rows = at_least(
        "goal",
        totals.promised - ceiling,
        terms(family.name, every, every, 1),
        terms(totals.name, every, every, -1),
    )
    part = Part((*totals.part.families, family), (*totals.part.rows, rows))
    gains = (terms(family.name, np.zeros_like(every), every, -1),)
    return part, (total_stage(core, goal, number), Stage(number, 1, gains, 0))
