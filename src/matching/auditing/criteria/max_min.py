"""Max-min: the worst-off of the groups that can be reached, as high as possible."""

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of, steps
from matching.auditing.measures import lowest
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.coverage import Cover, cover_of, shortfalls
from matching.auditing.reference_program.families import used
from matching.auditing.reference_program.rows import Part, Rows, at_least, terms
from matching.auditing.reference_program.stage import Stage
from matching.auditing.supplied_groups import reached
from matching.plan.audit_report import Value
from matching.problem.policy import Goal


def value(facts: Facts, goal: Goal) -> Value:
    """Return the lowest coverage of the groups that supply reaches."""
    groups = groups_of(facts, goal)
    return lowest(groups, steps(facts, goal, groups), reached(facts, goal))


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: that no reached group stays at the lowest coverage; later goals keep that level."""
    cover = cover_of(core, goal)
    rows = np.flatnonzero(cover.reached)
    if not len(rows):
        return Part(), ()
    level = cover.lowest()
    at, under = cover.thresholds(level, above=True), cover.thresholds(level, above=False)
    short, part = shortfalls(cover, f"short_{number}", [at, under], cover.reached)
    columns, anyway = short.find(cover, at, cover.reached)
    name, first = f"lowest_{number}", np.zeros(len(columns), dtype=np.int64)
    still = used(name, 1, columns, first, base=short.name)
    every = np.arange(len(columns), dtype=np.int64)
    tied = at_least(
        name, np.zeros_like(every), terms(name, every, first, 1), terms(short.name, every, columns, -1)
    )
    gains = () if anyway else (terms(name, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), -1),)
    kept = _kept(cover, under)
    stage = Stage(number, None, gains, -1 if anyway else 0, kept, ())
    return Part((*part.families, still), (*part.rows, tied)), (stage,)


def _kept(cover: Cover, least: Integers) -> tuple[Rows, ...]:
    """Return the rows: every reached group gets its number of units."""
    rows = np.flatnonzero(cover.reached & (least > cover.promised))
    place = np.full(len(cover.size), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    entry = np.flatnonzero(place[cover.group] >= 0)
    return (
        at_least(
            "max_min",
            (least - cover.promised)[rows],
            terms(cover.family, place[cover.group[entry]], cover.member[entry], cover.points[entry]),
        ),
    )
