"""Columns that several rules speak of: units, totals of needs, lines and visits, and what is used at all."""

from dataclasses import dataclass

import numpy as np

from matching.auditing.packing import Flags, Integers, positions, sums
from matching.auditing.reference_program.families import UNITS, Family, total, used
from matching.auditing.reference_program.ground import UNLIMITED, Ground
from matching.auditing.reference_program.money import Money
from matching.auditing.reference_program.pairs import Pairs, commune_kept, commune_room, pairs_of
from matching.auditing.reference_program.rows import Part, Rows, at_least, only_if, terms, totals
from matching.vocabulary import MISSING


@dataclass(frozen=True, eq=False)
class Core:
    """The columns, and which of them every key means; keys rise.

    Parameters
    ----------
    ground, money, pairs
        What is left after promises, and between whom.
    needs, lines
        Needs and lines with a pair: columns ``needs`` and ``lines``, units in all.
    visits
        (offer, commune): columns ``carried``, units in all.
    visited
        (offer, commune): columns ``visited``, whether there is a unit beyond promises.
    offers
        Offers: columns ``used``, whether there is a unit beyond promises.
    """

    ground: Ground
    money: Money
    pairs: Pairs
    needs: Integers
    lines: Integers
    visits: Integers
    visited: Integers
    offers: Integers

    @property
    def visit_keys(self) -> Integers:
        """Key (offer, commune) of every pair."""
        return np.asarray(self.pairs.offer * self.ground.communes + self.pairs.commune)

    def split_visits(self) -> tuple[Integers, Integers, Flags]:
        """Return offer and commune of the columns ``visited``, and whether a promise goes there anyway."""
        offer, commune = np.divmod(self.visited, max(self.ground.communes, 1))
        return offer, commune, np.isin(self.visited, self.ground.kept_visits)

    def need_columns(self, need: Integers) -> Integers:
        """Return the column of ``needs`` of every need, -1 where it can get nothing more."""
        return positions(self.needs, need)


def core_of(ground: Ground) -> Core:
    """Return the columns that the rules and goals of a problem ask for."""
    money = Money(ground)
    pairs = pairs_of(ground, money)
    keys = np.unique(pairs.offer * ground.communes + pairs.commune)
    offer = keys // max(ground.communes, 1)
    visited = keys[_asks_visits(ground, money)[offer]]
    limited = ground.of_offer("commune_max")[offer] != MISSING
    offers = np.unique(pairs.offer)
    return Core(
        ground=ground,
        money=money,
        pairs=pairs,
        needs=np.unique(pairs.need),
        lines=np.unique(pairs.line),
        visits=np.union1d(visited, keys[limited]),
        visited=visited,
        offers=offers[_asks_use(ground, money)[offers]],
    )


def _measures(ground: Ground) -> set[str]:
    return {goal.measure for goal in ground.facts.policy.goals}


def _asks_visits(ground: Ground, money: Money) -> Flags:
    """Return the offers whose visits count."""
    if "visits" in _measures(ground):
        return np.ones(len(ground.offers), dtype=np.bool_)
    paid = (money.visit > 0) & money.bounded
    if "cost" in _measures(ground):
        paid = paid | (money.visit_cost > 0)
    lot, most = ground.of_offer("commune_min") > 1, ground.of_offer("max_communes") != MISSING
    return np.asarray(paid | lot | most)


def _asks_use(ground: Ground, money: Money) -> Flags:
    """Return the offers of which it matters whether they are used beyond promises."""
    paid = (money.setup > 0) & money.bounded
    if "cost" in _measures(ground):
        paid = paid | (money.setup_cost > 0)
    whole = ground.of_offer("all_or_nothing") == 1
    group = ground.facts.problem["offers"]["excludes_group"][ground.offers] != ""
    return np.asarray(paid | whole | group)


def core_part(core: Core) -> Part:
    """Return the columns with the rows that say what they mean."""
    pairs, ground = core.pairs, core.ground
    every = np.arange(len(pairs), dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    units = Family("units", pairs.upper, UNITS, "total", "", none, none, none, none)
    needs = total("needs", ground.need_left[core.needs], every, positions(core.needs, pairs.need))
    lines = total("lines", ground.line_left[core.lines], every, positions(core.lines, pairs.line))
    place = positions(core.visits, core.visit_keys)
    rows = every[place >= 0]
    carried = total("carried", _carried_upper(core, place), rows, place[rows])
    place = positions(core.visited, core.visit_keys)
    rows = every[place >= 0]
    visited = used("visited", len(core.visited), rows, place[rows])
    place = positions(core.offers, pairs.offer)
    rows = every[place >= 0]
    in_use = used("used", len(core.offers), rows, place[rows])
    families = (units, needs, lines, carried, visited, in_use)
    return Part(
        families,
        (
            totals("need_quantity", needs),
            totals("stock", lines),
            totals("carried", carried),
            *_visit_rows(core, carried),
            *_use_rows(core),
        ),
    )


def _carried_upper(core: Core, place: Integers) -> Integers:
    ground = core.ground
    offer, commune = np.divmod(core.visits, max(ground.communes, 1))
    together = sums(place[place >= 0], core.pairs.upper[place >= 0], len(core.visits))
    room = np.minimum(commune_room(ground, offer, commune), ground.reserve_left[offer])
    return np.minimum(together, room)


def _visit_rows(core: Core, carried: Family) -> tuple[Rows, ...]:
    """Return what ties visits to units: per visit and per need, and a lot's least units."""
    ground, pairs = core.ground, core.pairs
    place = positions(core.visited, core.visit_keys)
    rows = np.flatnonzero(place >= 0)
    size = len(ground.names.needs)
    keys, first, code = np.unique(
        pairs.offer[rows] * size + pairs.need[rows], return_index=True, return_inverse=True
    )
    member = place[rows[first]]
    column = positions(core.visits, core.visited)
    room = np.minimum(ground.need_left[keys % max(size, 1)], carried.upper[column][member])
    most = np.minimum(sums(code, pairs.upper[rows], len(keys)), room)
    offer, commune, _ = core.split_visits()
    kept = commune_kept(ground, offer, commune)
    lot = np.maximum(ground.of_offer("commune_min")[offer] - kept, 1)
    every = np.arange(len(core.visited), dtype=np.int64)
    through = only_if("visited", column, every, carried.upper[column], "visited", every, "carried")
    least = at_least(
        "commune_min",
        np.zeros_like(every),
        terms("carried", every, column, 1),
        terms("visited", every, every, -lot),
    )
    return only_if("visited", rows, code, most, "visited", member), through, least


def _use_rows(core: Core) -> tuple[Rows, ...]:
    """Return what ties the use of offers to their lines and visits."""
    ground = core.ground
    member = positions(core.offers, ground.offer[core.lines])
    own = np.flatnonzero(member >= 0)
    every = np.arange(len(own), dtype=np.int64)
    most = np.minimum(ground.line_left[core.lines[own]], UNLIMITED)
    by_line = only_if("used", own, every, most, "used", member[own], "lines")
    offers = np.arange(len(core.offers), dtype=np.int64)
    least = at_least(
        "used", np.zeros_like(offers), terms("lines", member[own], own, 1), terms("used", offers, offers, -1)
    )
    place = positions(core.offers, core.visited // max(ground.communes, 1))
    visits = np.flatnonzero(place >= 0)
    every = np.arange(len(visits), dtype=np.int64)
    by_visit = only_if("used", visits, every, np.ones_like(every), "used", place[visits], "visited")
    return by_line, least, by_visit, _use_per_need(core)


def _use_per_need(core: Core) -> Rows:
    """Return what ties the units of a need to the use of an offer, where no visit does so already."""
    ground, pairs = core.ground, core.pairs
    place = positions(core.offers, pairs.offer)
    rows = np.flatnonzero((place >= 0) & (positions(core.visited, core.visit_keys) < 0))
    size = len(ground.names.needs)
    keys, first, code = np.unique(
        pairs.offer[rows] * size + pairs.need[rows], return_index=True, return_inverse=True
    )
    room = ground.need_left[keys % max(size, 1)]
    most = np.minimum(sums(code, pairs.upper[rows], len(keys)), room)
    return only_if("used", rows, code, most, "used", place[rows[first]])
