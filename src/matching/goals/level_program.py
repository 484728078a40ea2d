"""The program of a goal that compares groups: rungs near the present level, what is settled, and its relaxation."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.engines.linear_program import Relaxation
from matching.formulation.goal_columns import GroupColumns
from matching.formulation.level_ladder import Rungs, add_rungs, least_units
from matching.formulation.program_builder import ProgramBuilder
from matching.goals.proof_search.whole_prices import Leaf, WholePrices

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

RUNGS = 3_000
"""Rungs of the levels ahead that are looked at together."""


class LevelProgram:
    """Rungs written for the levels ahead and for those settled; columns that a settled level fixes stay fixed.

    Parameters
    ----------
    builder, counted
        The program of all goals before, and what every group counts in it.
    """

    def __init__(self, builder: ProgramBuilder, counted: GroupColumns) -> None:
        self.builder = builder
        self.counted = counted
        self.rungs: Rungs
        self._mark = builder.marked()
        self._own = builder.columns
        self._at_most: list[tuple[Integers, int]] = []
        self._at_least: list[tuple[Integers, int]] = []
        self._least, self._most = self._reach()
        self._top = -1.0
        self._relaxation: Relaxation | None = None

    def served(self, point: Integers) -> Integers:
        """Return the units that every group gets in a point."""
        counted = self.counted
        served = counted.groups.offset.copy()
        np.add.at(served, counted.group, counted.coefficient * point[counted.column])
        return served

    def extended(self, point: Integers) -> Integers:
        """Return a point of the program of all goals before, with its rungs."""
        own = point[: self._own]
        return np.concatenate([own, self.rungs.values(self.served(own))])

    def reaches(self, level: Fraction) -> bool:
        """Whether the rungs of a level are written down."""
        return float(level) < self._top

    def look_from(self, level: Fraction) -> None:
        """Write the program anew, with rungs from a level on."""
        self._note_fixed()
        group, units, stays = self._ahead(level)
        self._top = np.inf
        if len(units) > RUNGS:
            self._top = max(float(np.partition(stays, RUNGS)[RUNGS]), np.nextafter(float(level), np.inf))
        kept = stays <= self._top
        self._write(np.stack([group[kept], units[kept]], axis=1))
        self._relaxation = Relaxation(self.builder.build())

    def finish(self, kept: Fraction | None = None) -> None:
        """Write the program anew, with what is settled alone: counts of groups, and a coverage that all keep."""
        self._note_fixed()
        if kept is not None:
            self._least = np.maximum(self._least, least_units(self.counted.groups, kept, above=False))
        self._write(np.zeros((0, 2), dtype=np.int64))

    def limit(self, units: Integers, most: int) -> None:
        """Let at most so many groups stay below their number of units, from now on."""
        self._at_most.append((units, most))
        self._add_count(units, most=most)

    def forget_limit(self) -> None:
        """Leave the last limit out of programs that are written anew: another one says more."""
        del self._at_most[-1]

    def state(self, units: Integers, least: int) -> None:
        """Take down that at least so many groups stay below their number of units, as was found."""
        self._at_least.append((units, least))
        self._add_count(units, least=least)

    def best_leaf(self, objective: Integers, target: int, seconds: float | None) -> tuple[WholePrices, Leaf]:
        """Return what the relaxation proves of an objective, exactly."""
        assert self._relaxation is not None
        program = self.builder.build()
        self._relaxation.grow(program)
        prices = WholePrices(program, objective)
        relaxed = self._relaxation.solve(objective, program.lower, program.upper, seconds=seconds)
        return prices, prices.leaf_of(relaxed, program.lower, program.upper, target)

    def weights_ahead(self, level: Fraction, first: int, fall: float) -> Integers:
        """Return an objective that asks for few groups at low levels, less for every further level.

        Parameters
        ----------
        level
            Rungs above it weigh.
        first, fall
            Weight of the first of these levels, and its quotient from level to level, down to 1.
        """
        rungs, wholes = self.rungs, self.counted.groups.denominator
        lower, upper = self.builder.bounds()
        free = lower[rungs.column] < upper[rungs.column]
        free &= rungs.units > least_units(self.counted.groups, level, above=False)[rungs.group]
        stays = (rungs.units[free] - 1) / wholes[rungs.group[free]]
        rank = np.unique(stays, return_inverse=True)[1].reshape(-1)
        weight = np.zeros(self.builder.columns, dtype=np.int64)
        weight[rungs.column[free]] = -np.maximum(np.rint(first * fall**rank), 1).astype(np.int64)
        return weight

    def _reach(self) -> tuple[Integers, Integers]:
        counted = self.counted
        lower, upper = self.builder.bounds()
        least, most = counted.groups.offset.copy(), counted.groups.offset.copy()
        np.add.at(least, counted.group, counted.coefficient * lower[counted.column])
        np.add.at(most, counted.group, counted.coefficient * upper[counted.column])
        return least, most

    def _note_fixed(self) -> None:
        """Turn rungs that are fixed into least and most units of their groups."""
        if self._relaxation is not None:
            rungs = self.rungs
            lower, upper = self.builder.bounds()
            passed, missed = upper[rungs.column] == 0, lower[rungs.column] == 1
            np.maximum.at(self._least, rungs.group[passed], rungs.units[passed])
            np.minimum.at(self._most, rungs.group[missed], rungs.units[missed] - 1)
        least, most = self._reach()
        self._least, self._most = np.maximum(self._least, least), np.minimum(self._most, most)

    def _ahead(self, level: Fraction) -> tuple[Integers, Integers, Reals]:
        """Return group and units of all open rungs from a level on, and the coverage at which a group below stays."""
        groups = self.counted.groups
        first = np.maximum(least_units(groups, level, above=False), self._least + 1)
        count = np.maximum(self._most - first + 1, 0)
        group = np.repeat(np.arange(len(count), dtype=np.int64), count)
        step = np.arange(len(group)) - np.repeat(np.cumsum(count) - count, count)
        units = first[group] + step
        return group, units, (units - 1) / groups.denominator[group]

    def _write(self, ahead: Integers) -> None:
        every = np.arange(len(self._most), dtype=np.int64)
        settled = [np.stack([every, units], axis=1) for units, _ in self._at_most + self._at_least]
        self.builder.back_to(self._mark)
        self.rungs = add_rungs(self.builder, self.counted, self._least, self._most, [ahead, *settled])
        for units, most in self._at_most:
            self._add_count(units, most=most)
        for units, least in self._at_least:
            self._add_count(units, least=least)

    def _add_count(self, units: Integers, *, least: int | None = None, most: int | None = None) -> None:
        columns, anyway = self.rungs.find(units)
        if least is not None:
            self.builder.add_row([(columns, 1)], lower=least - anyway)
        if most is not None:
            self.builder.add_row([(columns, 1)], upper=most - anyway)
