"""Which condition of a donor's wish keeps a gift from most unmet units: an exact count, not solved again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.conditions import meets, values_of
from matching.auditing.facts import Facts
from matching.auditing.pairs import REQUIREMENTS
from matching.plan.left_over import money_left, units_left
from matching.problem.earmarks import PLACE_FIELDS, Clause, Condition, place_codes
from matching.problem.stock_lines import SHARE, lowest_price

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LoosenedWish:
    """A condition that could be given up.

    Parameters
    ----------
    offer, field
        The offer, and what the condition speaks of (see ``EarmarkField``).
    waiting
        Unmet units that would become admissible for the offer's stock.
    units
        Units of them that what is left could serve, stock row by stock row, money spent once: at most so many.
    """

    offer: str
    field: str
    waiting: int
    units: int


def loosened_wishes(facts: Facts, offers: Integers) -> tuple[LoosenedWish, ...]:
    """Return the conditions of some offers whose loss would admit unmet units, the most useful first."""
    found = [wish for offer in offers.tolist() for wish in _of_offer(facts, offer)]
    return tuple(sorted(found, key=lambda wish: (-wish.units, -wish.waiting, wish.offer, wish.field)))


def _of_offer(facts: Facts, offer: int) -> list[LoosenedWish]:
    problem = facts.problem
    clauses = facts.clauses[offer]
    home = _home(facts, offer)
    conditions = dict.fromkeys(
        one for clause in clauses for one in (*clause.place, *clause.person) if one != home
    )
    lines = np.flatnonzero(problem["stock"]["offer"] == offer)
    left = units_left(problem, facts.allocation)[lines]
    lacking = problem["needs"]["quantity"] - facts.given
    open_needs = np.flatnonzero((lacking > 0) & facts.confirmed)
    waiting, units = dict.fromkeys(conditions, 0), dict.fromkeys(conditions, 0)
    cash = bool(problem["offers"].is_("modality", "cash")[offer])
    money = dict.fromkeys(conditions, int(money_left(problem, facts.allocation)[offer]) * SHARE)
    cost = (lowest_price(problem) * (SHARE + int(problem["offers"]["overhead"][offer])))[lines]
    cheapest = np.argsort(cost, kind="stable")
    for line, spare, price in zip(
        lines[cheapest].tolist(), left[cheapest].tolist(), cost[cheapest].tolist(), strict=True
    ):
        if facts.slotless[line]:
            continue
        need = open_needs[problem["needs"]["kind"][open_needs] == problem["stock"]["kind"][line]]
        rows = np.full(len(need), line)
        good = np.ones(len(need), dtype=np.bool_)
        for name, (fails, _) in REQUIREMENTS.items():
            good &= True if name == "earmark" else ~fails(facts, rows, need)
        need = need[good]
        now = _welcome(facts, clauses, need, None)
        for condition in conditions:
            more = int(lacking[need[_welcome(facts, clauses, need, condition) & ~now]].sum())
            waiting[condition] += more
            served = min(more, spare, money[condition] // price) if cash and price else min(more, spare)
            units[condition] += served
            money[condition] -= served * price
    name = str(problem["offers"]["offer"][offer])
    return [LoosenedWish(name, one.field, waiting[one], units[one]) for one in conditions if waiting[one]]


def _home(facts: Facts, offer: int) -> Condition | None:
    """Return the condition that keeps the money of a commune's fund at home: no wish, and not to be loosened."""
    offers = facts.problem["offers"]
    if not offers.is_("fund_level", "commune")[offer]:
        return None
    return Condition("commune", False, (int(offers["fund_commune"][offer]),))


def _welcome(facts: Facts, clauses: tuple[Clause, ...], need: Integers, dropped: Condition | None) -> Mask:
    """Return which needs meet some clause without one condition."""
    found = np.zeros(len(need), dtype=np.bool_)
    for clause in clauses:
        met = np.ones(len(need), dtype=np.bool_)
        for condition in (*clause.place, *clause.person):
            if condition != dropped:
                met &= _meets(facts, condition, need)
        found |= met
    return found


def _meets(facts: Facts, condition: Condition, need: Integers) -> Mask:
    if condition.field in PLACE_FIELDS:
        codes = place_codes(facts.problem, condition.field)[facts.commune[need]]
        return np.asarray(np.isin(codes, condition.codes) != condition.exclude)
    return meets(condition, values_of(facts, condition.field)[need])
