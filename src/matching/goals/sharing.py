"""Ideal shares: the first units of a set of groups in the order of their keys, as if nothing else bound them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.unit_keys import FULL, level, units_below

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Groups to share among: coverage steps per unit, least and most units, and the part each belongs to."""

    denominator: Integers
    base: Integers
    top: Integers
    part: Integers


@dataclass(frozen=True, slots=True)
class Ideal:
    """Units of every group, and what no group of a part can take."""

    units: Integers
    spare: Integers


def ideal_shares(groups: Shares, total: Integers) -> Ideal:
    """Return, part by part, the ``total`` first units in the order ((k−1)/D rising, k/D falling).

    Parameters
    ----------
    groups
        The groups.
    total
        Units to share above the bases, per part, shape ``(parts,)``.

    Returns
    -------
    Units per group (bases included), and per part the units left when all its groups are full.
    """
    parts = len(total)
    room = np.bincount(groups.part, weights=groups.top - groups.base, minlength=parts).astype(np.int64)
    wanted = np.minimum(total, room)
    low, high = np.zeros(parts, dtype=np.int64), np.full(parts, (1 << FULL) + 1, dtype=np.int64)
    while (high - low > 1).any():
        middle = low + (high - low) // 2
        fits = _sums(groups, _filled(groups, middle), parts) <= wanted
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    units = _filled(groups, low)
    left = wanted - _sums(groups, units, parts)
    return Ideal(_top_up(groups, units, low, left), total - wanted)


def _filled(groups: Shares, threshold: Integers) -> Integers:
    return np.clip(units_below(threshold[groups.part], groups.denominator), groups.base, groups.top)


def _sums(groups: Shares, units: Integers, parts: int) -> Integers:
    return np.bincount(groups.part, weights=units - groups.base, minlength=parts).astype(np.int64)


def _top_up(groups: Shares, units: Integers, threshold: Integers, left: Integers) -> Integers:
    """Give the units left of each part to groups whose next unit starts at the threshold, farthest reach first."""
    ready = np.flatnonzero(units < groups.top)
    ready = ready[level(units[ready], groups.denominator[ready]) == threshold[groups.part[ready]]]
    reach = level(units[ready] + 1, groups.denominator[ready])
    order = ready[np.lexsort((-reach, groups.part[ready]))]
    part = groups.part[order]
    position = np.arange(len(order)) - np.searchsorted(part, np.arange(len(left)))[part]
    result = units.copy()
    result[order[position < left[part]]] += 1
    return result
