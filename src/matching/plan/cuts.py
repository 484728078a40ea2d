"""Cuts: inequalities that every whole point of a program keeps, told by how they follow from its rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.exact_keys import whole_number, with_exact_keys

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


def cut_from_dict(data: dict[str, Any]) -> Cut:
    """Return the cut told by plain data.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the data are not a cut.
    """
    with_exact_keys(data, Cut.__slots__, "a cut")
    if not isinstance(data["upper"], list) or not set(map(type, data["upper"])) <= {bool}:
        raise TypeError("a cut tells by yes or no which sides it combines")
    return Cut(
        row=_integers(data["row"]),
        multiplier=_integers(data["multiplier"]),
        upper=np.array(data["upper"], dtype=np.bool_),
        flipped=_integers(data["flipped"]),
        divisor=whole_number(data["divisor"], "a divisor"),
        shrink=whole_number(data["shrink"], "a divisor"),
    )


def _integers(values: Any) -> Integers:
    if not isinstance(values, list) or not set(map(type, values)) <= {int}:
        raise TypeError("a cut holds lists of whole numbers")
    if any(abs(value) >= 2**63 for value in values):
        raise ValueError("a cut holds whole numbers below 2**63 only")
    return np.array(values, dtype=np.int64)
