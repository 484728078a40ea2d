"""Levels of a leximin goal: thresholds of unit keys, compared by exact integer products."""

import numpy as np

from matching.auditing.packing import Flags, Integers


def comes_before(k: Integers, size: Integers, other_k: Integers, other_size: Integers) -> Integers:
    """Return 1 where the key of the first unit comes before the second's, 0 where equal, -1 where after.

    The key of the ``k``-th unit of a group with ``D`` steps is ``((k−1)/D rising, k/D falling)``.
    """
    largest = [int(np.abs(column).max(initial=0)) + 1 for column in (k, size, other_k, other_size)]
    if max(largest[0] * largest[3], largest[2] * largest[1]) >= 2**62:
        k, size, other_k, other_size = (column.astype(object) for column in (k, size, other_k, other_size))
    start = np.sign((other_k - 1) * size - (k - 1) * other_size).astype(np.int64)
    reach = np.sign(k * other_size - other_k * size).astype(np.int64)
    return np.where(start != 0, start, reach)


def rising(levels: tuple[tuple[int, int], ...]) -> bool:
    """Return whether the thresholds are unit keys in strictly rising order."""
    if any(k < 1 or not 1 <= size < 2**62 or k > size for k, size in levels):
        return False
    k, size = _columns(levels)
    return bool((comes_before(k[:-1], size[:-1], k[1:], size[1:]) == 1).all())


def difference(levels: tuple[tuple[int, int], ...], price: Integers, k: Integers, size: Integers) -> Integers:
    """Return the sign of *d* on the arc from a group to the sink at its ``k``-th unit.

    Parameters
    ----------
    levels
        Thresholds in rising order.
    price
        Price of every group, 0 to the number of levels; ``y`` stands for the threshold ``levels[-y]``.
    k, size
        The unit and the number of steps of every group.

    Returns
    -------
    1 where the price's threshold comes before the unit's key, 0 where it equals it, -1 where it comes
    after or the price is 0.
    """
    if not len(levels):
        return np.full(len(price), -1, dtype=np.int64)
    threshold_k, threshold_size = _columns(levels)
    index = np.minimum(len(levels) - price, len(levels) - 1)
    priced: Flags = price > 0
    return np.where(priced, comes_before(threshold_k[index], threshold_size[index], k, size), -1)


def _columns(levels: tuple[tuple[int, int], ...]) -> tuple[Integers, Integers]:
    table = np.array(levels, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
