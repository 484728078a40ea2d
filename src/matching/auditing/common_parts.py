"""Coverages in equal parts of a whole, so that their sums and differences are whole numbers."""

from math import lcm

from matching.auditing.packing import Integers

MOST_PARTS = 10**8
"""A whole coverage has at most so many parts, where they are enough for every group."""

FINER = 10**4
"""Parts per step of the largest group, at least, where the groups have no smaller common measure."""


def parts_of(size: Integers, multiple: int = 1) -> int:
    """Return the number of parts ``Q`` of a whole coverage; a unit of a group with ``D`` steps counts ``⌊Q ÷ D⌋``.

    It is the least common multiple of all ``D``, which makes every coverage exact, while that is at most
    :data:`MOST_PARTS`; otherwise a power of ten, at least :data:`FINER` times the largest ``D``.

    Parameters
    ----------
    size
        Steps of every group.
    multiple
        A divisor of 10 000 that has to divide the number as well.
    """
    parts = multiple
    for steps_of in sorted(set(size.tolist()), reverse=True):
        parts = lcm(parts, steps_of)
        if parts > MOST_PARTS:
            return max(MOST_PARTS, int(10 ** len(str(int(size.max())))) * FINER)
    return parts
