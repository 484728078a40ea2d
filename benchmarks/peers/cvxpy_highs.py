"""CVXPY with HiGHS."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Model


def solve(model: Model, seconds: float) -> Answer:
    """Build the model from one sparse matrix."""
    import cvxpy
    from scipy.sparse import csr_matrix

    clock = Clock()
    shape = (len(model.row_lower), len(model.lower))
    matrix = csr_matrix((model.coefficient.astype(float), model.column, model.row_start), shape=shape)
    x = cvxpy.Variable(shape[1], integer=True)
    low, high = model.sides()
    below, above = np.isfinite(low), np.isfinite(high)
    rules = [x >= model.lower, x <= model.upper]
    if below.any():
        rules.append(matrix[below] @ x >= low[below])
    if above.any():
        rules.append(matrix[above] @ x <= high[above])
    problem = cvxpy.Problem(cvxpy.Maximize(model.objective.astype(float) @ x), rules)
    clock.built()
    problem.solve(solver=cvxpy.HIGHS, time_limit=seconds)
    return clock.answer(None if x.value is None else np.asarray(x.value))
