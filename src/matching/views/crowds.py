"""How finely a child may be described so that at least k children fit every description."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.people import ages, special
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, Household, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

PRIORITIES = ("", "circumstances.poor", "circumstances.special")
"""What is told of a child's priority: nothing to tell, or the code of the words."""

AGE_BANDS = ((0, 2), (3, 5), (6, 10), (11, 14), (15, 17))
"""Completed years by stage of school: nursery, kindergarten, primary, lower and upper secondary."""

LEVELS = ("commune_age_sex", "commune_sex", "commune", "zone", "province", "everywhere")
"""Descriptions from the finest to the coarsest; only the first tells the age."""

REFUSED = len(LEVELS)
"""Level of children whom not even the coarsest description hides."""


@dataclass(frozen=True, eq=False, slots=True)
class Crowds:
    """Every pair of a child and a kind that it needs.

    Parameters
    ----------
    child, kind
        The pair.
    level
        Finest safe level, a place in :data:`LEVELS`, or :data:`REFUSED`.
    priority
        Whether the priority may be told: in the crowd every priority there is is shared by at least ``k`` children.
    most
        Units that at least ``k`` children of the crowd need, or, where the priority is told, of those who share it too.
    surpassed
        Whether some of these children need more than that: then so many units or more are one description.
    """

    child: Integers
    kind: Integers
    level: Integers
    priority: Mask
    most: Integers
    surpassed: Mask


def age_bands(problem: Problem) -> Integers:
    """Return the age band of every child, the number of bands where the age is not known."""
    years = ages(problem)
    firsts = np.array([first for first, _ in AGE_BANDS])
    return np.where(years < 0, len(AGE_BANDS), np.searchsorted(firsts, years, side="right") - 1)


def priorities(problem: Problem) -> Integers:
    """Return the place in :data:`PRIORITIES` of every child."""
    poor = np.isin(problem["children"]["household"], [code_of(Household.POOR), code_of(Household.NEAR_POOR)])
    return np.where(special(problem), 2, poor.astype(np.int64))


def crowds(problem: Problem, k: int) -> Crowds:
    """Return the finest description of every child and kind that at least ``k`` children share.

    Only children who are not described more finely count at a coarser level: whoever sees a coarse description and
    knows the rule cannot narrow it down (R. C.-W. Wong et al., "Minimality attack in privacy preserving data
    publishing", VLDB 2007). For the same reason the priority is told of all children of a crowd or of none.
    """
    needs = problem["needs"]
    of_child = needs["child"] != MISSING
    pairs, place = np.unique(
        np.column_stack([needs["child"][of_child], needs["kind"][of_child]]).astype(np.int64),
        axis=0,
        return_inverse=True,
    )
    units = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(units, place.reshape(-1), needs["quantity"][of_child])
    child, kind = pairs[:, 0], pairs[:, 1]
    level, crowd = np.full(len(pairs), REFUSED, dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
    for number, described in enumerate(_descriptions(problem)):
        left = np.flatnonzero(level == REFUSED)
        if not len(left):
            break
        keys = np.column_stack([kind[left], described[child[left]]])
        _, group, sizes = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        hidden = sizes[group.ravel()] >= k
        level[left[hidden]], crowd[left[hidden]] = number, group.ravel()[hidden]
    _, crowd = np.unique(np.column_stack([level, crowd]), axis=0, return_inverse=True)
    return Crowds(child, kind, level, *_told_beside(crowd.reshape(-1), priorities(problem)[child], units, k))


def _told_beside(crowd: Integers, priority: Integers, units: Integers, k: int) -> tuple[Mask, Integers, Mask]:
    """Return per pair whether the priority is told, the units that ``k`` of those alike need, and whether some need more."""
    shared, sizes = np.unique(np.column_stack([crowd, priority]), axis=0, return_counts=True)
    mixed = np.zeros(len(crowd) + 1, dtype=np.bool_)
    mixed[shared[sizes < k, 0]] = True
    told = ~mixed[crowd]
    _, alike, count = np.unique(
        np.column_stack([crowd, np.where(told, priority, 0)]), axis=0, return_inverse=True, return_counts=True
    )
    order = np.lexsort((-units, alike.reshape(-1)))
    first = np.cumsum(count) - count
    kth = units[order[np.minimum(first + np.minimum(k, count) - 1, len(order) - 1)]]
    largest = units[order[np.minimum(first, len(order) - 1)]]
    place = alike.reshape(-1)
    return told, np.where(count >= k, kth, 0)[place], (largest > kth)[place]


def _descriptions(problem: Problem) -> list[Integers]:
    """Return, per level, what is told of every child, shape ``(children, columns)``."""
    children, communes = problem["children"], problem["communes"]
    place = children["commune"].astype(np.int64)
    sex, band = children["sex"].astype(np.int64), age_bands(problem)
    _, province = np.unique(communes["province"], return_inverse=True)
    province = province.astype(np.int64)[place]
    zone = communes["zone"].astype(np.int64)[place]
    nothing = np.zeros((len(place), 0), dtype=np.int64)
    return [
        np.column_stack([place, band, sex]), np.column_stack([place, sex]), place[:, None],
        np.column_stack([province, zone]), province[:, None], nothing,
    ]  # fmt: skip
