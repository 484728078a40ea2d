"""The linear relaxation of an integer program, solved again and again from where it stood."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matching.engines.exact_rows import row_factors
from matching.engines.highs_guard import new_solver
from matching.engines.model_passing import pass_model, row_bounds
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]
Status = Literal["optimal", "infeasible", "stopped", "failed"]

SMALL = 2000
"""Programs of at most so many columns and rows are solved without presolving."""

FINE = "kOk"
"""How HiGHS tells that a call went well; after any other word what it returns is not to be read."""

UPPER_STATUS = "kUpper"
"""How HiGHS tells that a row or column stands at its upper bound."""

STATUSES: dict[str, Status] = {
    "Optimal": "optimal",
    "Infeasible": "infeasible",
    "Primal infeasible or unbounded": "infeasible",
    "Iteration limit reached": "stopped",
    "Time limit reached": "stopped",
}


@dataclass(frozen=True, eq=False, slots=True)
class Relaxed:
    """What the relaxation told.

    Parameters
    ----------
    status
        ``optimal``, ``infeasible``, ``stopped`` at a limit of steps or seconds, or ``failed``.
    value
        The largest objective; an upper bound of it when stopped, ``-inf`` when infeasible.
    point
        A best point, whole or not.
    multipliers
        Per row its price, positive where ``row_upper`` binds; with ``is_ray`` a weighing of the rows that shows
        that there is no point.
    is_ray
        Whether the multipliers weigh rows against each other without the objective.
    """

    status: Status
    value: float
    point: Reals
    multipliers: Reals
    is_ray: bool


@dataclass(frozen=True, eq=False, slots=True)
class Combination:
    """A row of the simplex tableau, told by the rows it combines.

    Parameters
    ----------
    column
        The basic column that it isolates.
    weights
        Weight of every row.
    upper
        Whether a row's upper side binds, else its lower one.
    high
        Whether a column stands at its upper bound.
    """

    column: int
    weights: Reals
    upper: NDArray[np.bool_]
    high: NDArray[np.bool_]


class Relaxation:
    """A linear program that keeps its basis between solves."""

    def __init__(self, program: IntegerProgram) -> None:
        self._program = program
        self._factors = row_factors(program)
        self._lower, self._upper = program.lower, program.upper
        self._objective: Integers | None = None
        self._unit = 1.0
        self._solver = _loaded(program, self._factors)
        self._presolving = program.columns + program.rows > SMALL
        if self._presolving:
            self._solver.setOptionValue("presolve", "on")

    def solve(
        self,
        objective: Integers | None,
        lower: Integers,
        upper: Integers,
        *,
        steps: int | None = None,
        seconds: float | None = None,
    ) -> Relaxed:
        """Maximise an objective, or look for any point, within column bounds.

        Parameters
        ----------
        objective
            Weight of every column, or None.
        lower, upper
            Bounds of the columns for this solve.
        steps
            Most simplex steps; the value is an upper bound when they run out.
        seconds
            Most seconds.
        """
        self._set_objective(objective)
        self._set_bounds(lower, upper)
        solver = self._solver
        solver.setOptionValue("simplex_iteration_limit", 2**31 - 1 if steps is None else steps)
        solver.setOptionValue("time_limit", np.inf if seconds is None else solver.getRunTime() + seconds)
        status = self._run()
        if status == "failed":
            solver.clearSolver()
            status = self._run()
        if status == "infeasible":
            return Relaxed(status, -np.inf, np.zeros(0), self._ray(), True)
        solution = solver.getSolution()
        prices = np.array(solution.row_dual)
        if len(prices) != self._program.rows:
            prices = np.zeros(self._program.rows)
        return Relaxed(
            status,
            float(solver.getInfo().objective_function_value) * self._unit,
            np.array(solution.col_value),
            prices * self._factors * self._unit,
            False,
        )

    def grow(self, program: IntegerProgram) -> None:
        """Go on with a program that has the same columns and the same rows, and further rows below them."""
        first = self._program.rows
        self._program = program
        self._factors = row_factors(program)
        start = program.row_start[first:]
        own = slice(int(start[0]), int(start[-1]))
        scale = np.repeat(self._factors[first:], np.diff(start))
        lower, upper = row_bounds(program, self._factors)
        self._solver.addRows(
            program.rows - first,
            lower[first:],
            upper[first:],
            own.stop - own.start,
            (start[:-1] - start[0]).astype(np.int32),
            program.column[own].astype(np.int32),
            program.coefficient[own] * scale,
        )

    def combinations(self, columns: Integers) -> list[Combination]:
        """Return, per basic column asked for, the combination of rows in which no other basic column stands.

        Parameters
        ----------
        columns
            Columns; those that are not basic are passed over.
        """
        if not len(columns) or not self._program.rows:
            return []
        solver, basis = self._solver, self._solver.getBasis()
        told, basic = solver.getBasicVariables()
        if not str(told).endswith(FINE):
            return []
        place = {int(column): row for row, column in enumerate(basic) if column >= 0}
        at_top = _at_upper(basis.row_status)
        high = _at_upper(basis.col_status)
        closed = self._program.row_upper < UNBOUNDED
        open_below = self._program.row_lower <= -UNBOUNDED
        upper = closed & (at_top | open_below)
        found = []
        for column in columns.tolist():
            if column not in place:
                continue
            told, weights = solver.getBasisInverseRow(place[column])[:2]
            if str(told).endswith(FINE) and len(weights) == self._program.rows:
                found.append(Combination(column, np.array(weights) * self._factors, upper, high))
        return found

    def basis(self) -> Any:
        """Return where the solver stands, to return to it later."""
        return self._solver.getBasis()

    def return_to(self, basis: Any) -> None:
        """Go on from a basis taken earlier."""
        self._solver.setBasis(basis)

    def _run(self) -> Status:
        solver = self._solver
        solver.run()
        status = STATUSES.get(solver.modelStatusToString(solver.getModelStatus()), "failed")
        if not self._presolving:
            return status
        # From now on the basis at hand helps more than presolving, which also leaves no ray behind.
        self._presolving = False
        solver.setOptionValue("presolve", "off")
        return status if status in ("optimal", "stopped") else self._run()

    def _set_objective(self, objective: Integers | None) -> None:
        if objective is self._objective:
            return
        weight = np.zeros(self._program.columns) if objective is None else objective.astype(np.float64)
        # Tolerances are absolute: weights far from 1 are brought near it, by a power of two to lose nothing.
        self._unit = float(np.exp2(np.floor(np.log2(max(np.abs(weight).max(initial=0.0), 1.0) / 16.0))))
        everywhere = np.arange(self._program.columns, dtype=np.int32)
        self._solver.changeColsCost(len(everywhere), everywhere, weight / self._unit)
        self._objective = objective

    def _set_bounds(self, lower: Integers, upper: Integers) -> None:
        changed = np.flatnonzero((lower != self._lower) | (upper != self._upper))
        if len(changed):
            self._solver.changeColsBounds(
                len(changed),
                changed.astype(np.int32),
                lower[changed].astype(np.float64),
                upper[changed].astype(np.float64),
            )
        self._lower, self._upper = lower.copy(), upper.copy()

    def _ray(self) -> Reals:
        _, exists, ray = self._solver.getDualRay()
        if exists and len(ray) == self._program.rows and np.any(ray):
            return -np.array(ray) * self._factors
        return _least_breach(self._program, self._factors, self._lower, self._upper)


def _at_upper(statuses: Any) -> NDArray[np.bool_]:
    return np.array([str(status).endswith(UPPER_STATUS) for status in statuses], dtype=np.bool_)


def _loaded(program: IntegerProgram, factors: Reals) -> Any:
    solver = new_solver(
        solver="simplex",
        simplex_strategy=1,
        presolve="off",
        primal_feasibility_tolerance=1e-9,
        dual_feasibility_tolerance=1e-9,
        small_matrix_value=1e-12,
    )
    pass_model(solver, program, factors, np.zeros(program.columns), whole=False)
    return solver


def _least_breach(program: IntegerProgram, factors: Reals, lower: Integers, upper: Integers) -> Reals:
    """Return row prices of the point that breaks the rows least: where it must break any, they form a ray."""
    solver = _loaded(program, factors)
    everywhere = np.arange(program.columns, dtype=np.int32)
    solver.changeColsBounds(len(everywhere), everywhere, lower.astype(np.float64), upper.astype(np.float64))
    rows = np.arange(program.rows, dtype=np.int32)
    for sign in (1.0, -1.0):
        solver.addCols(
            program.rows,
            np.full(program.rows, -1.0),
            np.zeros(program.rows),
            np.full(program.rows, np.inf),
            program.rows,
            rows,
            rows,
            np.full(program.rows, sign),
        )
    solver.run()
    return np.array(solver.getSolution().row_dual) * factors
