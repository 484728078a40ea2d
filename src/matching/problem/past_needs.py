"""Needs whose time is over: no gift of today or later can help them any more."""

import numpy as np
from numpy.typing import NDArray

from matching.problem.problem import Problem
from matching.vocabulary import MISSING


def needs_over(problem: Problem) -> NDArray[np.bool_]:
    """Return which needs have a window that ended before the reference date."""
    ends = problem["needs"]["window_to"]
    return np.asarray((ends != MISSING) & (ends < problem.today))
