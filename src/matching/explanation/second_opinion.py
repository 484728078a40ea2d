"""Whether a problem that a solver calls infeasible has a plan all the same: no solver is believed alone."""

import time

import numpy as np

from matching.engines.exact_rows import is_point
from matching.errors import OverflowRefusedError, SolverError
from matching.explanation.feasibility import OutOfTimeError, asking
from matching.goals.proving import prove
from matching.problem.policy import Policy
from matching.problem.problem import Problem


def has_a_plan(problem: Problem, policy: Policy, seed: int, time_limit: float) -> bool:
    """Return whether a plan that keeps all rules was found, checked in whole numbers.

    Giving nothing beyond the promises is tried first; then a tree of linear programs is searched, which is not the way in
    which problems are solved.
    """
    ask = asking(problem, policy, seed, time_limit)
    try:
        program = ask.desk(ask.problem).builder.build()
        if is_point(program, program.lower):
            return True
        nothing = np.zeros(program.columns, dtype=np.int64)
        deadline = time.monotonic() + ask.seconds()
        point = prove(program, nothing, -1, nothing, deadline=deadline).better
    except (OutOfTimeError, SolverError, OverflowRefusedError):
        return False
    return point is not None and is_point(program, point)
