"""Hands a program's arrays to HiGHS, rows scaled by powers of two."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import SolverError
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Reals = NDArray[np.float64]

BY_ROWS, MAXIMISED = 2, -1
"""How the solver calls a matrix told row by row, and an objective that is maximised."""


def pass_model(
    solver: Any, program: IntegerProgram, factors: Reals, weight: NDArray[np.int64] | Reals, *, whole: bool
) -> None:
    """Give a program to a solver.

    Parameters
    ----------
    solver
        The solver, its options set.
    program
        Columns and rows.
    factors
        What every row is multiplied by, shape ``(rows,)``.
    weight
        Weight of every column, maximised.
    whole
        Whether the columns are whole numbers.

    Raises
    ------
    SolverError
        If the solver refuses the program.
    """
    told = solver.passModel(
        program.columns,
        program.rows,
        len(program.column),
        BY_ROWS,
        MAXIMISED,
        0.0,
        weight.astype(np.float64),
        program.lower.astype(np.float64),
        program.upper.astype(np.float64),
        *row_bounds(program, factors),
        program.row_start.astype(np.int32),
        program.column.astype(np.int32),
        program.coefficient * factors[program.entry_rows()],
        np.full(program.columns, int(whole), dtype=np.int32),
    )
    if "Error" in str(told):
        raise SolverError("the solver refused the program")


def row_bounds(program: IntegerProgram, factors: Reals) -> tuple[Reals, Reals]:
    """Return the bounds of the rows as the solver knows them, open sides infinite."""
    return (
        np.where(program.row_lower > -UNBOUNDED, program.row_lower * factors, -np.inf),
        np.where(program.row_upper < UNBOUNDED, program.row_upper * factors, np.inf),
    )
