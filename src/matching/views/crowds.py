"""How finely a child may be described so that at least k children fit every description."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.people import ages
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

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
    """

    child: Integers
    kind: Integers
    level: Integers


def age_bands(problem: Problem) -> Integers:
    """Return the age band of every child, the number of bands where the age is not known."""
    years = ages(problem)
    firsts = np.array([first for first, _ in AGE_BANDS])
    return np.where(years < 0, len(AGE_BANDS), np.searchsorted(firsts, years, side="right") - 1)


def crowds(problem: Problem, k: int) -> Crowds:
    """Return the finest description of every child and kind that at least ``k`` children share.

    Only children who are not described more finely count at a coarser level: whoever sees a coarse description and
    knows the rule cannot narrow it down (R. C.-W. Wong et al., "Minimality attack in privacy preserving data
    publishing", VLDB 2007).
    """
    needs = problem["needs"]
    of_child = needs["child"] != MISSING
    pairs = np.unique(
        np.column_stack([needs["child"][of_child], needs["kind"][of_child]]).astype(np.int64), axis=0
    )
    child, kind = pairs[:, 0], pairs[:, 1]
    level = np.full(len(pairs), REFUSED, dtype=np.int64)
    for number, described in enumerate(_descriptions(problem)):
        left = np.flatnonzero(level == REFUSED)
        if not len(left):
            break
        keys = np.column_stack([kind[left], described[child[left]]])
        _, group, sizes = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        level[left[sizes[group.ravel()] >= k]] = number
    return Crowds(child, kind, level)


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
