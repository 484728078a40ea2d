"""Which rules keep a stock row from giving a need more, the plan being as it is: all pairs at once."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.packing import packed, positions, sums
from matching.explanation.standing import Standing
from matching.problem.quoted_values import unit_prices
from matching.problem.stock_lines import lowest_price
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

Block = Callable[["Further"], Mask]


class Further:
    """Units that stock rows would give to needs on top of a plan, one pair each.

    Parameters
    ----------
    standing
        The plan as it stands.
    line, need
        Pairs that are admissible, shape ``(n,)`` each.
    """

    def __init__(self, standing: Standing, line: Integers, need: Integers) -> None:
        self.standing: Standing = standing
        self.line: Integers = line
        self.need: Integers = need
        facts = standing.facts
        self.facts = facts
        self.offer: Integers = facts.problem["stock"]["offer"][line].astype(np.int64)
        self.commune: Integers = facts.commune[need]
        self.units: Integers = further_units(facts)[need]
        self.here: Integers = standing.at(self.offer, self.commune, facts.commune)
        self.mine: Integers = standing.at(self.offer, facts.owner[need], facts.owner)

    def limit(self, column: str) -> Integers:
        """Return a column of the offers, per pair."""
        return self.facts.problem["offers"][column][self.offer].astype(np.int64)

    @property
    def amount(self) -> Integers:
        """Đồng that the units cost the offer, if it is cash."""
        cash = self.facts.problem["offers"].is_("modality", "cash")[self.offer]
        return np.where(cash, unit_prices(self.facts.problem, self.line, self.need) * self.units, 0)


def further_units(facts: Facts) -> Integers:
    """Return the units by which every need is served more: all that it lacks where it is met whole, else one."""
    needs = facts.problem["needs"]
    own = needs["splittable"]
    splittable = np.where(own == MISSING, facts.problem["kinds"]["splittable"][needs["kind"]], own)
    whole = (splittable == 0) | (needs["bundle"] != "")
    return np.where(whole, np.maximum(needs["quantity"] - facts.given, 1), 1)


def _stock(more: Further) -> Mask:
    return np.asarray(more.standing.line_left[more.line] == 0)


def _unsplittable(more: Further) -> Mask:
    left = more.standing.line_left[more.line]
    return np.asarray((left > 0) & (left < more.units))


def _slots(more: Further) -> Mask:
    return np.asarray(more.standing.slot_left[more.facts.slot[more.line]] < more.units)


def _reserve(more: Further) -> Mask:
    standing = more.standing
    room = np.maximum(standing.whole, standing.kept)[more.offer]
    return np.asarray((more.limit("reserve") != MISSING) & (standing.given[more.offer] + more.units > room))


def _budget(more: Further) -> Mask:
    return more.standing.money_short(more.offer, more.amount, more.here == 0)


def _commune_min(more: Further) -> Mask:
    return np.asarray(more.here + more.units < more.limit("commune_min"))


def _commune_max(more: Further) -> Mask:
    limit = more.limit("commune_max")
    return np.asarray((limit != MISSING) & (more.here + more.units > limit))


def _child_min(more: Further) -> Mask:
    return np.asarray(more.mine + more.units < more.limit("child_min"))


def _child_max(more: Further) -> Mask:
    limit = more.limit("child_max")
    return np.asarray((limit != MISSING) & (more.mine + more.units > limit))


def _max_communes(more: Further) -> Mask:
    limit = more.limit("max_communes")
    return np.asarray((limit != MISSING) & (more.here == 0) & (more.standing.visits[more.offer] + 1 > limit))


def _all_or_nothing(more: Further) -> Mask:
    standing, problem = more.standing, more.facts.problem
    given = standing.given[more.offer] + more.units
    part = (more.limit("all_or_nothing") == 1) & (given < standing.whole[more.offer])
    rows = np.flatnonzero(part & problem["offers"].is_("modality", "cash")[more.offer])
    if len(rows):
        price = lowest_price(problem)
        for row in rows.tolist():
            offer = int(more.offer[row])
            lines = np.flatnonzero(problem["stock"]["offer"] == offer)
            open_lines = lines[standing.line_left[lines] > (lines == more.line[row]) * more.units[row]]
            extra = more.amount[row] + price[open_lines]
            pair = np.full(len(extra), offer), extra, np.full(len(extra), more.here[row] == 0)
            part[row] = bool((~standing.money_short(*pair)).any())
    return np.asarray(part)


def _alone(more: Further, place: Integers, column: str) -> Mask:
    """Return where another giver serves at a place and one of both wants to be alone there."""
    facts, plan = more.facts, more.facts.allocation
    giver, alone = more.standing.giver, facts.problem["offers"][column] == (column == "exclusive")
    keys, spot = np.unique(place[plan.need], return_inverse=True)
    size = len(keys) + 1
    lowest, highest = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(lowest, spot, giver[plan.offer])
    np.maximum.at(highest, spot, giver[plan.offer])
    strict = np.zeros(size, dtype=np.bool_)
    strict[spot[alone[plan.offer]]] = True
    found = positions(keys, place[more.need])
    own = giver[more.offer]
    shared = (found >= 0) & ((lowest[found] != own) | (highest[found] != own))
    return np.asarray(shared & (strict[found] | alone[more.offer]))


def _exclusive(more: Further) -> Mask:
    facts = more.facts
    return _alone(more, packed([facts.owner, facts.problem["needs"]["kind"].astype(np.int64)]), "exclusive")


def _cofunding(more: Further) -> Mask:
    return _alone(more, np.arange(len(more.facts.commune)), "cofunding")


def _excludes_group(more: Further) -> Mask:
    names, standing = more.facts.problem["offers"]["excludes_group"], more.standing
    _, group = np.unique(names, return_inverse=True)
    used = sums(group, (standing.given > 0).astype(np.int64), len(names))
    bound = sums(group, (standing.kept > 0).astype(np.int64), len(names))
    after = used[group] + (standing.given == 0)
    return np.asarray((names[more.offer] != "") & (after > np.maximum(bound, 1)[group])[more.offer])


def _matches(more: Further) -> Mask:
    """Return where one of the offers that match another would give another number of the kind than that one."""
    problem, plan = more.facts.problem, more.facts.allocation
    kinds, kind = len(problem["kinds"]), problem["needs"]["kind"][more.need].astype(np.int64)
    other = problem["offers"]["matches"].astype(np.int64)
    broken = np.zeros(len(more.need), dtype=np.bool_)
    cell = plan.offer * kinds + problem["needs"]["kind"][plan.need]
    size = len(other) * kinds
    given, kept = sums(cell, plan.quantity, size), sums(cell, more.facts.kept, size)
    pairs = np.unique(problem["stock"]["offer"].astype(np.int64) * kinds + problem["stock"]["kind"])
    for matcher in np.flatnonzero(other >= 0).tolist():
        own, wanted = matcher * kinds + kind, other[matcher] * kinds + kind
        mine = given[own] + more.units * (more.offer == matcher)
        theirs = given[wanted] + more.units * (more.offer == other[matcher])
        touched = (more.offer == matcher) | (more.offer == other[matcher])
        broken |= touched & np.isin(own, pairs) & (mine != np.maximum(theirs, kept[own]))
    return broken


def _bundle(more: Further) -> Mask:
    """Return where other needs of the bundle would stay unmet."""
    needs = more.facts.problem["needs"]
    _, group = np.unique(needs["bundle"], return_inverse=True)
    lacking = sums(group, (more.facts.given < needs["quantity"]).astype(np.int64), len(needs) + 1)
    return np.asarray((needs["bundle"][more.need] != "") & (lacking[group[more.need]] > 1))


def _ceiling(more: Further) -> Mask:
    blocked = np.zeros(len(more.need), dtype=np.bool_)
    for member, room in more.standing.ceilings:
        blocked |= room[member[more.need]] < more.units
    return blocked


BLOCKS: Mapping[str, Block] = {
    "stock": _stock,
    "slots": _slots,
    "budget": _budget,
    "reserve": _reserve,
    "all_or_nothing": _all_or_nothing,
    "commune_min": _commune_min,
    "max_communes": _max_communes,
    "commune_max": _commune_max,
    "child_max": _child_max,
    "child_min": _child_min,
    "exclusive": _exclusive,
    "cofunding": _cofunding,
    "excludes_group": _excludes_group,
    "matches": _matches,
    "unsplittable": _unsplittable,
    "bundle": _bundle,
    "floors": _ceiling,
}
"""Rule → where it keeps a stock row from giving a need more; the first one that does is the reason."""


def blocks(more: Further) -> Mask:
    """Return which rules further units would break, shape ``(pairs, rules)``."""
    return np.stack([block(more) for block in BLOCKS.values()], axis=1)
