"""Leximin: the worst-off group first, then the next worst."""

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of, steps
from matching.auditing.measures import rising
from matching.auditing.packing import Flags, Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.coverage import Cover, Shortfalls, cover_of, levels_of, shortfalls
from matching.auditing.reference_program.rows import Part, Rows, at_most, terms
from matching.auditing.reference_program.stage import Stage
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return the coverages ``(u, D)`` of all groups, lowest first."""
    groups = groups_of(facts, goal)
    return tuple(rising(groups.served, steps(facts, goal, groups)))


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return, per level of the plan, as few groups as possible at most there.

    A plan that is at least as good in the leximin order has, up to the level where it is better, no more groups
    *below* each level than the plan; these rows stand before the level's objective.
    """
    cover = cover_of(core, goal)
    levels, everyone = levels_of(cover), np.ones(len(cover.size), dtype=np.bool_)
    within = [cover.thresholds(level, above=True) for level in levels]
    below = [cover.thresholds(level, above=False) for level in levels]
    short, part = shortfalls(cover, f"short_{number}", within + below, everyone)
    found = []
    for level, (at, under) in enumerate(zip(within, below, strict=True)):
        columns, anyway = short.find(cover, at, everyone)
        before = _count(cover, short, under, everyone)
        gains = (terms(short.name, np.zeros_like(columns), columns, -1),)
        found.append(Stage(number, level, gains, -anyway, before, ()))
    return part, tuple(found)


def _count(cover: Cover, short: Shortfalls, least: Integers, everyone: Flags) -> tuple[Rows, ...]:
    """Return the row: no more groups than in the plan get less than their number."""
    columns, anyway = short.find(cover, least, everyone)
    allowed = int((cover.served < least).sum()) - anyway
    return (
        at_most(
            short.name,
            np.array([allowed], dtype=np.int64),
            terms(short.name, np.zeros_like(columns), columns, 1),
        ),
    )
