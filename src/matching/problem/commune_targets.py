"""Targets of communes: how far coverage should rise with disadvantage, in whole per cent."""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.problem.policy import Disadvantage, index_of
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE
from matching.vocabulary import ENUMERATIONS, MISSING


def targets(problem: Problem, index: Disadvantage) -> NDArray[np.int64]:
    """Return every commune's target ``100 + round(spread·index)`` in per cent, shape ``(communes,)``."""
    communes = problem["communes"]
    zones = ENUMERATIONS["Zone"]
    result = np.empty(len(communes), dtype=np.int64)
    for row in range(len(communes)):
        parts: dict[str, Fraction | None] = {}
        for part in index.weights:
            value = int(communes[part][row])
            if part == "zone":
                parts[part] = Fraction(index.zones.get(zones[value], 0), 100) if value != MISSING else None
            else:
                parts[part] = Fraction(value, SHARE) if value != MISSING else None
        result[row] = 100 + round(index.spread * index_of(parts, index))
    return result
