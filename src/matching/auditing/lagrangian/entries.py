"""What every line can win in every commune when needs are priced: the best unit, and how many there are."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from matching.auditing.lagrangian.remaining import Remaining
from matching.auditing.measures import unit_cost, unit_points, visit_cost
from matching.auditing.packing import Integers, sums
from matching.auditing.reach import Batch, Reach
from matching.vocabulary import MISSING


@dataclass(frozen=True, eq=False)
class Entries:
    """One entry per line and commune where a unit wins something.

    Parameters
    ----------
    line, commune
        Rows of ``stock`` and ``communes``.
    worth
        The most that a unit wins, positive.
    units
        Units that win anything, at most.
    price
        Đồng of a unit, at least; overhead is not counted.
    """

    line: Integers
    commune: Integers
    worth: Integers
    units: Integers
    price: Integers

    def __len__(self) -> int:
        return len(self.line)

    def take(self, rows: Integers) -> "Entries":
        """Return some of the entries."""
        return Entries(*(getattr(self, one.name)[rows] for one in fields(self)))


@dataclass(frozen=True, eq=False)
class Worth:
    """What units win when needs and slots are priced.

    Parameters
    ----------
    need
        Worth of a unit for every need, benefits that an offer quotes left out.
    line
        What a unit of every stock row costs besides: its slot.
    points, money
        Worth of a point (for quoted benefits) and of a đồng saved.
    """

    need: Integers
    line: Integers
    points: int
    money: int


def entries_of(left: Remaining, worth: Worth) -> Entries:
    """Return all entries that win something."""
    blocks = [block for reach in left.reaches for block in _of_kind(left, worth, reach)]
    empty = np.zeros(0, dtype=np.int64)
    joined = Entries(
        *(np.concatenate([empty, *(getattr(one, name.name) for one in blocks)]) for name in fields(Entries))
    )
    cost = worth.line[joined.line] + worth.money * joined.price
    joined = Entries(joined.line, joined.commune, joined.worth - cost, joined.units, joined.price)
    return joined.take(np.flatnonzero((joined.worth > 0) & (joined.units > 0)))


def _of_kind(left: Remaining, worth: Worth, reach: Reach) -> Iterator[Entries]:
    own = worth.need[reach.needs]
    best = np.zeros(len(reach.sample), dtype=np.int64)
    np.maximum.at(best, reach.cell, own)
    winning = own > 0
    cell, most = reach.cell[winning], left.need[reach.needs[winning]]
    limit = left.facts.problem["offers"]["child_max"][left.facts.problem["stock"]["offer"]]
    units: dict[int, Integers] = {}
    for batch in reach.batches((left.line > 0) & ~left.quoting):
        limits = limit[batch.lines]
        for one in np.unique(limits).tolist():
            if one not in units:
                held = most if one == MISSING else np.minimum(most, one)
                units[one] = sums(cell, held, len(best))
            rows = np.flatnonzero(limits == one)
            part = Batch(batch.lines[rows], batch.cells, batch.places[rows])
            yield _plain(left, reach, part, best, units[one])
    if left.quoting.any():
        yield from _quoted(left, worth, reach)


def _plain(left: Remaining, reach: Reach, batch: Batch, best: Integers, units: Integers) -> Entries:
    size = len(left.facts.problem["communes"])
    cells = batch.cells[best[batch.cells] > 0]
    commune = left.facts.commune[reach.sample[cells]]
    top = np.zeros(size, dtype=np.int64)
    np.maximum.at(top, commune, best[cells])
    row, place = np.nonzero(batch.places & (top > 0))
    line, place = batch.lines[row], place.astype(np.int64)
    price = visit_cost(left.facts, line, place)
    return Entries(line, place, top[place], sums(commune, units[cells], size)[place], price)


def _quoted(left: Remaining, worth: Worth, reach: Reach) -> Iterator[Entries]:
    size = len(left.facts.problem["communes"])
    for one, needs in reach.needs_of((left.line > 0) & left.quoting):
        line = np.full(len(needs), one, dtype=np.int64)
        points = unit_points(left.facts, line, needs) - left.facts.weight[needs]
        own = worth.need[needs] + worth.points * points
        commune, price = left.facts.commune[needs], unit_cost(left.facts, line, needs)
        top, cheapest = np.zeros(size, dtype=np.int64), np.full(size, np.iinfo(np.int64).max)
        np.maximum.at(top, commune, own)
        np.minimum.at(cheapest, commune, price)
        place = np.flatnonzero(top > 0)
        yield Entries(
            line[:1].repeat(len(place)), place, top[place],
            sums(commune, left.need[needs], size)[place], cheapest[place],
        )  # fmt: skip
