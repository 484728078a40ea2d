"""SciPy's ``milp``."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Model


def solve(model: Model, seconds: float) -> Answer:
    """Hand the arrays over and solve."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    clock = Clock()
    shape = (len(model.row_lower), len(model.lower))
    matrix = csr_matrix((model.coefficient.astype(float), model.column, model.row_start), shape=shape)
    low, high = model.sides()
    clock.built()
    found = milp(
        -model.objective.astype(float),
        integrality=np.ones(shape[1]),
        bounds=Bounds(model.lower.astype(float), model.upper.astype(float)),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": seconds},
    )
    return clock.answer(found.x)
