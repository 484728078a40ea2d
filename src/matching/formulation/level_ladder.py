"""Rungs of groups: per group and number of units a 0/1 column that says whether the group stays below the number."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import GroupColumns
from matching.formulation.network import Groups
from matching.formulation.program_builder import ProgramBuilder

Integers = NDArray[np.int64]


def least_units(groups: Groups, level: Fraction, *, above: bool) -> Integers:
    """Return the least units of every group for a coverage of at least (or above) a level."""
    scaled = groups.denominator.astype(object) * level.numerator
    least = scaled // level.denominator + 1 if above else -(-scaled // level.denominator)
    return np.asarray(np.minimum(least, 2**61), dtype=np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class Rungs:
    """Rungs of all groups of a goal.

    Parameters
    ----------
    group, units
        Of every rung, sorted by both.
    column
        Its column.
    least, most
        Units that every group gets anyway, and the most it can get: numbers outside need no rung.
    """

    group: Integers
    units: Integers
    column: Integers
    least: Integers
    most: Integers

    def find(self, units: Integers) -> tuple[Integers, int]:
        """Return the columns of the groups' numbers of units, and how many groups stay below theirs anyway."""
        wanted = np.flatnonzero((units > self.least) & (units <= self.most))
        known, code = np.unique(self.units, return_inverse=True)
        keys = self.group * (len(known) + 1) + code.reshape(-1)
        place = np.searchsorted(keys, wanted * (len(known) + 1) + np.searchsorted(known, units[wanted]))
        return self.column[place], int((units > self.most).sum())

    def values(self, served: Integers) -> Integers:
        """Return the values of the columns for groups served so much."""
        return (served[self.group] < self.units).astype(np.int64)


def add_rungs(
    builder: ProgramBuilder, counted: GroupColumns, least: Integers, most: Integers, wanted: list[Integers]
) -> Rungs:
    """Add rungs in the incremental form whose relaxation is tight between rungs, and the groups' least and most units.

    With rungs ``e_1 < e_2 < …`` of a group, ``e_0`` its least units and columns ``below_i``:
    ``served + Σ (e_i − e_{i−1})·below_i ≥ e_last`` and ``below_i ≤ below_{i+1}``.

    Parameters
    ----------
    builder, counted
        The program, and what every group counts in it.
    least, most
        Units that every group gets anyway, and the most it can get.
    wanted
        Pairs of a group and a number of units, shape ``(n, 2)`` each; those that are settled anyway are left out.
    """
    table = np.unique(np.concatenate([np.zeros((0, 2), dtype=np.int64), *wanted]), axis=0)
    group, units = table[:, 0], table[:, 1]
    kept = (units > least[group]) & (units <= most[group])
    group, units = group[kept], units[kept]
    rungs = Rungs(group, units, builder.add_binaries(len(group)), least, most)
    _keep_within(builder, counted, least, most)
    _tie(builder, counted, rungs)
    return rungs


def _keep_within(builder: ProgramBuilder, counted: GroupColumns, least: Integers, most: Integers) -> None:
    offset = counted.groups.offset
    builder.add_rows(
        len(least),
        counted.group,
        counted.column,
        counted.coefficient,
        lower=least - offset,
        upper=most - offset,
    )


def _tie(builder: ProgramBuilder, counted: GroupColumns, rungs: Rungs) -> None:
    group, units, column = rungs.group, rungs.units, rungs.column
    if not len(group):
        return
    new = np.r_[True, group[1:] != group[:-1]]
    first = np.flatnonzero(new)
    last = np.r_[first[1:], len(group)] - 1
    step = np.where(new, units - rungs.least[group], np.diff(units, prepend=0))
    place = np.full(len(rungs.most), -1, dtype=np.int64)
    place[group[first]] = np.arange(len(first))
    kept = place[counted.group] >= 0
    builder.add_rows(
        len(first),
        np.concatenate([place[counted.group[kept]], place[group]]),
        np.concatenate([counted.column[kept], column]),
        np.concatenate([counted.coefficient[kept], step]),
        lower=(units - counted.groups.offset[group])[last],
    )
    higher = np.flatnonzero(~new)
    row = np.arange(len(higher))
    builder.add_rows(
        len(higher),
        np.concatenate([row, row]),
        np.concatenate([column[higher], column[higher - 1]]),
        np.repeat(np.array([1, -1], dtype=np.int64), len(higher)),
        lower=0,
    )
