"""OR-Tools MathOpt with HiGHS and with SCIP, and CP-SAT."""

import datetime

import numpy as np

from benchmarks.peers.model import Answer, Clock, Model


def solve_highs(model: Model, seconds: float) -> Answer:
    """Solve with HiGHS."""
    return _solve(model, seconds, "HIGHS")


def solve_scip(model: Model, seconds: float) -> Answer:
    """Solve with SCIP."""
    return _solve(model, seconds, "GSCIP")


def _solve(model: Model, seconds: float, name: str) -> Answer:
    from ortools.math_opt.python import mathopt

    clock = Clock()
    built = mathopt.Model()
    columns = [
        built.add_integer_variable(lb=low, ub=high)
        for low, high in zip(model.lower.tolist(), model.upper.tolist(), strict=True)
    ]
    built.maximize(
        mathopt.fast_sum(
            [gain * columns[number] for number, gain in enumerate(model.objective.tolist()) if gain]
        )
    )
    for entries, low, high in model.rows():
        total = mathopt.fast_sum([value * columns[number] for number, value in entries])
        built.add_linear_constraint(lb=low, ub=high, expr=total)
    clock.built()
    limit = mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=seconds))
    found = mathopt.solve(built, getattr(mathopt.SolverType, name), params=limit)
    if not found.has_primal_feasible_solution():
        return clock.answer(None)
    values = found.variable_values()
    return clock.answer(np.array([values[column] for column in columns]))


def solve_cp_sat(model: Model, seconds: float) -> Answer:
    """Solve with CP-SAT, two workers."""
    from ortools.sat.python import cp_model

    clock = Clock()
    built = cp_model.CpModel()
    columns = [
        built.new_int_var(low, high, "")
        for low, high in zip(model.lower.tolist(), model.upper.tolist(), strict=True)
    ]
    for entries, low, high in model.rows():
        if entries:
            total = cp_model.LinearExpr.weighted_sum(
                [columns[number] for number, _ in entries], [value for _, value in entries]
            )
            least = -(2**60) if low == -np.inf else int(low)
            built.add_linear_constraint(total, least, 2**60 if high == np.inf else int(high))
    built.maximize(cp_model.LinearExpr.weighted_sum(columns, model.objective.tolist()))
    clock.built()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(built)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return clock.answer(None)
    return clock.answer(np.array([solver.value(column) for column in columns], dtype=float))
