"""Integer programs by HiGHS; every point is checked in whole numbers before it leaves."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engines.exact_rows import is_point, row_factors, with_row, with_small_numbers
from matching.engines.highs_guard import new_solver
from matching.engines.model_passing import pass_model
from matching.errors import OverflowRefusedError, SolverError
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]

PRECISE_LIMIT = 1 << 53
"""Column bounds and objectives stay below this: beyond, the solver's numbers skip whole ones."""

TIGHT = {"mip_feasibility_tolerance": 1e-10, "primal_feasibility_tolerance": 1e-10}

ATTEMPTS: tuple[dict[str, Any], ...] = ({}, {"presolve": "off"}, TIGHT, {**TIGHT, "presolve": "off"})
"""Options of the first attempt, and of the next ones where rounding broke a row or the solver lost its way."""

LIMITS = ("Time limit reached", "Solution limit reached")
"""How the solver says that seconds or nodes ran out."""

SLACK = 1e-9
"""Relative error of the solver's bound."""

DENIALS = 2
"""So many attempts must find no point before it is believed that there is none."""


@dataclass(frozen=True, eq=False, slots=True)
class IntegerSolution:
    """What the solver found out.

    Parameters
    ----------
    point
        The best point found, checked exactly, or None.
    proved_optimal
        Whether the solver calls it optimal.
    infeasible
        Whether the solver says that there is no point.
    bound
        No point has a larger objective, says the solver; ``inf`` where it does not know.
    """

    point: Integers | None
    proved_optimal: bool
    infeasible: bool
    bound: float


def solve_integer_program(
    program: IntegerProgram,
    objective: Integers,
    *,
    start: Integers | None = None,
    time_limit: float | None = None,
    cutoff: int | None = None,
    gap: float = 0.0,
    nodes: int | None = None,
    found: Callable[[Integers], None] | None = None,
) -> IntegerSolution:
    """Return a point of largest objective.

    Parameters
    ----------
    program
        The points allowed.
    objective
        Weight of every column, maximised.
    start
        A point to begin with; one that breaks a row is only a hint, one that does not refutes that there is none.
    time_limit
        Seconds after which the best point so far is returned.
    cutoff
        Only points with at least this objective are looked for; where there is none, the answer is infeasible.
    gap
        Share of the objective within which a point is good enough.
    nodes
        Most nodes of the search, after which the best point so far is returned.
    found
        Told every improving point, checked exactly, while the search runs.

    Raises
    ------
    SolverError
        If the solver fails, or its point breaks a row in whole numbers however it is asked.
    OverflowRefusedError
        If bounds or weights are too large for the solver.
    """
    divisor = max(int(np.gcd.reduce(np.abs(objective))) if len(objective) else 1, 1)
    weight = objective // divisor
    _check_sizes(program, weight)
    if not program.columns:
        return _without_columns(program, cutoff)
    asked = program if cutoff is None else with_row(program, weight, -(-cutoff // divisor), UNBOUNDED)
    possible, denied = start is not None and is_point(asked, start), 0
    deadline = np.inf if time_limit is None else time.monotonic() + time_limit
    for options in ATTEMPTS:
        solver = _loaded(asked, weight, {"mip_rel_gap": gap, **options})
        if time_limit is not None:
            solver.setOptionValue("time_limit", max(deadline - time.monotonic(), 0.0))
        if nodes is not None:
            solver.setOptionValue("mip_max_nodes", nodes)
        if start is not None:
            everywhere = np.arange(program.columns, dtype=np.int32)
            solver.setSolution(program.columns, everywhere, start.astype(np.float64))
        if found is not None:
            solver.cbMipImprovingSolution.subscribe(_reporting(asked, found))
        solver.run()
        answer = _read(solver, asked, divisor)
        if answer is None or (gap == 0.0 and not _is_bounded(answer, weight, divisor)):
            continue
        denied += answer.infeasible
        # One word is not enough: with large numbers presolving calls programs empty that are not.
        if not answer.infeasible or (denied == DENIALS and not possible):
            return answer if gap == 0.0 else replace(answer, proved_optimal=False)
    raise SolverError(
        "the integer solver's points break a row or bound once they are rounded to whole numbers"
    )


def _is_bounded(answer: IntegerSolution, weight: Integers, divisor: int) -> bool:
    """Whether an answer that is called the best has a bound that says so: a start was once called the best without any."""
    if answer.point is None or not answer.proved_optimal:
        return True
    reached = int((weight * answer.point).sum()) * divisor
    return answer.bound < reached + divisor + SLACK * abs(reached)


def _check_sizes(program: IntegerProgram, weight: Integers) -> None:
    sizes = {
        "column bounds": max(
            int(np.abs(program.lower).max(initial=0)), int(np.abs(program.upper).max(initial=0))
        ),
        "weights": int(np.abs(weight).max(initial=0)),
    }
    for name, size in sizes.items():
        if size >= PRECISE_LIMIT:
            raise OverflowRefusedError(
                f"{name} up to {size} are above the solver's exact limit {PRECISE_LIMIT}"
            )


def _without_columns(program: IntegerProgram, cutoff: int | None) -> IntegerSolution:
    nothing = np.zeros(0, dtype=np.int64)
    if (cutoff is not None and cutoff > 0) or not is_point(program, nothing):
        return IntegerSolution(None, False, True, -np.inf)
    return IntegerSolution(nothing, True, False, 0.0)


def _loaded(program: IntegerProgram, weight: Integers, options: dict[str, Any]) -> Any:
    small = with_small_numbers(program)
    solver = new_solver(
        **{
            "mip_abs_gap": 0.9,
            "mip_feasibility_tolerance": 1e-9,
            "primal_feasibility_tolerance": 1e-9,
            "dual_feasibility_tolerance": 1e-9,
            "small_matrix_value": 1e-12,
            **options,
        }
    )
    pass_model(solver, small, row_factors(small), weight, whole=True)
    return solver


def _reporting(program: IntegerProgram, found: Callable[[Integers], None]) -> Callable[[Any], None]:
    def tell(event: Any) -> None:
        point = np.rint(np.asarray(event.data_out.mip_solution)).astype(np.int64)
        if len(point) == program.columns and is_point(program, point):
            found(point)

    return tell


def _read(solver: Any, program: IntegerProgram, divisor: int) -> IntegerSolution | None:
    """Return the answer, or None where there is no answer to trust."""
    status = solver.modelStatusToString(solver.getModelStatus())
    if status in ("Infeasible", "Primal infeasible or unbounded"):
        return IntegerSolution(None, False, True, -np.inf)
    if status not in ("Optimal", *LIMITS):
        return None
    finished = status == "Optimal"
    bound = float(solver.getInfo().mip_dual_bound) * divisor + 0.0
    if not np.isfinite(bound):
        bound = np.inf
    solution = solver.getSolution()
    if not solution.value_valid:
        return IntegerSolution(None, False, False, bound)
    point = np.rint(np.array(solution.col_value)).astype(np.int64)
    if not is_point(program, point):
        return None
    return IntegerSolution(point, finished, False, bound)
