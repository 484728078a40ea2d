"""Rows of budgets, and of offers that are given whole or not at all."""

import numpy as np

from matching.auditing.packing import Flags, Integers, positions, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import choice
from matching.auditing.reference_program.rows import Part, Rows, Terms, at_least, at_most, terms
from matching.problem.stock_lines import lowest_price
from matching.vocabulary import MISSING


def _spending(core: Core, wanted: Flags) -> tuple[Integers, tuple[Terms, ...]]:
    """Return the wanted offers and what units, new visits and new set-ups take, a row per offer."""
    ground, money, pairs = core.ground, core.money, core.pairs
    offers = np.flatnonzero(wanted)
    row = positions(offers, pairs.offer)
    units = np.flatnonzero(row >= 0)
    paid = money.paid(pairs.line, pairs.need)
    visitor, _, known = core.split_visits()
    place = positions(offers, visitor)
    visits = np.flatnonzero((place >= 0) & ~known)
    column = positions(core.offers, offers)
    fresh = np.flatnonzero((column >= 0) & (ground.kept_by_offer[offers] == 0))
    return offers, (
        terms("units", row[units], units, paid[units]),
        terms("visited", place[visits], visits, money.visit[visitor[visits]]),
        terms("used", fresh, column[fresh], money.setup[offers[fresh]]),
    )


def budget(core: Core) -> Part:
    """An offer spends no more than its budget; where its use is a column, nothing while it is not used."""
    ground, money = core.ground, core.money
    concerned = ground.kept_by_offer > 0
    concerned[core.pairs.offer] = True
    offers, (units, visits, _) = _spending(core, money.bounded & concerned)
    column = positions(core.offers, offers)
    tied = (column >= 0) & (ground.kept_by_offer[offers] == 0)
    divisor = np.zeros(len(offers), dtype=np.int64)
    for entry in (units, visits):
        np.gcd.at(divisor, entry.row, entry.coefficient)
    divisor = np.maximum(divisor, 1)
    left = (money.left[offers] - np.where(tied, money.setup[offers], 0)) // divisor
    own = np.flatnonzero(tied)
    rows = at_most(
        "budget",
        np.where(tied, 0, left),
        terms("units", units.row, units.member, units.coefficient // divisor[units.row]),
        terms("visited", visits.row, visits.member, visits.coefficient // divisor[visits.row]),
        terms("used", own, column[own], -left[own]),
    )
    return Part(rows=(rows,))


def all_or_nothing(core: Core) -> Part:
    """An offer used beyond promises is given whole; money is, too, when it buys no further unit."""
    ground = core.ground
    offer = core.offers
    due = ground.free[offer] - ground.kept_by_offer[offer]
    asked = (ground.of_offer("all_or_nothing")[offer] == 1) & (due > 0)
    goods = np.flatnonzero(asked & ~ground.cash[offer])
    money = np.flatnonzero(asked & ground.cash[offer])
    place = positions(offer[goods], ground.offer[core.lines])
    lines = np.flatnonzero(place >= 0)
    every = np.arange(len(goods), dtype=np.int64)
    whole = at_least(
        "all_or_nothing",
        np.zeros_like(every),
        terms("lines", place[lines], lines, 1),
        terms("used", every, goods, -due[goods]),
    )
    spent = _spent_whole(core, money, due)
    return Part(spent.families, (whole, *spent.rows))


def _spent_whole(core: Core, columns: Integers, due: Integers) -> Part:
    """Return, for money, that the units due are all given or that no line with room is still affordable."""
    ground = core.ground
    offers = core.offers[columns]
    place = positions(offers, ground.offer[core.lines])
    lines = np.flatnonzero(place >= 0)
    every = np.arange(len(offers), dtype=np.int64)
    given = choice("given_whole", due[columns], lines, place[lines], base="lines")
    enough = at_least(
        "all_or_nothing",
        np.zeros_like(every),
        terms("lines", place[lines], lines, 1),
        terms("given_whole", every, every, -due[columns]),
    )
    line = np.flatnonzero(np.isin(ground.offer, offers))
    quantity = ground.facts.problem["stock"]["quantity"][ground.names.lines[line]]
    room = quantity - sums(ground.kept_line, ground.kept_units, len(ground.names.lines))[line]
    line, room, limited = (
        part[(quantity == MISSING) | (room > 0)] for part in (line, room, quantity != MISSING)
    )
    spot = positions(core.lines, line)
    closable = np.flatnonzero(limited & (spot >= 0))
    full = choice("exhausted", room[closable], spot[closable], np.arange(len(closable)), base="lines")
    shut = at_least(
        "all_or_nothing",
        np.zeros(len(closable), dtype=np.int64),
        terms("lines", np.arange(len(closable)), spot[closable], 1),
        terms("exhausted", np.arange(len(closable)), np.arange(len(closable)), -room[closable]),
    )
    full_of = np.full(len(line), -1, dtype=np.int64)
    full_of[closable] = np.arange(len(closable))
    return Part((given, full), (enough, shut, *_unaffordable(core, columns, line, full_of)))


def _unaffordable(core: Core, columns: Integers, line: Integers, full: Integers) -> tuple[Rows, ...]:
    """Return, per line with room: so much is spent that it is too dear, or it is exhausted, or all is given.

    Too dear means that one unit more would cost above the budget, overhead on the total rounded up:
    ``(paid + price)·rate + visits + set-up > budget``.
    """
    ground, money = core.ground, core.money
    offer = ground.offer[line]
    price = lowest_price(ground.facts.problem)[ground.names.lines[line]]
    goal = money.left[offer] - price * money.rate[offer] + 1
    rows = np.flatnonzero(goal > 0)
    line, offer, goal, full = line[rows], offer[rows], goal[rows], full[rows]
    wanted = np.zeros(len(ground.offers), dtype=np.bool_)
    wanted[offer] = True
    offers, spent = _spending(core, wanted)
    every = np.arange(len(line), dtype=np.int64)
    place = positions(core.offers[columns], offer)
    own = np.flatnonzero(full >= 0)
    return (
        at_least(
            "all_or_nothing",
            np.zeros_like(goal),
            *(_repeated(entry, positions(offers, offer)) for entry in spent),
            terms("used", every, columns[place], -goal),
            terms("given_whole", every, place, goal),
            terms("exhausted", own, full[own], goal[own]),
        ),
    )


def _repeated(entry: Terms, wanted: Integers) -> Terms:
    """Return the entries once for every wanted row, numbered anew."""
    order = np.argsort(entry.row, kind="stable")
    start, end = (np.searchsorted(entry.row[order], wanted, side=side) for side in ("left", "right"))
    count = end - start
    row = np.repeat(np.arange(len(wanted), dtype=np.int64), count)
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    chosen = order[np.repeat(start, count) + step]
    return Terms(entry.family, row, entry.member[chosen], entry.coefficient[chosen])
