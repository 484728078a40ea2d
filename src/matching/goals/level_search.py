"""Goals that compare groups: levels settled by the relaxation where it is tight, by integer programs elsewhere."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import GroupColumns
from matching.formulation.level_ladder import least_units
from matching.goals.integer_search import IntegerSearch
from matching.goals.level_program import LevelProgram
from matching.goals.proof_search.whole_prices import Leaf, WholePrices

Integers = NDArray[np.int64]

FIRST, FALL = 1_000_000, 0.98
"""Weight of the first level ahead, and its quotient from level to level, where many are looked at together."""

ROUGHLY = 1e-5
"""Part of the best value within which a look ahead ends: the levels are settled one by one anyway."""


def settle_levels(search: IntegerSearch, counted: GroupColumns) -> None:
    """Solve a leximin goal by value counting: as few groups as possible at or below each level, lowest first.

    Counts of groups at or below rising levels order the sorted coverages exactly as leximin does, convex or
    not (Ogryczak & Śliwiński 2006). Groups may stay below a level only in the number settled before it.
    """
    levels = _Levels(search, counted)
    settled, last = 0, Fraction(-1)
    while settled < len(counted.groups.size):
        lowest = levels.lowest_above(last)
        fewest = levels.fewest_at(lowest, settled)
        if fewest > settled:
            settled, last = fewest, lowest
    levels.finish()


def raise_lowest(search: IntegerSearch, counted: GroupColumns, reached: NDArray[np.bool_]) -> None:
    """Solve a max-min goal: lift the lowest of the groups that can be reached."""
    if not reached.any():
        return
    levels = _Levels(search, counted.only(reached))
    lowest = levels.lowest_above(Fraction(-1))
    while levels.can_all_exceed(lowest):
        lowest = levels.lowest_above(lowest)
    levels.finish(lowest)


class _Levels:
    """The levels of the best point, told of a point that was looked for many levels ahead."""

    def __init__(self, search: IntegerSearch, counted: GroupColumns) -> None:
        search.any_point()
        self._search, self._counted = search, counted
        self._program = LevelProgram(search.builder, counted)
        self._looked = False

    def lowest_above(self, last: Fraction) -> Fraction:
        """Return the lowest coverage above a level, of a point that is good from there on."""
        while True:
            lowest = min(value for value in self._coverages(self._search.best()) if value > last)
            if not self._program.reaches(lowest):
                self._program.look_from(lowest)
                self._looked = False
            if self._looked:
                return lowest
            self._look_ahead(lowest)

    def fewest_at(self, level: Fraction, settled: int) -> int:
        """Return how many groups stay at or below a level at least, where at most the settled number stays below it."""
        search, program, groups = self._search, self._program, self._counted.groups
        units = least_units(groups, level, above=True)
        program.limit(least_units(groups, level, above=False), settled)
        columns, anyway = program.rungs.find(units)
        found = int((program.served(search.best()) < units).sum())
        prices, leaf = self._proved(columns, anyway - found)
        better = self._better(prices, leaf, columns, anyway - found)
        if better is not None:
            found = anyway + int(better[columns].sum())
        if leaf.bound is None or leaf.bound > anyway - found:
            program.state(units, found)
            prices, leaf = self._proved(columns, anyway - found)
        search.builder.narrow(*prices.tightened(leaf, anyway - found, *search.builder.bounds()))
        if found == settled:
            program.forget_limit()
        return found

    def can_all_exceed(self, level: Fraction) -> bool:
        """Return whether all groups can exceed a level together, which becomes the best point then."""
        program = self._program
        columns, anyway = program.rungs.find(least_units(self._counted.groups, level, above=True))
        prices, leaf = self._proved(columns, anyway - 1)
        return self._better(prices, leaf, columns, anyway - 1) is not None

    def finish(self, kept: Fraction | None = None) -> None:
        """Leave in the program what is settled: the numbers of groups, or a coverage that all keep."""
        self._program.finish(kept)
        self._search.point = self._program.extended(self._search.best())

    def _proved(self, columns: Integers, target: int) -> tuple[WholePrices, Leaf]:
        """Return what the relaxation proves of the number of groups behind, counted negatively."""
        objective = np.zeros(self._search.builder.columns, dtype=np.int64)
        objective[columns] = -1
        return self._program.best_leaf(objective, target, self._search.seconds_left())

    def _better(self, prices: WholePrices, leaf: Leaf, columns: Integers, target: int) -> Integers | None:
        """Return the best point with fewer groups behind than a number, which becomes the best of all."""
        search = self._search
        if leaf.bound is not None and leaf.bound <= target:
            return None
        objective = np.zeros(search.builder.columns, dtype=np.int64)
        objective[columns] = -1
        better = search.better_point(prices, leaf, objective, target)
        if better is not None:
            search.point = better[: len(search.best())]
            self._looked = False
        return better

    def _look_ahead(self, level: Fraction) -> None:
        """Look for a point that is better at many levels at once."""
        search, program = self._search, self._program
        weights = program.weights_ahead(level, FIRST, FALL)
        point = search.solved(weights, start=program.extended(search.best()), gap=ROUGHLY)
        if sorted(self._coverages(point)) > sorted(self._coverages(search.best())):
            search.point = point[: len(search.best())]
        self._looked = True

    def _coverages(self, point: Integers) -> list[Fraction]:
        served = self._program.served(point).tolist()
        wholes = self._counted.groups.denominator.tolist()
        return [Fraction(units, steps) for units, steps in zip(served, wholes, strict=True)]
