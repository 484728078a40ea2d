"""Many plans at once: a matrix with a row per plan and a column per pair of a stock line and a need."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.problem import Problem
from oracle.facts import Need, Row, Situation, Tables
from oracle.floors import Floor, floors_of
from oracle.situation import situation

Pair = tuple[int, int]
Plans = NDArray[np.int64]
Key = Callable[[int, Need], Hashable]


@dataclass(frozen=True, eq=False)
class Book:
    """A problem with the pairs that plans speak of, and what was promised on each pair."""

    facts: Situation
    floors: tuple[Floor, ...]
    pairs: tuple[Pair, ...]
    kept: Plans

    @property
    def tables(self) -> Tables:
        """The stored tables, row by row."""
        return self.facts.tables

    @property
    def promises_alone(self) -> Plans:
        """The plan that keeps the promises and gives nothing else, as a matrix of one row."""
        return self.kept[np.newaxis, :]

    def offer(self, line: int) -> Row:
        """Return the offer of a stock line."""
        return self.tables["offers"][self.facts.offer_of[line]]

    def columns(self, key: Key) -> dict[Hashable, list[int]]:
        """Return the columns of every key; pairs whose key is ``None`` have none."""
        found: dict[Hashable, list[int]] = {}
        for column, (line, row) in enumerate(self.pairs):
            name = key(line, self.facts.needs[row])
            if name is not None:
                found.setdefault(name, []).append(column)
        return found

    def units(self, plans: Plans, key: Key) -> dict[Hashable, tuple[NDArray[np.int64], int]]:
        """Return for every key the units each plan gives, and those among them that were promised."""
        return {
            name: (plans[:, columns].sum(axis=1), int(self.kept[columns].sum()))
            for name, columns in self.columns(key).items()
        }


def opened(problem: Problem, more: Iterable[Pair] | None = None) -> Book:
    """Return the book of a problem over the pairs that may be served, or over the given ones; promises always."""
    facts = situation(problem)
    kept: dict[Pair, int] = {}
    for promise in facts.promises:
        pair = (promise.line, promise.need)
        kept[pair] = kept.get(pair, 0) + promise.quantity
    pairs = tuple(sorted({*kept, *(facts.admissible if more is None else more)}))
    units = np.array([kept.get(pair, 0) for pair in pairs], dtype=np.int64)
    return Book(facts, floors_of(problem, facts), pairs, units)
