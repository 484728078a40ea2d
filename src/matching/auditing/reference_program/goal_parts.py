"""Goals over the columns: what each maximises, what it keeps for the next, and the columns it needs."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.groups import children_reached, points_of
from matching.auditing.measures import exact_total, unit_points
from matching.auditing.packing import Flags, Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.coverage import (
    HELPED,
    Cover,
    Shortfalls,
    cover_of,
    levels_of,
    shortfalls,
    special_children,
)
from matching.auditing.reference_program.families import used
from matching.auditing.reference_program.rows import Part, Rows, Terms, at_least, at_most, terms
from matching.problem.policy import Goal


@dataclass(frozen=True, eq=False)
class Stage:
    """One objective: what is maximised, and the rows that hold before it and from the next one on.

    Parameters
    ----------
    goal, level
        Position in the policy, and of a leximin level.
    gains
        Terms of the objective, all in row 0.
    constant
        What promises contribute.
    before
        Rows that every plan keeps that is at least as good; they hold from this objective on.
    after
        Rows that keep what this objective reached; ``None`` for the objective itself at the plan's value.
    """

    goal: int
    level: int | None
    gains: tuple[Terms, ...]
    constant: int
    before: tuple[Rows, ...] = ()
    after: tuple[Rows, ...] | None = None


def stages_of(core: Core, number: int, goal: Goal) -> tuple[Part, tuple[Stage, ...]]:
    """Return the columns and objectives of one goal; none where nothing can be measured."""
    if goal.criterion == "sum":
        gains, constant = _sum(core, goal)
        return Part(), (Stage(number, None, gains, constant),)
    if goal.measure in ("cost", "visits"):
        return Part(), ()
    cover = cover_of(core, goal)
    return _leximin(cover, number) if goal.criterion == "leximin" else _max_min(cover, number)


def _sum(core: Core, goal: Goal) -> tuple[tuple[Terms, ...], int]:
    ground, money, pairs = core.ground, core.money, core.pairs
    facts = ground.facts
    if goal.measure == "children_helped":
        already = facts.special & (children_reached(facts, facts.promised) > 0)
        return (_gains(HELPED, np.ones(len(special_children(core)), dtype=np.int64)),), int(already.sum())
    if goal.measure in ("cost", "visits"):
        offer, _, known = core.split_visits()
        counts = goal.measure == "visits"
        visit = np.where(known, 0, 1 if counts else money.visit_cost[offer])
        if counts:
            return (_gains("visited", -visit),), -len(ground.kept_visits)
        setup = np.where(ground.kept_by_offer[core.offers] > 0, 0, money.setup_cost[core.offers])
        units = money.unit(pairs.line, pairs.need)
        return (_gains("units", -units), _gains("visited", -visit), _gains("used", -setup)), -money.kept_cost
    return (_gains("units", _points(facts, core, goal.measure, pairs.line, pairs.need)),), exact_total(
        _points(facts, core, goal.measure, ground.kept_line, ground.kept_need), ground.kept_units
    )


def _points(facts: Facts, core: Core, measure: str, line: Integers, need: Integers) -> Integers:
    line, need = core.ground.names.lines[line], core.ground.names.needs[need]
    if measure == "weight":
        return unit_points(facts, line, need)
    return points_of(facts, measure)[need]


def _gains(family: str, gain: Integers) -> Terms:
    every = np.arange(len(gain), dtype=np.int64)
    return terms(family, np.zeros_like(every), every, gain)


def _leximin(cover: Cover, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return, per level of the plan, as few groups as possible at most there.

    A plan that is at least as good in the leximin order has, up to the level where it is better, no more groups
    *below* each level than the plan; these rows stand before the level's objective.
    """
    levels, everyone = levels_of(cover), np.ones(len(cover.size), dtype=np.bool_)
    within = [cover.thresholds(level, above=True) for level in levels]
    below = [cover.thresholds(level, above=False) for level in levels]
    short, part = shortfalls(cover, f"short_{number}", within + below, everyone)
    stages = []
    for level, (at, under) in enumerate(zip(within, below, strict=True)):
        columns, anyway = short.find(cover, at, everyone)
        before = _count(cover, short, under, everyone)
        gains = (terms(short.name, np.zeros_like(columns), columns, -1),)
        stages.append(Stage(number, level, gains, -anyway, before, ()))
    return part, tuple(stages)


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


def _max_min(cover: Cover, number: int) -> tuple[Part, tuple[Stage, ...]]:
    """Return one objective: that no reached group stays at the lowest coverage; later goals keep that level."""
    rows = np.flatnonzero(cover.reached)
    if not len(rows):
        return Part(), ()
    lowest = cover.lowest()
    at, under = cover.thresholds(lowest, above=True), cover.thresholds(lowest, above=False)
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
