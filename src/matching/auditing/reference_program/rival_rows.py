"""Rows of offers that exclude or match one another."""

import numpy as np

from matching.auditing.packing import Integers, picked, positions, sums
from matching.auditing.reference_program.core import Core
from matching.auditing.reference_program.families import used
from matching.auditing.reference_program.ground import tally
from matching.auditing.reference_program.rows import Part, Terms, at_least, at_most, exactly, only_if, terms
from matching.auditing.reference_program.standing import groups


def excludes_group(core: Core) -> Part:
    """Of all offers of a group at most one is used; where a promise uses one, its rivals have no pairs."""
    ground = core.ground
    group = groups(ground)[core.offers]
    columns = np.flatnonzero((group >= 0) & (ground.kept_by_offer[core.offers] == 0))
    known, row = np.unique(group[columns], return_inverse=True)
    most = np.ones(len(known), dtype=np.int64)
    return Part(rows=(at_most("excludes_group", most, terms("used", row, columns, 1)),))


def matches(core: Core) -> Part:
    """An offer gives as much of each of its kinds as the offer it matches, and at least what it promised.

    With ``d`` units more promised than the other promised, beyond promises ``own = max(other − d, 0)``.
    """
    ground = core.ground
    other = ground.of_offer("matches")
    other = np.where(other >= 0, picked(ground.numbers(ground.offers), other, -1), -1)
    cells = np.unique(ground.offer * ground.kinds + ground.kind)
    offer, kind = np.divmod(cells, max(ground.kinds, 1))
    tied = other[offer] >= 0
    own, rival = cells[tied], other[offer[tied]] * ground.kinds + kind[tied]
    needs, names = ground.facts.problem["needs"], ground.names
    wanted = ground.numbers(names.kinds)[needs["kind"][names.needs]]
    kept = ground.kept_offer * ground.kinds + wanted[ground.kept_need]
    ahead = tally(kept, ground.kept_units, own) - tally(kept, ground.kept_units, rival)
    line_cell = (ground.offer * ground.kinds + ground.kind)[core.lines]
    even, odd = np.flatnonzero(ahead <= 0), np.flatnonzero(ahead > 0)
    row, lines = _members(own, line_cell)
    entries = [terms("lines", row, lines, 1), terms("lines", *_members(rival, line_cell), -1)]
    equal = exactly("matches", -ahead[even], *(_chosen(entry, even) for entry in entries))
    place = positions(odd, row)
    beyond = used("matched", len(odd), lines[place >= 0], place[place >= 0], base="lines")
    every, gap = np.arange(len(odd), dtype=np.int64), ahead[odd]
    own_odd, rival_odd = (_chosen(entry, odd) for entry in entries)
    most = sums(own_odd.row, ground.line_left[core.lines[own_odd.member]], len(odd))
    low = at_least("matches", -gap, own_odd, rival_odd)
    high = at_most("matches", np.zeros_like(gap), own_odd, rival_odd, terms("matched", every, every, gap))
    none = only_if("matches", own_odd.member, own_odd.row, most, "matched", every, "lines")
    return Part((beyond,), (equal, low, high, none))


def _members(cells: Integers, line_cell: Integers) -> tuple[Integers, Integers]:
    """Return which lines belong to every cell, as entries (cell, line); a cell may be asked for twice."""
    order = np.argsort(line_cell, kind="stable")
    start, end = (np.searchsorted(line_cell[order], cells, side=side) for side in ("left", "right"))
    row = np.repeat(np.arange(len(cells), dtype=np.int64), end - start)
    step = np.arange(len(row)) - np.repeat(np.cumsum(end - start) - (end - start), end - start)
    return row, order[np.repeat(start, end - start) + step]


def _chosen(entry: Terms, wanted: Integers) -> Terms:
    """Return the entries of the wanted rows, numbered anew."""
    place = positions(wanted, entry.row)
    kept = place >= 0
    return Terms(entry.family, place[kept], entry.member[kept], entry.coefficient[kept])
