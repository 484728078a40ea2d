"""Alpha-fair welfare: every unit counts the less, the more of its need a group has already."""

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of
from matching.auditing.packing import Integers, positions
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.coverage import Cover, cover_of
from matching.auditing.reference_program.families import choice
from matching.auditing.reference_program.rows import Part, at_least, terms
from matching.auditing.reference_program.stage import Stage
from matching.auditing.welfare import Welfare, welfare_of
from matching.errors import OverflowRefusedError
from matching.plan.audit_report import Value
from matching.problem.policy import Goal

MOST_COLUMNS = 200_000
"""Units of all groups together that are told one by one."""


def value(facts: Facts, goal: Goal) -> Value:
    """Return the welfare of a plan in whole numbers."""
    groups = groups_of(facts, goal)
    return welfare_of(facts, goal, groups).total(groups.served)


def stages(core: Core, goal: Goal, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: what the units of all groups are worth; for ``alpha ≥ 1`` first how many groups get any."""
    facts = core.ground.facts
    cover = cover_of(core, goal)
    welfare = _in_order_of(cover, core, goal, welfare_of(facts, goal, groups_of(facts, goal)))
    group, unit = _open_units(cover)
    if len(group) > MOST_COLUMNS:
        raise OverflowRefusedError("an alpha-fair goal has too many units to be proved one by one")
    name, part = f"unit_{number}", _columns(cover, group, unit, f"unit_{number}")
    gain = welfare.gain[welfare.start[group] + unit - 1]
    kept = welfare.total(cover.promised)
    if not welfare.first:
        return part, (_stage(number, None, name, gain, kept),)
    first = unit == 1
    some = int((cover.promised > 0).sum())
    return part, (
        _stage(number, 0, name, first.astype(np.int64), some),
        _stage(number, 1, name, np.where(first, 0, gain), kept - some * welfare.first),
    )


def _stage(number: int, level: int | None, name: str, gain: Integers, constant: int) -> Stage:
    column = np.flatnonzero(gain)
    return Stage(number, level, (terms(name, np.zeros_like(column), column, gain[column]),), constant)


def _in_order_of(cover: Cover, core: Core, goal: Goal, welfare: Welfare) -> Welfare:
    """Return the table with its groups in the order of the cover."""
    names = groups_of(core.ground.facts, goal).names(core.ground.names, goal.measure == "children_helped")
    order = np.lexsort((names[:, 1], names[:, 0]))
    length = np.diff(welfare.start)[order]
    start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(length)])
    place = np.repeat(welfare.start[:-1][order] - start[:-1], length) + np.arange(int(length.sum()))
    return Welfare(start, welfare.gain[place], welfare.first)


def _open_units(cover: Cover) -> tuple[Integers, Integers]:
    """Return group and number of every unit that pairs can bring beyond promises."""
    count = cover.attainable - cover.promised
    group = np.repeat(np.arange(len(count)), count)
    start = np.cumsum(count) - count
    return group, np.arange(len(group)) - start[group] + cover.promised[group] + 1


def _columns(cover: Cover, group: Integers, unit: Integers, name: str) -> Part:
    """Return a 0/1 column per unit, 1 where the group gets as many, and a row per group that adds them up."""
    due = unit - cover.promised[group]
    order = np.argsort(cover.group, kind="stable")
    start, end = (np.searchsorted(cover.group[order], group, side=side) for side in ("left", "right"))
    count = end - start
    row = np.repeat(np.arange(len(group), dtype=np.int64), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    entry = order[np.repeat(start, count) + step]
    family = choice(name, due, cover.member[entry], row, base=cover.family, weight=cover.points[entry])
    told = np.unique(group)
    place = positions(told, cover.group)
    serving = np.flatnonzero(place >= 0)
    column = np.arange(len(group), dtype=np.int64)
    rows = at_least(
        name,
        np.zeros(len(told), dtype=np.int64),
        terms(cover.family, place[serving], cover.member[serving], cover.points[serving]),
        terms(name, positions(told, group), column, -1),
    )
    return Part((family,), (rows,))
