"""A floor as a goal: as little as possible lacking below a coverage (the poverty gap in units)."""

import numpy as np

from matching.auditing.criteria.compared import compared, threshold_units
from matching.auditing.facts import Facts
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import derived
from matching.auditing.reference_program.group_totals import group_totals
from matching.auditing.reference_program.rows import Part, at_most, terms
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return the units that all groups have up to the floor."""
    groups = compared(facts, goal)
    floor = threshold_units(facts, goal, groups.size, groups.needed, up=True)
    return int(np.minimum(groups.served, floor).sum())


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: units up to the floor, of which a group has no more than it is given."""
    totals = group_totals(core, goal, number)
    floor = threshold_units(core.ground.facts, goal, totals.size, totals.needed, up=True)
    room = np.clip(floor - totals.promised, 0, totals.room)

    def counted(beyond: Integers) -> Integers:
        return np.asarray(np.minimum(beyond, room))

    family = derived(f"filled_{number}", room, totals.name, counted)
    every = np.arange(len(totals), dtype=np.int64)
    row = np.zeros_like(every)
    rows = at_most("goal", row, terms(family.name, every, every, 1), terms(totals.name, every, every, -1))
    part = Part((*totals.part.families, family), (*totals.part.rows, rows))
    constant = int(np.minimum(totals.promised, floor).sum())
    return part, (Stage(number, None, (terms(family.name, row, every, 1),), constant),)
