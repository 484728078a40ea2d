"""Rows of limits on totals: slots, reserves, communes visited, units for one beneficiary."""

import numpy as np

from matching.auditing.packing import Integers, positions, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import used
from matching.auditing.reference_program.ground import UNLIMITED
from matching.auditing.reference_program.pairs import child_kept, child_room
from matching.auditing.reference_program.rows import Part, Rows, at_least, at_most, only_if, terms
from matching.vocabulary import MISSING


def slots(core: Core) -> Part:
    """No slot of a provider is used beyond its capacity."""
    ground = core.ground
    slot = ground.slot[core.lines]
    lines = np.flatnonzero(slot >= 0)
    known, row = np.unique(slot[lines], return_inverse=True)
    return Part(rows=(at_most("slots", ground.slot_left[known], terms("lines", row, lines, 1)),))


def reserve(core: Core) -> Part:
    """An offer keeps back its reserve."""
    ground = core.ground
    offer = ground.offer[core.lines]
    lines = np.flatnonzero(ground.reserve_left[offer] < UNLIMITED)
    known, row = np.unique(offer[lines], return_inverse=True)
    return Part(rows=(_within_use(core, "reserve", known, ground.reserve_left[known], "lines", row, lines),))


def max_communes(core: Core) -> Part:
    """An offer is taken to at most so many communes; where promises go counts, but nothing is new there."""
    ground = core.ground
    offer, _, known = core.split_visits()
    limit = ground.of_offer("max_communes")
    fresh = np.flatnonzero((limit[offer] != MISSING) & ~known)
    offers, row = np.unique(offer[fresh], return_inverse=True)
    left = np.maximum(limit[offers] - ground.visits_by_offer[offers], 0)
    return Part(rows=(_within_use(core, "max_communes", offers, left, "visited", row, fresh),))


def _within_use(
    core: Core, rule: str, offers: Integers, left: Integers, family: str, row: Integers, member: Integers
) -> Rows:
    """Return rows ``Σ ≤ left``, or ``Σ ≤ left·used`` where the use of the offer is a column."""
    column = positions(core.offers, offers)
    tied = np.flatnonzero(column >= 0)
    return at_most(
        rule,
        np.where(column >= 0, 0, left),
        terms(family, row, member, 1),
        terms("used", tied, column[tied], -left[tied]),
    )


def child_max(core: Core) -> Part:
    """A beneficiary gets at most so many units of an offer."""
    pairs, ground = core.pairs, core.ground
    limited = np.flatnonzero(ground.of_offer("child_max")[pairs.offer] != MISSING)
    keys, row = np.unique(pairs.offer[limited] * ground.people + pairs.owner[limited], return_inverse=True)
    left = child_room(ground, *np.divmod(keys, max(ground.people, 1)))
    return Part(rows=(at_most("child_max", left, terms("units", row, limited, 1)),))


def child_min(core: Core) -> Part:
    """A beneficiary served beyond promises gets at least so many units of the offer."""
    pairs, ground = core.pairs, core.ground
    asked = ground.of_offer("child_min")[pairs.offer] - child_kept(ground, pairs.offer, pairs.owner)
    rows = np.flatnonzero(asked > 1)
    keys, first, code = np.unique(
        pairs.offer[rows] * ground.people + pairs.owner[rows], return_index=True, return_inverse=True
    )
    size = len(keys)
    family = used("sponsored", size, rows, code)
    every = np.arange(size, dtype=np.int64)
    together = sums(code, pairs.upper[rows], size)
    room = np.minimum(child_room(ground, *np.divmod(keys, max(ground.people, 1))), together)
    least = at_least(
        "child_min",
        np.zeros(size, dtype=np.int64),
        terms("units", code, rows, 1),
        terms("sponsored", every, every, -asked[rows[first]]),
    )
    per_need = pairs.offer[rows] * len(ground.names.needs) + pairs.need[rows]
    needs, spot, own = np.unique(per_need, return_index=True, return_inverse=True)
    most = np.minimum(sums(own, pairs.upper[rows], len(needs)), ground.need_left[pairs.need[rows[spot]]])
    most = np.minimum(most, room[code[spot]])
    several = np.flatnonzero(np.bincount(code[spot], minlength=size) > 1)
    place = positions(several, code)
    own_rows = place >= 0
    return Part(
        (family,),
        (
            least,
            only_if("child_min", rows[own_rows], place[own_rows], room[several], "sponsored", several),
            only_if("child_min", rows, own, most, "sponsored", code[spot]),
        ),
    )
