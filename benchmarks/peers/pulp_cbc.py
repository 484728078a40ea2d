"""PuLP with CBC."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Model


def solve(model: Model, seconds: float) -> Answer:
    """Build the model variable by variable and solve it."""
    import pulp

    clock = Clock()
    problem = pulp.LpProblem("needs", pulp.LpMaximize)
    columns = [
        pulp.LpVariable(f"x{number}", low, high, pulp.LpInteger)
        for number, (low, high) in enumerate(zip(model.lower.tolist(), model.upper.tolist(), strict=True))
    ]
    problem += pulp.LpAffineExpression(
        [(columns[number], gain) for number, gain in enumerate(model.objective.tolist()) if gain]
    )
    for entries, low, high in model.rows():
        total = pulp.LpAffineExpression([(columns[number], value) for number, value in entries])
        if low == high:
            problem += total == low
            continue
        if low > -np.inf:
            problem += total >= low
        if high < np.inf:
            problem += total <= high
    clock.built()
    problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=2))
    values = [column.value() for column in columns]
    return clock.answer(None if None in values else np.array(values, dtype=float))
