"""Which cells are not told, so that no small one can be computed from the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.views.perturbing import Perturbations, additivity
from matching.views.rectangles import Rectangles
from matching.views.support_cells import SupportCells

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

LEAST_K = 2
"""Smallest bound of a small count that hides anything."""


@dataclass(frozen=True, eq=False, slots=True)
class Suppression:
    """Cells that are not told, shape ``(places, kinds + 1)``.

    Parameters
    ----------
    hidden
        Every cell that is not told.
    small
        Those among them that are small themselves; the others are hidden to protect them.
    """

    hidden: Mask
    small: Mask


def suppressed(cells: SupportCells, k: int, forced: Mask | None = None) -> Suppression:
    """Return which cells are not told: small ones and, cell after cell, the cheapest others that protect them.

    A cell is small if fewer than ``k`` children are in need there, are helped, or are left without, 0 included. Of a
    small cell whoever reads the tables can exclude no number of units from 0 to ``k - 1``, neither of those given nor
    of those missing; of any other hidden cell neither number can be computed. Both are shown, cell by cell, by another
    table that tells the same (:class:`matching.views.perturbing.Perturbations`), as in M. Fischetti and J. J. Salazar,
    "Solving the cell suppression problem on tabular data with linear constraints", Management Science 47 (2001).

    Parameters
    ----------
    cells
        The tables.
    k
        Counts of children below it are small; at least 2.
    forced
        Cells hidden for other reasons, such as that the release before hid them.

    Raises
    ------
    ValueError
        If ``k`` is below 2.
    """
    if k < LEAST_K:
        raise ValueError(f"k is at least {LEAST_K}, and {k} is not")
    small = cells.personal & (cells.fewest < k)
    hidden = small.copy() if forced is None else small | forced
    search = [_Search(cells, values, k, hidden) for values in (cells.met, cells.missing)]
    for one in search:
        one.protect(small.ravel())
    # Cells hidden to protect others must be uncertain in both numbers themselves, and may need others in turn.
    seen: set[int] = set()
    while fresh := [cell for cell in np.flatnonzero(hidden.ravel()).tolist() if cell not in seen]:
        seen.update(fresh)
        for cell in fresh:
            for one in search:
                one.unsettle(cell)
    return Suppression(hidden, small)


class _Search:
    """Hides what protects cells in one number, units given or units missing; the mask is shared by both.

    Every change of the table found is remembered by how far it moves every cell: all its cells are hidden by then,
    so that it protects each of them.
    """

    def __init__(self, cells: SupportCells, values: Integers, k: int, hidden: Mask) -> None:
        self._values, self._k, self._hidden = values.ravel(), k, hidden
        self._price = _prices(cells, values)
        self._rectangles = Rectangles(cells.tree, values, hidden)
        reach = int(values.max(initial=0)) + k
        self._perturbations = Perturbations(additivity(cells.tree, values.shape[1]), self._values, reach)
        self._up = np.zeros(len(self._values), dtype=np.int64)
        self._down = np.zeros(len(self._values), dtype=np.int64)

    def protect(self, small: Mask) -> None:
        """Make every number from 0 to k - 1 possible in every small cell."""
        for wanted in (-self._values, np.maximum(self._k - 1 - self._values, 0)):
            grown = True
            for cell in np.flatnonzero(small & (wanted != 0)).tolist():
                if self._known(cell, int(wanted[cell])):
                    continue
                cost, delta = self._perturbations.cheapest(cell, int(wanted[cell]), self._cost())
                self._hide(delta)
                if cost == 0 and grown:
                    self._protect_together(small, wanted)
                grown = cost > 0

    def _protect_together(self, small: Mask, wanted: Integers) -> None:
        """Look for changes of hidden cells alone that protect many small cells at once, until one brings nothing new."""
        left = small & (wanted != 0) & ~self._reached(wanted)
        while left.any():
            self._remember(self._perturbations.widest(np.where(left, wanted, 0), self._hidden.ravel()))
            still = left & ~self._reached(wanted)
            if (still == left).all():
                break
            left = still

    def unsettle(self, cell: int) -> None:
        """Make a second number possible in a cell."""
        changes = [1] if self._values[cell] == 0 else [1, -1]
        if self._up[cell] or self._down[cell] or any(self._known(cell, change) for change in changes):
            return
        found = [self._perturbations.cheapest(cell, change, self._cost()) for change in changes]
        self._hide(min(found, key=lambda entry: entry[0])[1])

    def _known(self, cell: int, change: int) -> bool:
        reached = self._up[cell] >= change if change > 0 else self._down[cell] >= -change
        return bool(reached) or self._rectangles.allows(cell, change)

    def _reached(self, wanted: Integers) -> Mask:
        reached: Mask = np.where(wanted > 0, self._up >= wanted, self._down >= -wanted)
        return reached

    def _cost(self) -> Integers:
        return np.where(self._hidden.ravel(), 0, self._price)

    def _hide(self, delta: Integers) -> None:
        self._hidden.reshape(-1)[delta != 0] = True
        self._remember(delta)

    def _remember(self, delta: Integers) -> None:
        np.maximum(self._up, delta, out=self._up)
        np.maximum(self._down, -delta, out=self._down)


def _prices(cells: SupportCells, values: Integers) -> Integers:
    """Return the price of hiding each cell: totals of large places dearest, single kinds in communes cheapest."""
    level = np.array([_height(cells, row) for row in range(len(values))], dtype=np.int64)
    price = 10 * 10 ** np.minimum(level, 3)[:, None] * np.ones_like(values)
    price[:, -1] *= 20
    bits = np.array([int(value).bit_length() for value in values.ravel().tolist()], dtype=np.int64)
    priced: Integers = price.ravel() + bits
    return priced


def _height(cells: SupportCells, row: int) -> int:
    if cells.tree.commune[row] >= 0:
        return 0
    return 3 if row == 0 else 2 if cells.tree.keys[row].startswith("province:") else 1
