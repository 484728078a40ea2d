"""A floor as a goal: as many groups as possible at a coverage or above it."""

import numpy as np

from matching.auditing.criteria.compared import compared, threshold_units
from matching.auditing.facts import Facts
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import choice
from matching.auditing.reference_program.group_totals import group_totals
from matching.auditing.reference_program.rows import Part, at_most, terms
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return how many groups are at the floor or above it."""
    groups = compared(facts, goal)
    floor = threshold_units(facts, goal, groups.size, groups.needed, up=True)
    return int((groups.served >= floor).sum())


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: a group counts only with as many units as it lacks after promises."""
    totals = group_totals(core, goal, number)
    lacking = threshold_units(core.ground.facts, goal, totals.size, totals.needed, up=True) - totals.promised
    open_groups = np.flatnonzero((lacking > 0) & (lacking <= totals.room))
    every = np.arange(len(open_groups), dtype=np.int64)
    family = choice(f"enough_{number}", lacking[open_groups], open_groups, every, base=totals.name)
    row = np.zeros_like(every)
    rows = at_most(
        "goal",
        row,
        terms(family.name, every, every, lacking[open_groups]),
        terms(totals.name, every, open_groups, -1),
    )
    part = Part((*totals.part.families, family), (*totals.part.rows, rows))
    gains = (terms(family.name, row, every, 1),)
    return part, (Stage(number, None, gains, int((lacking <= 0).sum())),)
