"""Proportional to need: the most in total, and then as little as possible below the share that all would have alike."""

from math import gcd

import numpy as np

from matching.auditing.criteria.compared import compared, total_of
from matching.auditing.facts import Facts
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import Family, derived, total
from matching.auditing.reference_program.group_totals import GroupTotals, group_totals, total_stage
from matching.auditing.reference_program.rows import Part, at_least, terms
from matching.auditing.reference_program.rows import totals as adding_up
from matching.auditing.reference_program.stage import Stage
from matching.errors import OverflowRefusedError
from matching.plan.audit_report import Value
from matching.problem.policy import Goal

LARGEST = 2**53
"""All shortfalls together stay below this."""


def value(facts: Facts, goal: Goal) -> Value:
    """Return the total of all groups, and the units lacking to the common share, negative.

    With ``U`` units given and ``N`` steps in all, the groups that supply reaches lack ``Σ max(D·U ÷ N − u, 0)``.
    """
    groups = compared(facts, goal)
    served, size = groups.served.tolist(), groups.size.tolist()
    given, common = sum(served), gcd(*size) or 1
    whole = sum(size) // common
    lacking = sum(
        max(one // common * given - whole * units, 0) for one, units in zip(size, served, strict=True)
    )
    return (total_of(facts, goal), 1), (-lacking, max(whole, 1))


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return two objectives: the total, and then what is lacking, negative."""
    totals = group_totals(core, goal, number)
    first = total_stage(core, goal, number)
    if not len(totals):
        return Part(), (first,)
    shares = totals.size // int(np.gcd.reduce(totals.size))
    whole = int(shares.sum())
    every = np.arange(len(totals), dtype=np.int64)
    row = np.zeros_like(every)
    given = total(f"given_{number}", np.array([totals.room.sum()]), every, row, totals.name)
    lacking = _lacking(totals, shares, number)
    rows = at_least(
        "goal",
        shares * int(totals.promised.sum()) - whole * totals.promised,
        terms(lacking.name, every, every, 1),
        terms(given.name, every, row, -shares),
        terms(totals.name, every, every, whole),
    )
    families = (*totals.part.families, given, lacking)
    part = Part(families, (*totals.part.rows, adding_up("goal", given), rows))
    return part, (first, Stage(number, 1, (terms(lacking.name, row, every, -1),), 0))


def _lacking(totals: GroupTotals, shares: Integers, number: int) -> Family:
    """Return the columns that tell what every group lacks, in parts of a unit."""
    whole = int(shares.sum())

    def lacking(beyond: Integers) -> Integers:
        units = totals.promised + beyond
        return np.asarray(np.maximum(shares * int(units.sum()) - whole * units, 0))

    most = int((totals.promised + totals.room).sum())
    if most * whole >= LARGEST:
        raise OverflowRefusedError(
            "the groups of a goal proportional to need are too large for exact numbers"
        )
    upper = np.maximum(shares * most - whole * totals.promised, 0)
    return derived(f"lacking_{number}", upper, totals.name, lacking)
