"""Targets of communes: how far coverage should rise with disadvantage, in whole per cent."""

from fractions import Fraction
from math import gcd

import numpy as np
from numpy.typing import NDArray

from matching.problem.disadvantage_parts import indices_of, parts_of
from matching.problem.policy import Disadvantage
from matching.problem.problem import Problem


def targets(problem: Problem, index: Disadvantage) -> NDArray[np.int64]:
    """Return every commune's target ``100 + round(spread·index)`` in per cent, shape ``(communes,)``.

    Raises
    ------
    PolicyError
        If a part of the index is no share of ``communes`` and not the zone.
    """
    values = indices_of(parts_of(problem, index), len(problem["communes"]))
    return np.array([100 + round(index.spread * value) for value in values], dtype=np.int64)


def target_scale(problem: Problem, index: Disadvantage) -> Fraction:
    """Return what a coverage in steps of an adjusted goal is multiplied with to be a share of the target.

    Certificates divide all targets by their common divisor, so that numbers stay small.
    """
    return Fraction(100, gcd(*targets(problem, index).tolist()) or 100)
