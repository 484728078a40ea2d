"""Linear programs solved in exact fractions: a solver proposes a basis, fractions prove it."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.engines.linear_program import Relaxation
from matching.engines.rational_systems import solve_system
from matching.errors import InfeasibleError, SolverError
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]
Row = dict[int, Fraction]

BASIC, AT_UPPER = "kBasic", "kUpper"

NO_POINT = "the rules, floors and promises cannot all be kept, not even in fractions"


@dataclass(frozen=True, slots=True)
class ExactOptimum:
    """A best point of a relaxation and the prices that prove it, without rounding.

    Parameters
    ----------
    value
        The largest objective.
    point
        Value of every column.
    prices
        Per row what one more unit of its binding side is worth; 0 where none binds.
    """

    value: Fraction
    point: tuple[Fraction, ...]
    prices: tuple[Fraction, ...]


def exact_optimum(program: IntegerProgram, objective: Integers) -> ExactOptimum:
    """Maximise an objective over the points of a program, fractions allowed.

    The solver's floating-point answer only proposes which bounds bind. The point and the prices are recomputed from
    that basis in fractions and accepted when both are feasible, which proves the point best (linear programming duality).

    Raises
    ------
    InfeasibleError
        If there is no point.
    SolverError
        If no basis proposed is exactly optimal.
    """
    if not program.columns:
        return _of_nothing(program)
    relaxation = Relaxation(program)
    answer = relaxation.solve(objective, program.lower, program.upper)
    if answer.status == "infeasible":
        raise InfeasibleError(NO_POINT)
    if answer.status != "optimal":
        raise SolverError(f"the linear solver ended without a best point: {answer.status}")
    basis = relaxation.basis()
    columns = [str(status).rsplit(".", 1)[-1] for status in basis.col_status]
    rows = [str(status).rsplit(".", 1)[-1] for status in basis.row_status]
    found = _from_basis(program, objective, columns, rows)
    if found is None:
        raise SolverError("the linear solver's basis is not exactly optimal")
    return found


def _of_nothing(program: IntegerProgram) -> ExactOptimum:
    """Return the optimum of a program without columns, all of whose rows must allow 0."""
    if (program.row_lower > 0).any() or (program.row_upper < 0).any():
        raise InfeasibleError(NO_POINT)
    return ExactOptimum(Fraction(0), (), (Fraction(0),) * program.rows)


def _from_basis(
    program: IntegerProgram, objective: Integers, columns: list[str], rows: list[str]
) -> ExactOptimum | None:
    """Return the point and prices of a basis if both are feasible, else ``None``."""
    point = [
        Fraction(int(program.upper[number] if status == AT_UPPER else program.lower[number]))
        for number, status in enumerate(columns)
    ]
    matrix = _rows_of(program)
    tight = [number for number, status in enumerate(rows) if status != BASIC]
    basic = [number for number, status in enumerate(columns) if status == BASIC]
    place = {column: number for number, column in enumerate(basic)}
    if len(tight) != len(basic):
        return None
    system: list[Row] = []
    right: list[Fraction] = []
    for row in tight:
        side = _side(program, row, rows[row])
        if side is None:
            return None
        system.append({place[column]: value for column, value in matrix[row].items() if column in place})
        fixed = (value * point[column] for column, value in matrix[row].items() if column not in place)
        right.append(side - sum(fixed, Fraction(0)))
    solved = solve_system(system, right)
    if solved is None:
        return None
    for column, value in zip(basic, solved, strict=True):
        point[column] = value
    prices = _prices(program, objective, matrix, tight, basic)
    if (
        prices is None
        or not _is_feasible(program, matrix, point)
        or not _proves(program, objective, matrix, prices, point)
    ):
        return None
    value = sum(
        (Fraction(int(gain)) * at for gain, at in zip(objective.tolist(), point, strict=True) if gain),
        Fraction(0),
    )
    return ExactOptimum(value, tuple(point), tuple(prices))


def _rows_of(program: IntegerProgram) -> list[Row]:
    start, column, value = program.row_start.tolist(), program.column.tolist(), program.coefficient.tolist()
    return [
        {column[entry]: Fraction(value[entry]) for entry in range(first, last)}
        for first, last in pairwise(start)
    ]


def _side(program: IntegerProgram, row: int, status: str) -> Fraction | None:
    """Return the bound of a row that binds; ``None`` where that side is open."""
    low, high = int(program.row_lower[row]), int(program.row_upper[row])
    side = high if status == AT_UPPER else low
    return None if abs(side) >= UNBOUNDED else Fraction(side)


def _prices(
    program: IntegerProgram, objective: Integers, matrix: list[Row], tight: list[int], basic: list[int]
) -> list[Fraction] | None:
    """Return the row prices under which every basic column breaks even."""
    place = {column: number for number, column in enumerate(basic)}
    system: list[Row] = [{} for _ in basic]
    for number, row in enumerate(tight):
        for column, value in matrix[row].items():
            if column in place:
                system[place[column]][number] = value
    solved = solve_system(system, [Fraction(int(objective[column])) for column in basic])
    if solved is None:
        return None
    prices = [Fraction(0)] * program.rows
    for row, price in zip(tight, solved, strict=True):
        prices[row] = price
    return prices


def _is_feasible(program: IntegerProgram, matrix: list[Row], point: list[Fraction]) -> bool:
    inside = all(
        low <= value <= high
        for low, value, high in zip(program.lower.tolist(), point, program.upper.tolist(), strict=True)
    )
    if not inside:
        return False
    sums = [sum((value * point[column] for column, value in row.items()), Fraction(0)) for row in matrix]
    return all(
        (low <= -UNBOUNDED or low <= total) and (high >= UNBOUNDED or total <= high)
        for low, total, high in zip(program.row_lower.tolist(), sums, program.row_upper.tolist(), strict=True)
    )


def _proves(
    program: IntegerProgram,
    objective: Integers,
    matrix: list[Row],
    prices: list[Fraction],
    point: list[Fraction],
) -> bool:
    """Return whether the prices bound every point by the value of this one: complementary slackness, exactly."""
    rest = [Fraction(int(gain)) for gain in objective.tolist()]
    for row, price in enumerate(prices):
        if not price:
            continue
        total = sum((value * point[column] for column, value in matrix[row].items()), Fraction(0))
        if total != int(program.row_upper[row] if price > 0 else program.row_lower[row]):
            return False
        for column, value in matrix[row].items():
            rest[column] -= price * value
    return all(
        left == 0 or value == (high if left > 0 else low)
        for left, value, low, high in zip(
            rest, point, program.lower.tolist(), program.upper.tolist(), strict=True
        )
    )
