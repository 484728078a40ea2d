"""What every need asks for and gets, in units, points, đồng, or children."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import OverflowRefusedError
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

COUNTED = ("units", "weight", "value", "children")
"""What can be counted: units; points (public weight × units); đồng at the kinds' reference prices; children, each once
however much it needs, met when it receives anything."""


FLAGS = 20_000_000
"""Up to so many pairs of a group and a child are marked one by one; beyond that they are sorted."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Needed, met and within reach, one number per group, shape ``(groups,)``."""

    needed: Integers
    met: Integers
    within_reach: Integers


@dataclass(frozen=True, slots=True)
class Totals:
    """Need met by a whole plan in every unit that can be counted (see :data:`COUNTED`)."""

    units: int
    weight: int
    value: int
    children: int


def amounts_by(
    problem: Problem, served: Integers, reachable: Integers, codes: Integers, groups: int, counted: str
) -> Amounts:
    """Return what the confirmed needs of every group ask for, get, and could get if no other group took it.

    Parameters
    ----------
    problem
        The problem.
    served, reachable
        Units that every need gets, and that offers admit at most, shape ``(needs,)``.
    codes, groups
        Group of every need, and how many there are.
    counted
        One of :data:`COUNTED`.

    Raises
    ------
    KeyError
        If nothing of that name is counted.
    OverflowRefusedError
        If a sum could leave the exact range.
    """
    if counted not in COUNTED:
        raise KeyError(f"unknown count {counted!r}; choose one of {', '.join(COUNTED)}")
    rows = np.flatnonzero(problem["needs"]["confirmed"] == 1)
    asked = problem["needs"]["quantity"][rows]
    if counted == "children":
        child = problem["needs"]["child"][rows].astype(np.int64)
        told = (asked > 0, served[rows] > 0, reachable[rows] > 0)
        return Amounts(*_children(child, codes[rows], groups, told))
    worth = _WORTH[counted](problem)[rows]
    return Amounts(
        *(exact_sums(codes[rows], worth, units, groups) for units in (asked, served[rows], reachable[rows]))
    )


def totals(problem: Problem, served: Integers) -> Totals:
    """Return the need that a plan meets in all, in every unit."""
    codes = np.zeros(len(served), dtype=np.int64)
    return Totals(
        **{name: int(amounts_by(problem, served, served, codes, 1, name).met[0]) for name in COUNTED}
    )


def beneficiaries(problem: Problem, codes: Integers, groups: int) -> Integers:
    """Return how many children with a confirmed need, and needs of communes and sites, every group holds."""
    needs = problem["needs"]
    rows = np.flatnonzero(needs["confirmed"] == 1)
    child = needs["child"][rows].astype(np.int64)
    shared = np.bincount(codes[rows][child < 0], minlength=groups)
    (children,) = _children(child, codes[rows], groups, (child >= 0,))
    return np.asarray(children + shared, dtype=np.int64)


def exact_sums(codes: Integers, worth: Integers, units: Integers, groups: int) -> Integers:
    """Return ``Σ worth·units`` of every group in whole numbers.

    Raises
    ------
    OverflowRefusedError
        If a sum could reach 2**62.
    """
    product = worth.astype(np.float64) * units
    most = float(np.abs(product).sum())
    if most >= 2.0**62:
        raise OverflowRefusedError(f"sums up to {most:.3g} exceed the exact range; use smaller numbers")
    if most < 2.0**53:
        return np.bincount(codes, weights=product, minlength=groups).astype(np.int64)
    result = np.zeros(groups, dtype=np.int64)
    np.add.at(result, codes, worth.astype(np.int64) * units)
    return result


def _children(
    child: Integers, codes: Integers, groups: int, chosen: Sequence[NDArray[np.bool_]]
) -> list[Integers]:
    """Return, for every choice of rows, how many different children have a chosen row in every group."""
    own = child >= 0
    width = int(child.max(initial=0)) + 1
    keys = codes[own] * width + child[own]
    if groups * width <= FLAGS:
        place, first = keys, np.arange(groups * width) // width
    else:
        pairs, place = np.unique(keys, return_inverse=True)
        first = pairs // width
    counts = []
    for rows in chosen:
        marked = np.zeros(len(first), dtype=np.bool_)
        marked[place[rows[own]]] = True
        counts.append(np.bincount(first[marked], minlength=groups).astype(np.int64))
    return counts


def _ones(problem: Problem) -> Integers:
    return np.ones(len(problem["needs"]), dtype=np.int64)


def _points(problem: Problem) -> Integers:
    needs = problem["needs"]
    return np.where(
        needs["weight"] == MISSING, problem["kinds"]["weight"][needs["kind"]], needs["weight"]
    ).astype(np.int64)


def _prices(problem: Problem) -> Integers:
    return np.maximum(problem["kinds"]["price"][problem["needs"]["kind"]], 0).astype(np.int64)


_WORTH: Mapping[str, Callable[[Problem], Integers]] = {"units": _ones, "weight": _points, "value": _prices}
