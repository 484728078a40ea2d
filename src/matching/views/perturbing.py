"""Other tables that tell the same: how far a hidden cell can move while every told cell stays as it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.linear_program import Relaxation
from matching.errors import SolverError
from matching.plan.integer_program import IntegerProgram
from matching.views.place_tree import PlaceTree

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Additivity:
    """What adds up: rows ``Σ coefficient·cell = 0`` over the cells of one table, told in flat order.

    Parameters
    ----------
    start, cell, coefficient
        The rows in compressed form.
    """

    start: Integers
    cell: Integers
    coefficient: Integers


def additivity(tree: PlaceTree, columns: int) -> Additivity:
    """Return that every place is the sum of its parts, and the last column the sum of the others."""
    rows: list[list[tuple[int, int]]] = []
    for place, parts in tree.parts().items():
        for column in range(columns):
            rows.append([(place * columns + column, -1), *((part * columns + column, 1) for part in parts)])
    for place in range(len(tree.keys)):
        total = place * columns + columns - 1
        rows.append([(total, -1), *((place * columns + column, 1) for column in range(columns - 1))])
    lengths = np.array([0, *map(len, rows)], dtype=np.int64)
    entries = np.array([entry for row in rows for entry in row], dtype=np.int64).reshape(-1, 2)
    return Additivity(np.cumsum(lengths), entries[:, 0].copy(), entries[:, 1].copy())


class Perturbations:
    """Finds changes of a table that move hidden cells, the told ones as little as can be.

    A change adds up like the table and leaves no cell below 0, so both tables are possible for whoever knows
    only the cells that do not change. Rows and columns form a network (a matrix of two laminar families), so that
    a best change in whole numbers exists; it is checked in whole numbers.

    Parameters
    ----------
    adding
        What adds up.
    values
        The true table, flat.
    reach
        Most units by which any cell may rise.
    """

    def __init__(self, adding: Additivity, values: Integers, reach: int) -> None:
        self._adding, self._values, self._reach = adding, values, reach
        size, rows = len(values), len(adding.start) - 1
        spread = np.repeat(np.arange(rows), np.diff(adding.start))
        column = np.concatenate([adding.cell, adding.cell + size])
        sign = np.concatenate([adding.coefficient, -adding.coefficient])
        order = np.argsort(np.concatenate([spread, spread]), kind="stable")
        nothing = np.zeros(rows, dtype=np.int64)
        self._upper = np.concatenate([np.full(size, reach, dtype=np.int64), values])
        self._program = IntegerProgram(
            np.zeros(2 * size, dtype=np.int64), self._upper, adding.start * 2, column[order], sign[order],
            nothing, nothing,
        )  # fmt: skip
        self._relaxation = Relaxation(self._program)

    def cheapest(self, cell: int, change: int, cost: Integers) -> tuple[int, Integers]:
        """Return the cost and the change of every cell that moves one cell by ``change`` units.

        Parameters
        ----------
        cell
            The cell moved.
        change
            Units, negative for down; never below what the cell holds.
        cost
            Per cell and unit moved.

        Raises
        ------
        SolverError
            If the solver's change does not add up in whole numbers.
        """
        size = len(self._values)
        lower, upper = np.zeros(2 * size, dtype=np.int64), self._upper.copy()
        upper[[cell, cell + size]] = 0
        moved = cell if change > 0 else cell + size
        lower[moved] = upper[moved] = abs(change)
        delta = self._solved(-np.concatenate([cost, cost]), lower, upper)
        if delta[cell] != change:
            raise SolverError("the linear solver's table moves a hidden cell by another number of units")
        return int((np.abs(delta) * cost).sum()), delta

    def widest(self, wanted: Integers, hidden: Mask) -> Integers:
        """Return a change of hidden cells alone that brings many cells together far towards what is wanted.

        Parameters
        ----------
        wanted
            Units by which every cell is to move, negative for down, 0 where nothing is wanted.
        hidden
            The cells that may move.
        """
        size = len(self._values)
        upper = np.where(np.concatenate([hidden, hidden]), self._upper, 0)
        rises, falls = np.flatnonzero(wanted > 0), np.flatnonzero(wanted < 0)
        upper[rises], upper[rises + size] = wanted[rises], 0
        upper[falls], upper[falls + size] = 0, -wanted[falls]
        # With gains that all differ, a few cells move all the way rather than many a little.
        gain = np.arange(size, 2 * size, dtype=np.int64)
        gain = np.concatenate([gain * (wanted > 0), gain * (wanted < 0)])
        return self._solved(gain, np.zeros(2 * size, dtype=np.int64), upper)

    def _solved(self, objective: Integers, lower: Integers, upper: Integers) -> Integers:
        answer = self._relaxation.solve(objective, lower, upper)
        if answer.status != "optimal":
            raise SolverError(f"no other table was found for a hidden cell: {answer.status}")
        point = np.rint(answer.point).astype(np.int64)
        size = len(self._values)
        delta: Integers = point[:size] - point[size:]
        self._check(delta)
        return delta

    def _check(self, delta: Integers) -> None:
        sums = np.zeros(self._program.rows, dtype=np.int64)
        spread = np.repeat(np.arange(self._program.rows), np.diff(self._adding.start))
        np.add.at(sums, spread, self._adding.coefficient * delta[self._adding.cell])
        if sums.any() or (self._values + delta < 0).any():
            raise SolverError("the linear solver's table does not add up in whole numbers")
