"""Reasons where no prices tell them: every pair of a stock row and a need that it may serve, asked what keeps it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.packing import picked, positions, sums
from matching.auditing.pairs import admissible
from matching.explanation.blocks import BLOCKS, Further, blocks, further_units
from matching.explanation.exchanges import Exchange, costs, verdicts
from matching.explanation.preferences import reason_of_goal
from matching.explanation.standing import Standing
from matching.plan.allocation import Allocation
from matching.plan.any_certificate import AnyCertificate
from matching.plan.result import Unmet
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, Reason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST_PAIRS = 2_000_000
"""So many pairs or exchanges are looked at together."""

REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "budget": Reason.BUDGET,
        "slots": Reason.SLOTS_FULL,
        "reserve": Reason.RESERVE,
        "all_or_nothing": Reason.ALL_OR_NOTHING,
        "commune_min": Reason.LOT_NOT_REACHED,
        "max_communes": Reason.COMMUNES_FULL,
        "commune_max": Reason.COMMUNE_LIMIT,
        "child_max": Reason.CHILD_LIMIT,
        "child_min": Reason.CHILD_LEAST,
        "exclusive": Reason.EXCLUSIVE,
        "cofunding": Reason.COFUNDING,
        "excludes_group": Reason.EXCLUDES_GROUP,
        "matches": Reason.MATCHES,
        "unsplittable": Reason.UNSPLITTABLE,
        "bundle": Reason.BUNDLE,
        "floors": Reason.CEILING,
    }
)
"""Rule that keeps a stock row from a need → the reason it gives."""

STOCK = list(BLOCKS).index("stock")
CODES = np.array([code_of(REASONS[name]) if name in REASONS else MISSING for name in BLOCKS])


def reasons_under_rules(
    problem: Problem,
    plan: Allocation,
    policy: Policy,
    seed: int,
    unmet: Unmet,
    certificate: AnyCertificate | None = None,
) -> Unmet:
    """Return the needs with units left, those whose stock may serve them with what keeps it from them.

    Of all stock rows that may serve a need the one that the fewest rules keep back comes nearest. A rule that
    keeps it back while it holds units is the reason. Where its units are gone, the reason is what an exchange with
    those who have them would do to the goals.
    """
    standing = Standing(Facts(problem, plan, policy, seed), certificate)
    gone = [code_of(one) for one in _OPEN]
    rows = np.flatnonzero(np.isin(unmet.reason, gone))
    if policy.baseline or not len(rows):
        return unmet
    reason, goal, offer = unmet.reason.astype(np.int64), unmet.goal.copy(), unmet.offer.copy()
    place = np.full(len(problem["needs"]), MISSING, dtype=np.int64)
    place[unmet.need[rows]] = rows
    for line, need in _pairs(standing.facts, unmet.need[rows]):
        for told in _told(standing, line, need):
            at = place[told[0]]
            reason[at], goal[at], offer[at] = told[1], told[2], problem["stock"]["offer"][told[3]]
    return Unmet(unmet.need, unmet.quantity, reason.astype(np.int8), goal, offer)


def limits_of_needs(
    problem: Problem,
    plan: Allocation,
    policy: Policy,
    seed: int,
    unmet: Unmet,
    certificate: AnyCertificate | None = None,
) -> Unmet:
    """Return the needs with units left, those kept by a limit of the nearest offer with the limit that keeps each.

    A network tells limits for all needs of a class together; which need has reached a limit per child is told here.
    """
    codes = [
        code_of(one) for one in (Reason.COMMUNE_LIMIT, Reason.CHILD_LIMIT, Reason.CEILING, Reason.SLOTS_FULL)
    ]
    rows = np.flatnonzero(np.isin(unmet.reason, codes) & (unmet.offer != MISSING))
    if not len(rows) or policy.baseline:
        return unmet
    facts = Facts(problem, plan, policy, seed)
    at, line = _lines_of(facts, unmet.offer[rows])
    need = unmet.need[rows[at]]
    good: Mask = np.asarray(problem["stock"]["kind"][line] == problem["needs"]["kind"][need])
    good = np.asarray(good & (facts.capacity[line] > 0))
    good[good] = admissible(facts, line[good], need[good])
    at, line, need = at[good], line[good], need[good]
    standing = Standing(facts, certificate)
    found = blocks(Further(standing, line, need))
    free: Mask = np.logical_not(found.any(axis=1))
    kept = found & ~found[:, [STOCK]]
    order = np.lexsort((line, kept.sum(axis=1), ~kept.any(axis=1), ~free, at))
    order = order[(free | kept.any(axis=1))[order]]
    first = order[np.r_[True, np.diff(at[order]) != 0]] if len(order) else order
    reason, goal = unmet.reason.copy(), unmet.goal.copy()
    reason[rows[at[first]]] = CODES[kept[first].argmax(axis=1)]
    loose = first[free[first]]
    if len(loose):
        _, code, number, _ = _unwanted(standing, line[loose], need[loose])
        reason[rows[at[loose]]], goal[rows[at[loose]]] = code, number
    return Unmet(unmet.need, unmet.quantity, reason, goal, unmet.offer)


def all_given(problem: Problem, plan: Allocation, policy: Policy, seed: int, unmet: Unmet) -> Unmet:
    """Return the needs with units left, those that have every unit that may serve them with that as the reason."""
    if policy.baseline or not len(unmet.need):
        return unmet
    facts = Facts(problem, plan, policy, seed)
    kinds = len(problem["kinds"])
    fresh = plan.quantity - facts.kept
    cell = plan.offer * kinds + problem["needs"]["kind"][plan.need]
    total = sums(cell, fresh, len(problem["offers"]) * kinds)
    own, place = np.unique(cell * len(facts.given) + plan.need, return_inverse=True)
    units = sums(place, fresh, len(own))
    alone = own[(units > 0) & (units == total[own // len(facts.given)])]
    wanted = unmet.offer * kinds + problem["needs"]["kind"][unmet.need]
    named = np.isin(wanted * len(facts.given) + unmet.need, alone) & (unmet.offer != MISSING)
    rows = np.flatnonzero(named & np.isin(unmet.reason, [code_of(one) for one in _GONE]))
    if not len(rows):
        return unmet
    given = sums(plan.line, fresh, len(facts.capacity))
    shared = np.zeros(len(facts.given), dtype=np.bool_)
    for line, need in _pairs(facts, unmet.need[rows]):
        pair, at = np.unique(plan.line * len(facts.given) + plan.need, return_inverse=True)
        mine = picked(sums(at, fresh, len(pair)), positions(pair, line * len(facts.given) + need), 0)
        shared[need[given[line] > mine]] = True
    found = rows[~shared[unmet.need[rows]]]
    reason, goal = unmet.reason.copy(), unmet.goal.copy()
    reason[found], goal[found] = code_of(Reason.ALL_GIVEN), MISSING
    return Unmet(unmet.need, unmet.quantity, reason, goal, unmet.offer)


_GONE = (
    Reason.LOTTERY, Reason.OUTRANKED, Reason.OUTWEIGHED, Reason.LIFE_SAVING_FIRST, Reason.DEARER,
    Reason.OTHERS_SERVED, Reason.PROMISED,
)  # fmt: skip
"""Reasons that say that the stock is gone."""


def _lines_of(facts: Facts, offers: Integers) -> tuple[Integers, Integers]:
    """Return the position of every offer once per stock row it has, and the row."""
    owner = facts.problem["stock"]["offer"].astype(np.int64)
    order = np.argsort(owner, kind="stable")
    begin = np.searchsorted(owner[order], offers, side="left")
    count = np.searchsorted(owner[order], offers, side="right") - begin
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(np.arange(len(offers)), count), order[np.repeat(begin, count) + step]


_OPEN = (
    Reason.OTHERS_SERVED, Reason.COMMUNE_LIMIT, Reason.CHILD_LIMIT, Reason.CEILING, Reason.SLOTS_FULL,
)  # fmt: skip
"""Reasons of a network within an integer program: they only say that some stock may serve the need."""


def _pairs(facts: Facts, needs: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Yield the admissible pairs of some needs, a part of the needs of one kind at a time."""
    kinds = facts.problem["needs"]["kind"][needs]
    held = np.flatnonzero(facts.capacity > 0)
    for kind in np.unique(kinds).tolist():
        lines = held[facts.problem["stock"]["kind"][held] == kind]
        own = needs[kinds == kind]
        size = max(1, MOST_PAIRS // max(len(lines), 1))
        for part in np.split(own, range(size, len(own), size)):
            line, need = np.tile(lines, len(part)), np.repeat(part, len(lines))
            good = admissible(facts, line, need)
            yield line[good], need[good]


Told = tuple[Integers, Integers, Integers, Integers]
"""Needs, the code of the reason, the goal, and the stock row that came nearest."""


def _told(standing: Standing, line: Integers, need: Integers) -> Iterator[Told]:
    """Yield what some pairs tell of their needs."""
    if not len(line):
        return
    found = blocks(Further(standing, line, need))
    count = found.sum(axis=1)
    gone = found[:, STOCK] & (count == 1)
    kept = np.where(found[:, STOCK], 0, found.any(axis=1))
    rank = np.where(count == 0, 0, np.where(kept == 1, 1, np.where(gone, 2, 3)))
    order = np.lexsort((line, count, rank, need))
    first = order[np.r_[True, np.diff(need[order]) != 0]]
    open_pairs = first[rank[first] == 0]
    if len(open_pairs):
        yield _unwanted(standing, line[open_pairs], need[open_pairs])
    ruled = first[(rank[first] == 1) | (rank[first] == 3)]
    others = found[ruled].copy()
    others[:, STOCK] = False
    none = np.full(len(ruled), MISSING, dtype=np.int64)
    yield need[ruled], CODES[others.argmax(axis=1)], none, line[ruled]
    wanted = np.isin(need, need[first[rank[first] == 2]]) & gone
    yield from _exchanged(standing, line[wanted], need[wanted])


def _unwanted(standing: Standing, line: Integers, need: Integers) -> Told:
    """Return why units that break no rule are not given: a goal is against it, or none is for it."""
    units = further_units(standing.facts)[need]
    swap = Exchange(line, np.full(len(need), MISSING, dtype=np.int64), need, units)
    goal, sign = verdicts(standing, standing.facts.policy.goals, swap)
    reason = np.where(goal == MISSING, code_of(Reason.NOT_WANTED), code_of(Reason.NOT_FINISHED))
    reason = np.where(sign < 0, _codes(standing, swap, goal), reason)
    return need, reason, np.where(sign < 0, goal, MISSING), line


def _codes(standing: Standing, swap: Exchange, goal: Integers) -> Integers:
    """Return the reasons that goals give; where a cost is that of a visit or set-up, the visit is not worth it."""
    goals = standing.facts.policy.goals
    told = np.array([*(code_of(reason_of_goal(one)) for one in goals), code_of(Reason.LOTTERY)])[goal]
    costly = told == code_of(Reason.DEARER)
    visits = costly & (costs(standing, "visits", swap) > 0)
    offer = standing.facts.problem["stock"]["offer"][swap.line]
    visits &= np.maximum(standing.facts.problem["offers"]["visit_cost"][offer], 0) > 0
    return np.where(visits, code_of(Reason.VISIT_NOT_WORTH), told)


def _exchanged(standing: Standing, line: Integers, need: Integers) -> Iterator[Told]:
    """Yield, for needs whose stock rows are used up, what the least harmful exchange would do.

    Exchanges that a goal would welcome are closed by rules, or the plan is not the best.
    """
    if not len(need):
        return
    swap = exchanges(standing, line, need)
    goal, sign = verdicts(standing, standing.facts.policy.goals, swap)
    refused = sign > 0
    score = np.where(refused, -1, np.where(goal == MISSING, len(standing.facts.policy.goals), goal))
    order = np.lexsort((swap.taken, swap.line, -score, swap.given))
    order = order[np.r_[True, np.diff(swap.given[order]) != 0]] if len(order) else order
    best, code = order, _codes(standing, swap, goal)[order]
    code = np.where(refused[best], code_of(Reason.OTHERS_SERVED), code)
    floor = refused[best] & _on_floor(standing, swap, best)
    code = np.where(floor, code_of(Reason.FLOOR_ELSEWHERE), code)
    yield swap.given[best], code, np.where(refused[best], MISSING, goal[best]), swap.line[best]
    alone = np.flatnonzero(~np.isin(need, swap.given))
    yield _without_exchange(standing, line[alone], need[alone])


def _without_exchange(standing: Standing, line: Integers, need: Integers) -> Told:
    """Return what is told of needs for which nobody can be exchanged: the units are promised, or in too small parts."""
    facts = standing.facts
    kept = sums(facts.allocation.line, facts.kept, len(facts.capacity))
    rows, first = np.unique(need, return_index=True)
    code = np.where(kept[line[first]] > 0, code_of(Reason.PROMISED), code_of(Reason.OTHERS_SERVED))
    return rows, code, np.full(len(rows), MISSING, dtype=np.int64), line[first]


def exchanges(standing: Standing, line: Integers, need: Integers) -> Exchange:
    """Return every exchange of the units of a stock row between a need that has them and one that lacks them."""
    plan = standing.facts.allocation
    free = np.flatnonzero(~plan.promised)
    free = free[np.argsort(plan.line[free], kind="stable")]
    begin = np.searchsorted(plan.line[free], line, side="left")
    count = np.searchsorted(plan.line[free], line, side="right") - begin
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    held = free[np.repeat(begin, count) + step]
    wanting = np.repeat(need, count)
    units = further_units(standing.facts)[wanting]
    enough = (plan.quantity[held] >= units) & (plan.need[held] != wanting)
    return Exchange(np.repeat(line, count)[enough], plan.need[held][enough], wanting[enough], units[enough])


def _on_floor(standing: Standing, swap: Exchange, rows: Integers) -> Mask:
    """Return the exchanges that would take a group below its floor."""
    facts = standing.facts
    below = np.zeros(len(rows), dtype=np.bool_)
    for member, room in standing.floors:
        taken, given = member[swap.taken[rows]], member[swap.given[rows]]
        below |= (taken != given) & (room[taken] < swap.units[rows])
    return below & (facts.given[swap.taken[rows]] > 0)
