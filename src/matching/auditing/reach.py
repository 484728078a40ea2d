"""Which stock lines reach which needs, without listing the pairs.

Needs of one kind that look alike to every condition and live in one commune form a cell; a donor's
conditions are tested once per cell and distinct wish.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.auditing.conditions import meets, values_of
from matching.auditing.facts import Facts, window_ends
from matching.auditing.packing import Flags, Integers, packed
from matching.problem.earmarks import Clause, Condition

Wish = tuple[int, int, int, bool, tuple[Condition, ...]]
"""Item, common window of offer and line, whether the child is shown, conditions on the person."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """One number per node that orders prices: per stock row, visit (sorted by stock row) and need."""

    line: Integers
    visit: Integers
    need: Integers
    visit_line: Integers
    visit_commune: Integers


@dataclass(frozen=True, eq=False)
class Batch:
    """Lines with the same wish, the cells that meet it, and the communes that each line reaches."""

    lines: Integers
    cells: Integers
    places: Flags


@dataclass(frozen=True, eq=False)
class Reach:
    """Lines and needs of one kind.

    Parameters
    ----------
    facts
        The problem.
    lines, needs
        Rows of ``stock`` and ``needs``.
    """

    facts: Facts
    lines: Integers
    needs: Integers

    @cached_property
    def wishes(self) -> dict[Wish, list[tuple[int, Clause]]]:
        """Every distinct wish, with the lines and clauses that have it."""
        problem = self.facts.problem
        stock, offers = problem["stock"], problem["offers"]
        offer = stock["offer"][self.lines]
        begin, end = window_ends(stock["window_from"][self.lines], stock["window_to"][self.lines])
        first, last = window_ends(offers["window_from"][offer], offers["window_to"][offer])
        begin, end = np.maximum(begin, first), np.minimum(end, last)
        result: dict[Wish, list[tuple[int, Clause]]] = {}
        columns = (
            self.lines,
            offer,
            stock["item"][self.lines],
            begin,
            end,
            offers["shows_child"][offer] == 1,
        )
        for line, one, item, start, stop, shows in zip(*(column.tolist() for column in columns), strict=True):
            if start > stop:
                continue
            for clause in self.facts.clauses[one]:
                wish = (item, start, stop, shows, clause.person)
                result.setdefault(wish, []).append((line, clause))
        return result

    @cached_property
    def cell(self) -> Integers:
        """Cell of every need."""
        return np.asarray(self._cells[1])

    @cached_property
    def sample(self) -> Integers:
        """One need (row) of every cell."""
        return np.asarray(self.needs[self._cells[0]])

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Fields that some wish speaks of."""
        return tuple(sorted({one.field for wish in self.wishes for one in wish[4]}))

    @cached_property
    def _cells(self) -> tuple[Integers, Integers]:
        needs = self.facts.problem["needs"]
        columns = [
            self.facts.commune,
            self.facts.item,
            needs["window_from"],
            needs["window_to"],
            self.facts.shown,
        ]
        columns += [values_of(self.facts, field) for field in self.fields]
        key = packed([column[self.needs].astype(np.int64) for column in columns])
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
        return first, codes

    @cached_property
    def looks(self) -> dict[str, Integers]:
        """Value of every earmark field that is used, per cell."""
        return {field: values_of(self.facts, field)[self.sample] for field in self.fields}

    def chosen(self, wish: Wish) -> Integers:
        """Return the cells that meet a wish, wherever they are."""
        cells = self._suited[wish[:4]]
        for condition in wish[4]:
            cells = cells[meets(condition, self.looks[condition.field][cells])]
        return cells

    @cached_property
    def _suited(self) -> dict[tuple[int, int, int, bool], Integers]:
        """Cells that each item, window and showing of a wish suits."""
        rows, needs = self.sample, self.facts.problem["needs"]
        first, last = window_ends(needs["window_from"][rows], needs["window_to"][rows])
        item, shown = self.facts.item[rows], self.facts.shown[rows]
        result = {}
        for wish in {wish[:4] for wish in self.wishes}:
            good = (first <= wish[2]) & (last >= wish[1]) & self.facts.fits[wish[0]][item]
            result[wish] = np.flatnonzero(good & shown if wish[3] else good)
        return result

    def places(self, line: int, clause: Clause) -> Flags:
        """Return the communes that a line reaches under a clause: wished, and not refused."""
        return self.facts.places[clause.place] & ~self.facts.refusals.get(
            int(self.facts.problem["stock"]["offer"][line]), np.zeros(1, dtype=np.bool_)
        )

    def batches(self, among: Flags) -> Iterator[Batch]:
        """Yield the flagged lines (per stock row) by wish; a line with several clauses may come twice."""
        for wish, members in self.wishes.items():
            kept = [(line, clause) for line, clause in members if among[line]]
            if kept:
                lines = np.array([line for line, _ in kept], dtype=np.int64)
                places = np.array([self.places(line, clause) for line, clause in kept])
                yield Batch(lines, self.chosen(wish), places)

    def needs_of(self, among: Flags) -> Iterator[tuple[int, Integers]]:
        """Yield every flagged line with the needs (rows) it reaches, refused needs included."""
        several: dict[int, list[Integers]] = {}
        offer = self.facts.problem["stock"]["offer"]
        commune = self.facts.commune[self.sample]
        for wish, members in self.wishes.items():
            kept = [(line, clause) for line, clause in members if among[line]]
            cells = self.chosen(wish) if kept else np.zeros(0, dtype=np.int64)
            for line, clause in kept:
                own = cells[self.places(line, clause)[commune[cells]]]
                if len(self.facts.clauses[offer[line]]) == 1:
                    yield line, self.expanded(own)
                else:
                    several.setdefault(line, []).append(own)
        for line, parts in several.items():
            yield line, self.expanded(np.concatenate(parts))

    @cached_property
    def _members(self) -> tuple[Integers, Integers]:
        order = np.argsort(self.cell, kind="stable")
        return order, np.searchsorted(self.cell[order], np.arange(len(self.sample) + 1))

    def expanded(self, cells: Integers) -> Integers:
        """Return the needs (rows) of some cells, each once."""
        order, starts = self._members
        cells = np.unique(cells)
        count = starts[cells + 1] - starts[cells]
        step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        return np.asarray(self.needs[order[np.repeat(starts[cells], count) + step]])


def reaches(facts: Facts, lines: Flags, needs: Flags) -> Iterator[Reach]:
    """Yield, kind by kind, the flagged lines and needs (per row of ``stock`` and ``needs``)."""
    stock_kind, need_kind = facts.problem["stock"]["kind"], facts.problem["needs"]["kind"]
    rows = np.flatnonzero(needs)
    rows = rows[np.argsort(need_kind[rows], kind="stable")]
    bounds = np.searchsorted(need_kind[rows], np.arange(len(facts.problem["kinds"]) + 1))
    for kind in np.unique(stock_kind[lines]).tolist():
        own = rows[bounds[kind] : bounds[kind + 1]]
        if len(own):
            yield Reach(facts, np.flatnonzero(lines & (stock_kind == kind)), own)


def undercut(reach: Reach, plain: Flags, ranks: Ranks) -> Flags:
    """Return which needs rank above some plain line (flagged per stock row) that reaches them."""
    highest = np.full(len(reach.sample), np.iinfo(np.int64).min)
    own = ranks.need[reach.needs]
    np.maximum.at(highest, reach.cell, own)
    commune = reach.facts.commune[reach.sample]
    lowest = np.full(len(reach.sample), np.iinfo(np.int64).max)
    for batch in reach.batches(plain):
        best = np.where(batch.places, tail_ranks(batch, ranks), np.iinfo(np.int64).max).min(axis=0)
        lowest[batch.cells] = np.minimum(lowest[batch.cells], best[commune[batch.cells]])
    return np.asarray((lowest < highest)[reach.cell] & (lowest[reach.cell] < own))


def tail_ranks(batch: Batch, ranks: Ranks) -> Integers:
    """Return the rank of the node that serves each commune, per line: its visit, else the line."""
    own = np.broadcast_to(ranks.line[batch.lines][:, None], batch.places.shape)
    begin, end = (np.searchsorted(ranks.visit_line, batch.lines, side=side) for side in ("left", "right"))
    if (end > begin).any():
        own = own.copy()
        for row in np.flatnonzero(end > begin).tolist():
            visits = slice(begin[row], end[row])
            own[row, ranks.visit_commune[visits]] = ranks.visit[visits]
    return np.asarray(own)
