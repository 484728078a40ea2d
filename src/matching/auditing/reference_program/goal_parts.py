"""Goals over the columns: what each maximises, what it keeps for the next, and the columns it needs."""

import numpy as np

from matching.auditing.criteria.registry import DEFINITIONS
from matching.auditing.facts import Facts
from matching.auditing.groups import children_reached, needy_children, points_of, spoken_of
from matching.auditing.measures import exact_total, unit_points
from matching.auditing.packing import Integers
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.coverage import HELPED, special_children
from matching.auditing.reference_program.kept_lines import fewest_changes
from matching.auditing.reference_program.rows import Part, Terms, terms
from matching.auditing.reference_program.stage import Stage
from matching.problem.policy import Goal


def stages_of(core: Core, number: int, goal: Goal) -> tuple[Part, tuple[Stage, ...]]:
    """Return the columns and objectives of one goal; none where nothing can be measured."""
    if goal.measure == "changes":
        return fewest_changes(core, number)
    if goal.criterion == "sum":
        gains, constant = _sum(core, goal)
        return Part(), (Stage(number, None, gains, constant),)
    return DEFINITIONS[goal.criterion].stages(core, goal, number)


def _sum(core: Core, goal: Goal) -> tuple[tuple[Terms, ...], int]:
    ground, money, pairs = core.ground, core.money, core.pairs
    facts = ground.facts
    if goal.measure in ("children_helped", "children_with_nothing"):
        return _children(core, goal)
    if goal.measure in ("cost", "visits"):
        offer, _, known = core.split_visits()
        counts = goal.measure == "visits"
        visit = np.where(known, 0, 1 if counts else money.visit_cost[offer])
        if counts:
            return (_gains("visited", -visit),), -len(ground.kept_visits)
        setup = np.where(ground.kept_by_offer[core.offers] > 0, 0, money.setup_cost[core.offers])
        units = money.unit(pairs.line, pairs.need)
        return (_gains("units", -units), _gains("visited", -visit), _gains("used", -setup)), -money.kept_cost
    return (_gains("units", _points(facts, core, goal, pairs.line, pairs.need)),), exact_total(
        _points(facts, core, goal, ground.kept_line, ground.kept_need), ground.kept_units
    )


def _children(core: Core, goal: Goal) -> tuple[tuple[Terms, ...], int]:
    """Return what children helped gain; those with nothing are the others in need, counted negatively."""
    facts = core.ground.facts
    spoken, children = spoken_of(facts, goal), special_children(core)
    gains = (_gains(HELPED, spoken[core.ground.names.children[children]].astype(np.int64)),)
    promised = children_reached(facts, facts.promised) > 0
    if goal.measure == "children_helped":
        return gains, int((facts.special & promised & spoken).sum())
    return gains, -int((facts.special & needy_children(facts) & ~promised & spoken).sum())


def _points(facts: Facts, core: Core, goal: Goal, line: Integers, need: Integers) -> Integers:
    line, need = core.ground.names.lines[line], core.ground.names.needs[need]
    points = (
        unit_points(facts, line, need) if goal.measure == "weight" else points_of(facts, goal.measure)[need]
    )
    return np.where(spoken_of(facts, goal)[need], points, 0)


def _gains(family: str, gain: Integers) -> Terms:
    every = np.arange(len(gain), dtype=np.int64)
    return terms(family, np.zeros_like(every), every, gain)
