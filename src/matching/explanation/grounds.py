"""Why a need is served: what its units do for every goal, and which needs it went before, by which goal or draw."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.groups import groups_of, steps
from matching.auditing.pairs import admissible
from matching.explanation.blocks import further_units
from matching.explanation.evidence import SHOWN
from matching.explanation.exchanges import Exchange, effect_on, units_gained, verdicts
from matching.explanation.standing import Standing
from matching.problem.hashing import chances
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gift:
    """Units that a need has from an offer, and whether they were promised before."""

    offer: str
    units: int
    promised: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What one unit less for the need would do to a goal.

    Parameters
    ----------
    goal
        Position of the goal.
    direction
        -1 where the goal would be worse without the unit, 1 where better, 0 where it would not change.
    amount
        By how much a sum would fall; ``None`` for goals on groups.
    coverage
        Coverage of the need's group in steps of its target, without and with the unit; ``None`` for sums.
    """

    goal: int
    direction: int
    amount: int | None
    coverage: tuple[Fraction, Fraction] | None


@dataclass(frozen=True, slots=True)
class Precedence:
    """Needs that could have had the units, by the goal that put this need first.

    Parameters
    ----------
    goal
        Position of the goal, ``None`` where no goal tells them apart and the order of the tickets did.
    needs
        How many such needs there are.
    examples
        Opaque ids of some, and their chances in the lottery, the nearest first.
    """

    goal: int | None
    needs: int
    examples: tuple[tuple[str, int], ...]


def gifts(facts: Facts, need: int) -> tuple[Gift, ...]:
    """Return what a need is given."""
    plan = facts.allocation
    rows = np.flatnonzero(plan.need == need)
    names = facts.problem["offers"]["offer"]
    return tuple(
        Gift(str(names[plan.offer[row]]), int(plan.quantity[row]), bool(plan.promised[row]))
        for row in rows.tolist()
    )


def effects(standing: Standing, need: int, line: int) -> tuple[Effect, ...]:
    """Return what one unit less of a stock row for a need would do to every goal."""
    facts = standing.facts
    swap = Exchange(*(np.array([value]) for value in (line, need, MISSING, 1)))
    found = []
    for number, goal in enumerate(facts.policy.goals):
        direction = int(effect_on(standing, goal, swap)[0])
        amount, coverage = None, None
        if goal.criterion != "sum":
            coverage = _coverage(facts, goal, swap)
        elif goal.criterion == "sum" and goal.measure not in ("cost", "visits"):
            amount = int(units_gained(facts, goal, swap)[0][0])
        found.append(Effect(number, direction, amount, coverage))
    return tuple(found)


def _coverage(facts: Facts, goal: Goal, swap: Exchange) -> tuple[Fraction, Fraction] | None:
    groups = groups_of(facts, goal)
    owner = int(swap.taken[0])
    if goal.measure == "children_helped":
        owner = int(facts.problem["needs"]["child"][owner])
    group = int(groups.member[owner]) if owner >= 0 else MISSING
    if group == MISSING:
        return None
    size, served = int(steps(facts, goal, groups)[group]), int(groups.served[group])
    lost = int(units_gained(facts, goal, swap)[0][0])
    return Fraction(served - lost, size), Fraction(served, size)


def precedences(standing: Standing, need: int, line: int) -> tuple[Precedence, ...]:
    """Return which needs a stock row could have served instead, by the goal that decided, the last goal first."""
    facts = standing.facts
    needs, seed = facts.problem["needs"], facts.seed
    wanting = (needs["kind"] == needs["kind"][need]) & (facts.given < needs["quantity"])
    rows = np.flatnonzero(wanting & (np.arange(len(wanting)) != need))
    lines = np.full(len(rows), line, dtype=np.int64)
    rows = rows[admissible(facts, lines, rows)]
    units = further_units(facts)[rows]
    held = int(
        facts.allocation.quantity[(facts.allocation.need == need) & (facts.allocation.line == line)].sum()
    )
    rows, units = rows[units <= held], units[units <= held]
    swap = Exchange(np.full(len(rows), line), np.full(len(rows), need), rows, units)
    goal, sign = verdicts(standing, facts.policy.goals, swap)
    chance = chances(needs["need"][rows], seed) if len(rows) else rows
    found = []
    for number in np.unique(goal[sign <= 0])[::-1].tolist():
        inside = np.flatnonzero((goal == number) & (sign <= 0))
        first = inside[np.lexsort((needs["need"][rows[inside]], -chance[inside]))][:SHOWN]
        examples = tuple((str(needs["need"][rows[at]]), int(chance[at])) for at in first.tolist())
        found.append(Precedence(None if number == MISSING else number, len(inside), examples))
    return tuple(found)
