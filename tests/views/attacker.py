"""A reader who knows every told cell and how places and kinds add up, and looks for the hidden ones by linear programming.

Written apart from the library's own search: single kinds in communes are the only unknowns, every told total is a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engines.linear_program import Relaxation
from matching.plan.integer_program import IntegerProgram

Integers = NDArray[np.int64]
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Range:
    """What a hidden cell may hold, as far as the reader can tell."""

    place: int
    column: int
    low: float
    high: float


def leaves_below(parent: tuple[int, ...]) -> list[set[int]]:
    """The smallest places inside every place."""
    inside: list[set[int]] = [set() for _ in parent]
    for row in range(len(parent)):
        if row not in parent:
            place = row
            while place >= 0:
                inside[place].add(row)
                place = parent[place]
    return inside


def ranges(parent: tuple[int, ...], told: Integers, most: int) -> Iterator[Range]:
    """The range of every cell that is -1 in a table of places and kinds, the last column all kinds together."""
    kinds = told.shape[1] - 1
    inside = leaves_below(parent)
    leaves = sorted(inside[0])
    number = {
        (leaf, kind): place * kinds + kind for place, leaf in enumerate(leaves) for kind in range(kinds)
    }

    def members(place: int, column: int) -> list[int]:
        chosen = range(kinds) if column == kinds else [column]
        return [number[leaf, kind] for leaf in inside[place] for kind in chosen]

    cells = [(place, column) for place in range(len(parent)) for column in range(kinds + 1)]
    known = [cell for cell in cells if told[cell] >= 0]
    rows = [members(*cell) for cell in known]
    sides = np.array([told[cell] for cell in known], dtype=np.int64)
    program = IntegerProgram(
        np.zeros(len(number), dtype=np.int64), np.full(len(number), most, dtype=np.int64),
        np.cumsum([0, *map(len, rows)]), np.array([one for row in rows for one in row], dtype=np.int64),
        np.ones(sum(map(len, rows)), dtype=np.int64), sides, sides,
    )  # fmt: skip
    attack = Relaxation(program)
    for place, column in cells:
        if told[place, column] < 0:
            weight = np.zeros(len(number), dtype=np.int64)
            weight[members(place, column)] = 1
            found = [attack.solve(sign * weight, program.lower, program.upper) for sign in (1, -1)]
            assert [answer.status for answer in found] == ["optimal", "optimal"]
            yield Range(place, column, -found[1].value, found[0].value)
