"""Families of columns, each told by its meaning, so that any plan can be written as a point of the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matching.auditing.packing import Integers, sums

Meaning = Literal["total", "reached", "missed", "derived"]

CHOICE, SUM, UNITS, DERIVED = 0, 1, 2, 3
"""In what order columns are worth a split: yes or no first, then totals, then pairs, then what follows from them."""


@dataclass(frozen=True, eq=False)
class Family:
    """Columns of one sort, each a function of the columns of an earlier family.

    Parameters
    ----------
    name
        Unique in a program.
    upper
        Largest value of every column; the smallest is 0.
    split
        :data:`CHOICE`, :data:`SUM`, :data:`UNITS` or :data:`DERIVED`.
    meaning
        ``total``: the weighted sum of the columns below; ``reached``: 1 where the sum is at least ``least``;
        ``missed``: 1 where it is not; ``derived``: what ``function`` makes of all columns of the base.
    base
        The family summed; empty for the pairs, which are the plan itself.
    source, member, weight
        Column of the base, own column and weight of every term.
    least
        Threshold of every column.
    function
        Values of derived columns, given those of the base.
    """

    name: str
    upper: Integers
    split: int
    meaning: Meaning
    base: str
    source: Integers
    member: Integers
    weight: Integers
    least: Integers
    function: Callable[[Integers], Integers] | None = None

    def __len__(self) -> int:
        return len(self.upper)

    def values(self, known: Mapping[str, Integers]) -> Integers:
        """Return the value of every column, given those of the base."""
        if self.function is not None:
            return self.function(known[self.base])
        total = sums(self.member, self.weight * known[self.base][self.source], len(self))
        if self.meaning == "total":
            return total
        return np.asarray((total >= self.least) == (self.meaning == "reached"), dtype=np.int64)


def total(name: str, upper: Integers, source: Integers, member: Integers, base: str = "units") -> Family:
    """Return columns that are sums of others."""
    ones = np.ones(len(source), dtype=np.int64)
    return Family(name, upper, SUM, "total", base, source, member, ones, np.zeros_like(upper))


def choice(
    name: str,
    least: Integers,
    source: Integers,
    member: Integers,
    *,
    base: str = "units",
    meaning: Meaning = "reached",
    weight: Integers | None = None,
    upper: Integers | None = None,
) -> Family:
    """Return 0/1 columns that tell whether a sum reaches (or misses) a threshold."""
    ones = np.ones(len(source), dtype=np.int64)
    most = np.ones(len(least), dtype=np.int64)
    return Family(
        name,
        most if upper is None else upper,
        CHOICE,
        meaning,
        base,
        source,
        member,
        ones if weight is None else weight,
        least,
    )


def derived(
    name: str, upper: Integers, base: str, function: Callable[[Integers], Integers], split: int = DERIVED
) -> Family:
    """Return columns whose values follow from those of another family."""
    none = np.zeros(0, dtype=np.int64)
    return Family(
        name, upper, split, "derived", base, none, none, none, np.zeros_like(upper), function=function
    )


def used(name: str, size: int, source: Integers, member: Integers, base: str = "units") -> Family:
    """Return 0/1 columns that tell whether a sum is at least 1."""
    return choice(name, np.ones(size, dtype=np.int64), source, member, base=base)


def values_of(families: Sequence[Family], units: Integers) -> dict[str, Integers]:
    """Return the values of all families, given those of the pairs."""
    known = {"units": units}
    for family in families:
        if family.base:
            known[family.name] = family.values(known)
    return known
