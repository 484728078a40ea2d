"""The most that every offer can win alone: a fractional knapsack over its communes, visits spread over what they carry."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.lagrangian.entries import Entries, Worth, entries_of
from matching.auditing.lagrangian.remaining import Remaining, none_where_missing
from matching.auditing.lagrangian.sums import SAFE, exact_sums
from matching.auditing.packing import Flags, Integers, positions, sums
from matching.auditing.reference_program.ground import UNLIMITED

PRECISION = 20
"""Binary places of the price of a đồng."""


def best_of_offers(left: Remaining, entries: Entries, short: Integers, *, money: int, visits: int) -> int:
    """Return a number that all offers together cannot exceed in what they win.

    Parameters
    ----------
    left, entries
        What promises leave, and what units win.
    short
        Visits that cannot be made, by rising key.
    money, visits
        What a đồng of visits and set-up, whoever pays, and a visit cost in worth.
    """
    offers = left.facts.problem["offers"]
    owner = left.facts.problem["stock"]["offer"]
    entries = _within_limits(left, entries)
    visit = left.visit_keys(owner[entries.line], entries.commune)
    made = positions(short, visit) < 0
    entries, visit = entries.take(np.flatnonzero(made)), visit[made]
    charge = np.where(
        left.known(visit), 0, visits + money * none_where_missing(offers["visit_cost"])[owner[entries.line]]
    )
    carried = _together(visit, entries.units)
    entries = replace(entries, worth=entries.worth - charge // np.maximum(carried, 1))
    kept = entries.worth > 0
    entries, visit = entries.take(np.flatnonzero(kept)), visit[kept]
    price, entries, visit = _priced(left, entries, visit)
    best = _knapsacks(left, entries, price, left.cash[owner[entries.line]])
    few = _fewest(left, entries, visit, best)
    setup = np.where(left.used, 0, money * none_where_missing(offers["setup_cost"]))
    return sum(max(0, one - cost) for one, cost in zip(few, setup.tolist(), strict=True))


def _within_limits(left: Remaining, entries: Entries) -> Entries:
    """Return the entries with no more units than their line and visit may carry."""
    offer = left.facts.problem["stock"]["offer"][entries.line]
    visit = left.visit_keys(offer, entries.commune)
    units = np.minimum(np.minimum(entries.units, left.line[entries.line]), left.commune_room(visit))
    return replace(entries, units=units).take(np.flatnonzero(units > 0))


def short_of_lots(left: Remaining) -> Integers:
    """Return the visits, by rising key, for which all needs together do not make up the lot."""
    every = Worth(np.ones(len(left.need), dtype=np.int64), np.zeros(len(left.line), dtype=np.int64), 0, 0)
    entries = _within_limits(left, entries_of(left, every))
    visit = left.visit_keys(left.facts.problem["stock"]["offer"][entries.line], entries.commune)
    return np.unique(visit[_together(visit, entries.units) < left.lot(visit)])


def _together(key: Integers, units: Integers) -> Integers:
    """Return, per entry, the total of its key."""
    known, codes = np.unique(key, return_inverse=True)
    return sums(codes.reshape(-1), units, len(known))[codes.reshape(-1)]


def _priced(left: Remaining, entries: Entries, visit: Integers) -> tuple[Integers, Entries, Integers]:
    """Return what a unit takes from its budget at least, its share of a new visit included; what cannot be paid goes."""
    offer = left.facts.problem["stock"]["offer"][entries.line]
    price = np.where(left.cash[offer], left.price(entries.line, entries.price), 0)
    fee = np.where(left.cash[offer] & ~left.known(visit), left.visit_price[offer], 0)
    spendable = left.budget[offer] - fee
    affordable = ~left.cash[offer] | ((spendable >= price) & (spendable >= 0))
    asked = price.astype(np.float64) * entries.units
    most = np.where(asked < 2.0**61, np.minimum(price * entries.units, spendable), spendable)
    most = np.minimum(_capped(visit, most), spendable)
    for row in np.flatnonzero((fee > 0) & (most > 0) & affordable).tolist():
        price[row] += int(price[row]) * int(fee[row]) // int(most[row])
    rows = np.flatnonzero(affordable)
    return price[rows], entries.take(rows), visit[rows]


def _capped(key: Integers, money: Integers) -> Integers:
    """Return, per entry, the total of its key, or a large number where that might overflow."""
    known, codes = np.unique(key, return_inverse=True)
    codes = codes.reshape(-1)
    large = np.bincount(codes, weights=np.maximum(money, 0), minlength=len(known)) >= 2.0**60
    total = sums(codes, np.where(large[codes], 0, money), len(known))
    return np.where(large, 2**60, total)[codes]


def _knapsacks(left: Remaining, entries: Entries, price: Integers, paid: Flags) -> list[int]:
    """Return per offer the most that its lines, or its money, win: ``Σ max(0, worth − λ·price)·units + λ·held``.

    Whatever the price λ of money, no line gives more than it holds: its units that win most are the ones that count.
    """
    stock, offers = left.facts.problem["stock"]["offer"], len(left.facts.problem["offers"])
    key = np.where(paid, len(stock) + stock[entries.line], entries.line)
    taken = np.where(paid, price, 1)
    held = np.concatenate([left.line, np.maximum(left.budget, 0)])
    likely = replace(entries, units=_within_lines(left, entries, entries.worth))
    rate, shift = _rates(key, likely, taken, held)
    gain = _gains(entries.worth, shift[key], rate[key], taken)
    won = exact_sums(key, gain, _within_lines(left, entries, gain), len(held))
    result = [0] * offers
    owner = np.concatenate([stock, np.arange(offers)])
    for one in np.unique(key).tolist():
        total = won[one] + int(rate[one]) * int(held[one])
        result[int(owner[one])] += -(-total >> int(shift[one])) if total >= 0 else 0
    return result


def _within_lines(left: Remaining, entries: Entries, gain: NDArray[Any]) -> Integers:
    """Return the units of entries cut to what their lines hold, from the unit that gains most on."""
    order = np.argsort(-gain, kind="stable")
    order = order[np.argsort(entries.line[order], kind="stable")]
    line, units = entries.line[order], entries.units[order]
    first = np.flatnonzero(np.diff(line, prepend=-1))
    before = np.cumsum(units) - units
    before -= np.repeat(before[first], np.diff(np.append(first, len(line))))
    result = np.empty_like(units)
    result[order] = np.clip(left.line[line] - before, 0, units)
    return result


def _gains(worth: Integers, shift: Integers, rate: Integers, taken: Integers) -> NDArray[Any]:
    """Return ``max(0, worth·2**shift − rate·taken)``, in 64 bits where they hold it."""
    largest = max(
        float(np.ldexp(worth.astype(np.float64), shift).max(initial=0)),
        float((rate.astype(np.float64) * taken).max(initial=0)),
    )
    if largest < SAFE:
        return np.maximum((worth << shift) - rate * taken, 0)
    terms = zip(worth.tolist(), shift.tolist(), rate.tolist(), taken.tolist(), strict=True)
    result = np.empty(len(worth), dtype=object)
    result[:] = [max(0, (one << places) - price * use) for one, places, price, use in terms]
    return result


def _rates(key: Integers, entries: Entries, taken: Integers, held: Integers) -> tuple[Integers, Integers]:
    """Return per key a price of what it holds, near the best one, in parts of ``2**shift``; any price is valid."""
    ratio = entries.worth / np.maximum(taken, 1)
    order = np.lexsort((-ratio, key))
    use = (taken * entries.units.astype(np.float64))[order]
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    before = np.cumsum(use) - use
    start = np.repeat(before[first], np.diff(np.append(first, len(key))))
    full = before - start + use >= held[key[order]]
    rate = np.zeros(len(held))
    np.maximum.at(rate, key[order][full], ratio[order][full])
    shift = np.where(
        rate > 0, np.clip(PRECISION - np.floor(np.log2(np.maximum(rate, 1e-30))), 0, 62), 0
    ).astype(np.int64)
    whole = np.ones(len(held), dtype=np.bool_)
    whole[key[taken != 1]] = False
    shift = np.where(whole, 0, shift)
    return np.rint(np.ldexp(rate, shift)).astype(np.int64), shift


def _fewest(left: Remaining, entries: Entries, visit: Integers, best: list[int]) -> list[int]:
    """Return the bounds lowered to what the best visits win where an offer may only make a few."""
    owner = left.facts.problem["stock"]["offer"][entries.line]
    limited = np.flatnonzero(left.visits[owner] < UNLIMITED)
    if not len(limited):
        return best
    known, codes = np.unique(visit[limited], return_inverse=True)
    won = exact_sums(codes.reshape(-1), entries.worth[limited], entries.units[limited], len(known))
    free = left.known(known)
    result = list(best)
    by_offer: dict[int, tuple[list[int], list[int]]] = {}
    first = np.zeros(len(known), dtype=np.int64)
    first[codes.reshape(-1)] = owner[limited]
    for offer, worth, promised in zip(first.tolist(), won, free.tolist(), strict=True):
        by_offer.setdefault(offer, ([], []))[int(promised)].append(worth)
    for offer, (fresh, anyway) in by_offer.items():
        most = sum(sorted(fresh, reverse=True)[: int(left.visits[offer])]) + sum(anyway)
        result[offer] = min(result[offer], most)
    return result
