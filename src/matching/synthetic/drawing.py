"""Random draws and ids that are the same on every machine: built from uniform and normal numbers alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def opaque_ids(prefix: str, count: int, digits: int = 7) -> NDArray[np.str_]:
    """Return ``count`` ids of one letter and a running number from 1, for example ``C0000001``.

    Parameters
    ----------
    prefix
        One letter.
    count
        Number of ids, below ``10**digits``.
    digits
        Digits of the number, leading zeros kept.
    """
    numbers = np.arange(1, count + 1, dtype=np.int64)
    characters = np.empty((count, digits + 1), dtype=np.uint32)
    characters[:, 0] = ord(prefix)
    for position in range(digits):
        characters[:, digits - position] = ord("0") + numbers // 10**position % 10
    return characters.view(f"U{digits + 1}").reshape(count)


def apportion(total: int, weights: ArrayLike) -> Integers:
    """Return whole numbers that sum to ``total`` and follow the weights, by largest remainders.

    Parameters
    ----------
    total
        Whole number of at least 0.
    weights
        Shape ``(n,)``, at least 0, not all 0 unless ``total`` is 0.
    """
    shares = np.asarray(weights, dtype=np.float64)
    if not total:
        return np.zeros(len(shares), dtype=np.int64)
    exact = total * (shares / shares.sum())
    whole: Integers = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def pick(generator: np.random.Generator, weights: ArrayLike, size: int) -> Integers:
    """Return ``size`` independent positions, each drawn with a chance in proportion to its weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    places = np.searchsorted(cumulative / cumulative[-1], generator.random(size), side="right")
    return np.asarray(places, dtype=np.int64)


def between(generator: np.random.Generator, low: int, high: int, size: int) -> Integers:
    """Return ``size`` whole numbers, uniform from ``low`` to ``high`` inclusive."""
    return np.asarray(low + np.floor(generator.random(size) * (high - low + 1)), dtype=np.int64)


def shuffled(generator: np.random.Generator, size: int) -> Integers:
    """Return the numbers 0 to ``size - 1`` in random order."""
    return np.argsort(generator.random(size), kind="stable").astype(np.int64)


def as_columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return rows as named columns, no column at all without rows."""
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}


def by_zone(values: Mapping[str, Any], zones: NDArray[Any]) -> Floats:
    """Return each commune's parameter: the value of its zone, or of ``none`` outside the zones."""
    table = np.array([values["I"], values["II"], values["III"], values["none"]], dtype=np.float64)
    return np.asarray(table[zones])
