"""Cuts: inequalities that every whole point of a program keeps, told by how they follow from its rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Cut:
    """One cut by mixed-integer rounding of a combination of rows.

    Rows may be those of the program or cuts before this one, numbered on.

    Parameters
    ----------
    row, multiplier
        Rows and the whole multiplier of each, shape ``(entries,)``.
    upper
        Whether the row's upper side is combined, else its lower one, shape ``(entries,)``.
    flipped
        Columns that are counted from their upper bound down, rising.
    divisor
        The combination is divided by this before it is rounded, at least 1.
    shrink
        The rounded inequality is divided by this and rounded once more, at least 1.
    """

    row: Integers
    multiplier: Integers
    upper: NDArray[np.bool_]
    flipped: Integers
    divisor: int
    shrink: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "row": self.row.tolist(),
            "multiplier": self.multiplier.tolist(),
            "upper": self.upper.tolist(),
            "flipped": self.flipped.tolist(),
            "divisor": self.divisor,
            "shrink": self.shrink,
        }
