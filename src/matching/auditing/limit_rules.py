"""Rules on totals: of a need, a stock line, a slot, an offer, an offer for one child or in one commune.

What was promised earlier stands even where it exceeds a limit; nothing may be added then.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from matching.auditing.breaches import Breaches, Check, broken
from matching.auditing.facts import Facts
from matching.auditing.packing import Flags, Integers, pair_sums, sums, wide_sums
from matching.problem.stock_lines import SHARE, line_capacity, lowest_price
from matching.vocabulary import MISSING


def need_quantity(facts: Facts) -> Iterator[Breaches]:
    """No need gets more units than it asks for."""
    asked = facts.problem["needs"]["quantity"]
    given, rows = facts.given, np.arange(len(asked))
    where = given > np.maximum(asked, facts.promised)
    yield broken(
        "{given} units are given where {asked} are needed.", where, needs=rows, given=given, asked=asked
    )


def stock(facts: Facts) -> Iterator[Breaches]:
    """No stock line hands out more than it holds."""
    plan, held = facts.allocation, line_capacity(facts.problem)
    taken = sums(plan.line, plan.quantity, len(held))
    kept = sums(plan.line, facts.kept, len(held))
    offers = facts.problem["stock"]["offer"]
    message = "{taken} units are taken from a stock line that holds {held}."
    yield broken(message, taken > np.maximum(held, kept), offers=offers, taken=taken, held=held)


def slots(facts: Facts) -> Iterator[Breaches]:
    """No slot of a provider is used beyond its capacity."""
    plan, held = facts.allocation, facts.problem["slots"]["capacity"]
    rows = facts.slot[plan.line]
    used = rows >= 0
    taken = sums(rows[used], plan.quantity[used], len(held))
    kept = sums(rows[used], facts.kept[used], len(held))
    message = "{taken} units use a provider's period that has {held} slots."
    yield broken(message, taken > np.maximum(held, kept), taken=taken, held=held)


def offer_totals(facts: Facts) -> tuple[Integers, Integers]:
    """Return the units given and the promised units of every offer."""
    plan, size = facts.allocation, len(facts.problem["offers"])
    return sums(plan.offer, plan.quantity, size), sums(plan.offer, facts.kept, size)


def held_by_offer(facts: Facts) -> Integers:
    """Return the units that all stock lines of every offer hold, less its reserve."""
    offers = facts.problem["offers"]
    held = sums(facts.problem["stock"]["offer"], line_capacity(facts.problem), len(offers))
    return held - np.maximum(offers["reserve"], 0)


def reserve(facts: Facts) -> Iterator[Breaches]:
    """An offer keeps back its reserve."""
    given, kept = offer_totals(facts)
    free = held_by_offer(facts)
    where = (facts.problem["offers"]["reserve"] != MISSING) & (given > np.maximum(free, kept))
    rows = np.arange(len(given))
    message = "{given} units are given; the reserve leaves {free}."
    yield broken(message, where, offers=rows, given=given, free=free)


def spending(facts: Facts, more: Mapping[int, int] = MappingProxyType({})) -> dict[int, int]:
    """Return the đồng every used offer spends: amounts, overhead on their total, visits and set-up it pays itself.

    Parameters
    ----------
    facts
        The plan.
    more
        Đồng that offers are thought to pay for units besides.
    """
    plan, offers = facts.allocation, facts.problem["offers"]
    bought = wide_sums(plan.offer, plan.amount, len(offers))
    visited = _communes_visited(facts, np.ones(len(plan), dtype=np.int64), offers["visit_cost"] > 0)
    own_visits = np.where(offers.is_("visit_payer", "budget"), np.maximum(offers["visit_cost"], 0), 0)
    own_setup = np.where(offers.is_("setup_payer", "budget"), np.maximum(offers["setup_cost"], 0), 0)
    result = {}
    for row in np.flatnonzero(np.bincount(plan.offer, minlength=len(offers))).tolist():
        paid = bought[row] + more.get(row, 0)
        overhead = -(-paid * int(offers["overhead"][row]) // SHARE)
        result[row] = paid + overhead + int(own_visits[row]) * int(visited[row]) + int(own_setup[row])
    return result


def budget(facts: Facts) -> Iterator[Breaches]:
    """An offer spends no more than its budget."""
    offers = facts.problem["offers"]
    cash = offers.is_("modality", "cash")
    spent = spending(facts)
    rows = np.array(list(spent), dtype=np.int64)
    paid = np.array(list(spent.values()), dtype=object)
    held = np.maximum(offers["budget"][rows], 0)
    bound = cash[rows] | (offers["budget"][rows] != MISSING)
    where = np.asarray(bound & (paid > held), dtype=np.bool_)
    message = "{paid} đồng are spent of a budget of {held}."
    yield broken(message, where, offers=rows, paid=paid, held=held)


def limit_rule(per: str, limit: str) -> Check:
    """Return the check of a limit (``max`` or ``min``) per beneficiary (``child``) or commune."""
    column = f"{per}_{limit}"
    bound = _at_most if limit == "max" else _at_least
    word = "most" if limit == "max" else "least"
    sentence = f"{{given}} units for one {per} where the offer allows at {word} {{asked}}."

    def check(facts: Facts) -> Iterator[Breaches]:
        plan, limits = facts.allocation, facts.problem["offers"][column]
        rows = np.flatnonzero(limits[plan.offer] != MISSING)
        place = (facts.owner if per == "child" else facts.commune)[plan.need[rows]]
        size = len(facts.problem["children"]) + len(facts.problem["needs"]) + len(facts.problem["communes"])
        offers, units = plan.offer[rows], (plan.quantity[rows], facts.kept[rows])
        offer, _, (given, kept) = pair_sums(offers, place, size, *units)
        asked = limits[offer]
        where = bound(given, kept, asked)
        example = plan.need[rows[np.unique(offers * size + place, return_index=True)[1]]]
        yield broken(sentence, where, offers=offer, needs=example, given=given, asked=asked)

    return check


def _at_most(given: Integers, kept: Integers, asked: Integers) -> Flags:
    return np.asarray(given > np.maximum(asked, kept))


def _at_least(given: Integers, kept: Integers, asked: Integers) -> Flags:
    return np.asarray((given < asked) & (given > kept))


def _communes_visited(facts: Facts, quantity: Integers, wanted: Flags) -> Integers:
    """Return the communes that every wanted offer visits with a positive quantity, per plan line."""
    plan = facts.allocation
    used = (quantity > 0) & wanted[plan.offer]
    offer, _, _ = pair_sums(plan.offer[used], facts.commune[plan.need[used]], len(facts.problem["communes"]))
    return np.bincount(offer, minlength=len(facts.problem["offers"])).astype(np.int64)


def max_communes(facts: Facts) -> Iterator[Breaches]:
    """An offer is taken to at most so many communes."""
    asked = facts.problem["offers"]["max_communes"]
    visited = _communes_visited(facts, facts.allocation.quantity, asked != MISSING)
    promised = _communes_visited(facts, facts.kept, asked != MISSING)
    where = (asked != MISSING) & (visited > np.maximum(asked, promised))
    rows = np.arange(len(asked))
    message = "{visited} communes are visited where the offer allows {asked}."
    yield broken(message, where, offers=rows, visited=visited, asked=asked)


def all_or_nothing(facts: Facts) -> Iterator[Breaches]:
    """An offer of that sort is given whole or not at all; cash is whole when one unit more would exceed the budget."""
    offers = facts.problem["offers"]
    given, kept = offer_totals(facts)
    whole = held_by_offer(facts)
    part = (offers["all_or_nothing"] == 1) & (given > kept) & (given < whole)
    further = _next_prices(facts)
    spent = spending(facts, further)
    for row in np.flatnonzero(part & offers.is_("modality", "cash")).tolist():
        part[row] = row in further and spent[row] <= int(offers["budget"][row])
    rows = np.arange(len(given))
    message = "{given} units are given of an offer of {whole} that is given whole or not at all."
    yield broken(message, part, offers=rows, given=given, whole=whole)


def _next_prices(facts: Facts) -> dict[int, int]:
    """Return the least price of one more unit, for every offer of which some stock row has one left."""
    stock = facts.problem["stock"]
    taken = sums(facts.allocation.line, facts.allocation.quantity, len(stock))
    room = (stock["quantity"] == MISSING) | (taken < stock["quantity"])
    offers, place = np.unique(stock["offer"][room], return_inverse=True)
    least = np.full(len(offers), np.iinfo(np.int64).max)
    np.minimum.at(least, place.reshape(-1), lowest_price(facts.problem)[room])
    return dict(zip(offers.tolist(), least.tolist(), strict=True))
