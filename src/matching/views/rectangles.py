"""The quickest protection: four hidden cells at the corners of a rectangle hide each other."""

import numpy as np
from numpy.typing import NDArray

from matching.views.place_tree import PlaceTree

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Rectangles:
    """Says whether hidden cells of neighbouring communes and two kinds can exchange units unseen.

    Parameters
    ----------
    tree
        The places.
    values
        The table, shape ``(places, kinds + 1)``.
    hidden
        What is hidden at the time of asking; shared with the search, which extends it.
    """

    def __init__(self, tree: PlaceTree, values: Integers, hidden: Mask) -> None:
        self._values, self._hidden = values, hidden
        self._commune = tree.commune
        parts = {
            row: [part for part in inside if tree.commune[part] >= 0] for row, inside in tree.parts().items()
        }
        self._beside = [
            np.array(parts[parent] if parent >= 0 and tree.commune[row] >= 0 else [], dtype=np.int64)
            for row, parent in enumerate(tree.parent)
        ]

    def allows(self, cell: int, change: int) -> bool:
        """Return whether some rectangle of hidden cells moves a cell by ``change`` units; false never misleads."""
        row, column = divmod(cell, self._values.shape[1])
        if self._commune[row] < 0 or column == self._values.shape[1] - 1:
            return False
        others = self._beside[row][self._beside[row] != row]
        across, down = self._hidden[row, :-1].copy(), self._hidden[others, column]
        across[column] = False
        corner = self._hidden[others, :-1]
        if change > 0:
            across &= self._values[row, :-1] >= change
            down = down & (self._values[others, column] >= change)
        else:
            corner = corner & (self._values[others, :-1] >= -change)
        return bool((corner & across[None, :] & down[:, None]).any())
