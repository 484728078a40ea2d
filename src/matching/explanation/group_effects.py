"""What goals on groups say to units that one group loses and another gets, in exact whole numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.packing import picked
from matching.explanation.criterion_worth import WORTHS, Compared
from matching.explanation.standing import Standing
from matching.problem.policy import Goal
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Fractions = tuple[NDArray[Any], NDArray[Any]]

MOST_NUMBERS = 2_000_000
"""Plans are compared so many at a time that no more numbers are held."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Units that groups lose and get, one entry per exchange; ``MISSING`` stands for no group.

    Parameters
    ----------
    down, lost
        Group that loses units, and how many.
    up, won
        Group that gets units, and how many.
    """

    down: Integers
    lost: Integers
    up: Integers
    won: Integers


def effect_on_groups(standing: Standing, goal: Goal, moved: Moved) -> Integers:
    """Return whether every exchange makes a goal on groups better (1), worse (-1), or neither (0)."""
    compared = standing.compared(goal)
    if not compared.groups.size:
        return np.zeros(len(moved.down), dtype=np.int64)
    if goal.criterion in WORTHS:
        return _weighed(compared, moved)
    if goal.criterion == "max_min":
        return _lowest(compared, moved)
    return _leximin(compared, moved)


def _weighed(compared: Compared, moved: Moved) -> Integers:
    """Compare the plan after every exchange with the plan before; exchanges between the same groups are told once."""
    columns = np.stack([moved.down, moved.lost, moved.up, moved.won])
    distinct, back = np.unique(columns, axis=1, return_inverse=True)
    served = compared.groups.served
    step = max(1, MOST_NUMBERS // max(len(served), 1))
    signs = [
        _signs(compared, Moved(*distinct[:, start : start + step]))
        for start in range(0, distinct.shape[1], step)
    ]
    return np.concatenate([*signs, np.zeros(0, dtype=np.int64)])[back.reshape(-1)]


def _signs(compared: Compared, moved: Moved) -> Integers:
    count, groups = len(moved.down), compared.groups.size
    served = np.zeros((count + 1, groups + 1), dtype=np.int64)
    served[:, :groups] = compared.groups.served
    rows = np.arange(count)
    np.subtract.at(served, (rows, moved.down), moved.lost)
    np.add.at(served, (rows, moved.up), moved.won)
    sign = np.zeros(count, dtype=np.int64)
    for number in compared.worth(served[:, :groups]):
        sign = np.where(sign == 0, np.sign(number[:-1] - number[-1]).astype(np.int64), sign)
    return sign


def _lowest(compared: Compared, moved: Moved) -> Integers:
    """Compare the lowest coverage of the groups that supply reaches, after and before.

    Two groups change, so of all others the lowest is one of the three lowest of all.
    """
    rows = np.flatnonzero(compared.within)
    served, size = compared.groups.served, compared.size
    if not len(rows):
        return np.zeros(len(moved.down), dtype=np.int64)
    order = np.array(sorted(rows.tolist(), key=lambda row: _Coverage(int(served[row]), int(size[row]))))
    alike = moved.down == moved.up
    net = moved.won - moved.lost
    changed = (
        (moved.down, np.where(alike, net, -moved.lost)),
        (moved.up, np.where(alike, net, moved.won)),
    )
    lowest = np.full(len(moved.down), 1, dtype=np.int64), np.zeros(len(moved.down), dtype=np.int64)
    for row in order[:3][::-1].tolist():
        same = (moved.down != row) & (moved.up != row)
        lowest = _where(same, _constant(served[row], size[row], len(same)), lowest)
    for group, units in changed:
        inside = picked(compared.within, group, 0) == 1
        new = picked(served, group, 0) + units, picked(size, group, 1)
        lower = inside & ((lowest[1] == 0) | (_less(new, lowest) < 0))
        lowest = _where(lower, new, lowest)
    old = _constant(served[order[0]], size[order[0]], len(moved.down))
    return np.where(lowest[1] == 0, 0, _less(lowest, old))


class _Coverage:
    """A coverage that is compared exactly."""

    def __init__(self, units: int, size: int) -> None:
        self.units, self.size = units, size

    def __lt__(self, other: "_Coverage") -> bool:
        return self.units * other.size < other.units * self.size


def _constant(units: Any, size: Any, count: int) -> tuple[Integers, Integers]:
    return np.full(count, int(units), dtype=np.int64), np.full(count, int(size), dtype=np.int64)


def _where(
    chosen: NDArray[np.bool_], one: tuple[Integers, Integers], other: tuple[Integers, Integers]
) -> tuple[Integers, Integers]:
    return np.where(chosen, one[0], other[0]), np.where(chosen, one[1], other[1])


def _leximin(compared: Compared, moved: Moved) -> Integers:
    """Compare the coverages of the two groups, the lower one first; all others stay."""
    served, size = compared.groups.served, compared.size
    ends = ((moved.down, -moved.lost), (moved.up, moved.won))
    old = [(picked(served, group, 0), picked(size, group, 1)) for group, _ in ends]
    new = [(units + change, steps) for (units, steps), (_, change) in zip(old, ends, strict=True)]
    sign = _lexicographic(old, new)
    sign = np.where((moved.down == MISSING) | (moved.lost == 0), np.sign(moved.won), sign)
    sign = np.where((moved.up == MISSING) | (moved.won == 0), -np.sign(moved.lost), sign)
    net = np.sign(moved.won - moved.lost) * (moved.up >= 0)
    return np.where(moved.down == moved.up, net, sign)


def _less(first: Fractions, second: Fractions) -> Integers:
    """Return the sign of the first fraction less the second, without overflow."""
    numbers = [part.astype(object) for part in (*first, *second)]
    return np.asarray(np.sign(numbers[0] * numbers[3] - numbers[2] * numbers[1]), dtype=np.int64)


def _lexicographic(old: list[tuple[Integers, Integers]], new: list[tuple[Integers, Integers]]) -> Integers:
    """Return whether two coverages, lowest first, rise (1) or fall (-1)."""
    lowest, highest = _sorted(old)
    lower, higher = _sorted(new)
    first = _less(lower, lowest)
    return np.where(first != 0, first, _less(higher, highest))


def _sorted(pair: list[tuple[Integers, Integers]]) -> tuple[tuple[Integers, Integers], ...]:
    turned = _less(pair[0], pair[1]) > 0
    return _where(turned, pair[1], pair[0]), _where(turned, pair[0], pair[1])
