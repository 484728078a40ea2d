"""Pyomo with HiGHS."""

import numpy as np

from benchmarks.peers.model import Answer, Clock, Model


def solve(model: Model, seconds: float) -> Answer:
    """Build a concrete model from expressions and solve it through the persistent HiGHS interface."""
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    clock = Clock()
    concrete = pyo.ConcreteModel()
    lower, upper = model.lower.tolist(), model.upper.tolist()
    concrete.x = pyo.Var(
        range(len(lower)), domain=pyo.Integers, bounds=lambda _, number: (lower[number], upper[number])
    )
    gains = [(number, gain) for number, gain in enumerate(model.objective.tolist()) if gain]
    concrete.goal = pyo.Objective(
        expr=sum(gain * concrete.x[number] for number, gain in gains), sense=pyo.maximize
    )
    concrete.rows = pyo.ConstraintList()
    for entries, low, high in model.rows():
        total = sum(value * concrete.x[number] for number, value in entries)
        if entries:
            concrete.rows.add((low if low > -np.inf else None, total, high if high < np.inf else None))
    clock.built()
    solver = Highs()
    solver.config.time_limit = seconds
    solver.config.load_solution = False
    result = solver.solve(concrete)
    if result.best_feasible_objective is None:
        return clock.answer(None)
    result.solution_loader.load_vars()
    return clock.answer(np.array([concrete.x[number].value or 0.0 for number in range(len(lower))]))
