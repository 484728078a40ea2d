"""The linear relaxation: prices by the sign convention, warm solves like cold ones, rays where there is no point."""

import numpy as np
import pytest

from matching.engines.linear_program import Relaxation, _least_breach
from matching.plan.integer_program import UNBOUNDED, IntegerProgram


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def two_rows() -> IntegerProgram:
    """At most 7 of ``2x + 3y``, at least 1 of ``x``."""
    return IntegerProgram(
        whole(0, 0), whole(9, 9), whole(0, 2, 3), whole(0, 1, 0), whole(2, 3, 1),
        whole(-UNBOUNDED, 1), whole(7, UNBOUNDED),
    )  # fmt: skip


def random_program(seed: int, columns: int = 12, rows: int = 8) -> tuple[IntegerProgram, np.ndarray]:
    rng = np.random.default_rng(seed)
    dense = rng.integers(-3, 9, (rows, columns))
    return IntegerProgram(
        np.zeros(columns, dtype=np.int64), rng.integers(1, 5, columns),
        np.arange(rows + 1) * columns, np.tile(np.arange(columns), rows), dense.ravel(),
        np.where(np.arange(rows) % 3 == 0, -9, -UNBOUNDED), np.full(rows, 17),
    ), rng.integers(-3, 9, columns)  # fmt: skip


def farkas_sum(program: IntegerProgram, ray: np.ndarray) -> float:
    ray = np.where((ray > 0) & (program.row_upper >= UNBOUNDED), 0.0, ray)
    ray = np.where((ray < 0) & (program.row_lower <= -UNBOUNDED), 0.0, ray)
    rest = np.zeros(program.columns)
    np.subtract.at(rest, program.column, ray[program.entry_rows()] * program.coefficient)
    sides = np.where(ray > 0, program.row_upper, program.row_lower)
    return float((ray * sides).sum() + np.maximum(rest * program.lower, rest * program.upper).sum())


def test_a_price_is_positive_where_the_upper_side_binds_and_negative_where_the_lower_does() -> None:
    program = two_rows()
    relaxed = Relaxation(program).solve(whole(1, 3), program.lower, program.upper)
    assert relaxed.status == "optimal"
    assert relaxed.value == pytest.approx(6.0)
    assert relaxed.point.tolist() == pytest.approx([1.0, 5 / 3])
    assert relaxed.multipliers.tolist() == pytest.approx([1.0, -1.0])
    assert not relaxed.is_ray


def test_prices_are_told_for_the_rows_as_given_however_large_they_are() -> None:
    program, huge = two_rows(), 10**15
    dear = IntegerProgram(
        program.lower, program.upper, program.row_start, program.column,
        program.coefficient * whole(huge, huge, 1), program.row_lower, program.row_upper * whole(huge, 1),
    )  # fmt: skip
    relaxed = Relaxation(dear).solve(whole(10**12, 3 * 10**12), program.lower, program.upper)
    assert relaxed.value == pytest.approx(6.0e12)
    assert relaxed.multipliers.tolist() == pytest.approx([1e-3, -1e12])


def test_without_an_objective_any_point_will_do() -> None:
    program = two_rows()
    relaxed = Relaxation(program).solve(None, program.lower, program.upper)
    assert (relaxed.status, relaxed.value) == ("optimal", 0.0)
    assert relaxed.point[0] >= 1.0


def test_bounds_that_leave_no_point_give_a_weighing_of_rows_that_shows_it() -> None:
    program = two_rows()
    relaxed = Relaxation(program).solve(whole(1, 1), whole(0, 3), program.upper)
    assert (relaxed.status, relaxed.value, relaxed.is_ray) == ("infeasible", -np.inf, True)
    narrowed = IntegerProgram(whole(0, 3), *[getattr(program, name) for name in program.__slots__[1:]])
    assert farkas_sum(narrowed, relaxed.multipliers) < 0


def test_the_point_that_breaks_rows_least_gives_such_a_weighing_too() -> None:
    program = two_rows()
    narrowed = IntegerProgram(whole(0, 3), *[getattr(program, name) for name in program.__slots__[1:]])
    ray = _least_breach(narrowed, np.ones(2), narrowed.lower, narrowed.upper)
    assert farkas_sum(narrowed, ray) < 0


@pytest.mark.parametrize("seed", range(20))
def test_a_solve_from_where_it_stood_finds_what_a_fresh_one_finds(seed: int) -> None:
    program, weight = random_program(seed)
    rng = np.random.default_rng(seed)
    warm = Relaxation(program)
    for _ in range(10):
        lower = np.where(rng.random(program.columns) < 0.3, program.upper, 0)
        upper = np.maximum(lower, np.where(rng.random(program.columns) < 0.3, 0, program.upper))
        here, there = (each.solve(weight, lower, upper) for each in (warm, Relaxation(program)))
        assert here.status == there.status
        assert here.value == pytest.approx(there.value)
        if here.is_ray:
            fields = [getattr(program, name) for name in program.__slots__[2:]]
            assert farkas_sum(IntegerProgram(lower, upper, *fields), here.multipliers) < 0


def test_a_solve_that_runs_out_of_steps_still_bounds_the_objective() -> None:
    program, weight = random_program(3, 40, 30)
    best = Relaxation(program).solve(weight, program.lower, program.upper).value
    relaxation = Relaxation(program)
    relaxation.solve(weight, program.lower, program.upper)
    basis = relaxation.basis()
    high = np.minimum(program.upper, 1)
    cut_short = relaxation.solve(weight, program.lower, high, steps=1)
    assert cut_short.status == "stopped"
    assert (
        best + 1e-6 >= cut_short.value >= Relaxation(program).solve(weight, program.lower, high).value - 1e-6
    )
    relaxation.return_to(basis)
    assert relaxation.solve(weight, program.lower, program.upper).value == pytest.approx(best)


def test_a_program_without_rows_is_its_bounds() -> None:
    none = np.zeros(0, dtype=np.int64)
    program = IntegerProgram(whole(-1, 0), whole(4, 5), whole(0), none, none, none, none)
    relaxed = Relaxation(program).solve(whole(2, -3), program.lower, program.upper)
    assert (relaxed.value, relaxed.point.tolist(), len(relaxed.multipliers)) == (8.0, [4.0, 0.0], 0)


@pytest.mark.parametrize("seed", range(10))
def test_a_relaxation_that_grows_by_rows_is_that_of_the_larger_program(seed: int) -> None:
    program, objective = random_program(seed)
    few = program.row_start[3]
    small = IntegerProgram(
        program.lower, program.upper, program.row_start[:4], program.column[:few], program.coefficient[:few],
        program.row_lower[:3], program.row_upper[:3],
    )  # fmt: skip
    relaxation = Relaxation(small)
    relaxation.solve(objective, program.lower, program.upper)
    relaxation.grow(program)
    grown = relaxation.solve(objective, program.lower, program.upper)
    fresh = Relaxation(program).solve(objective, program.lower, program.upper)
    assert grown.status == fresh.status
    if fresh.status == "optimal":
        assert grown.value == pytest.approx(fresh.value)
    assert len(grown.multipliers) == program.rows


def test_a_program_without_rows_has_no_rows_to_combine() -> None:
    """The solver crashes when asked for the basis of a program without rows, so it must not be asked."""
    empty = np.zeros(0, dtype=np.int64)
    program = IntegerProgram(whole(0, 0), whole(9, 9), whole(0), empty, empty, empty, empty)
    relaxation = Relaxation(program)
    assert relaxation.solve(whole(1, 1), program.lower, program.upper).value == 18
    assert relaxation.combinations(whole(0, 1)) == []


def test_the_combination_of_a_basic_column_isolates_it() -> None:
    program = two_rows()
    relaxation = Relaxation(program)
    relaxed = relaxation.solve(whole(1, 2), program.lower, program.upper)
    found = relaxation.combinations(whole(0, 1))
    assert relaxed.status == "optimal"
    assert [one.column for one in found]
    for one in found:
        row = np.zeros(2)
        np.add.at(row, program.column, program.coefficient * one.weights[program.entry_rows()])
        basic = [other.column for other in found]
        assert np.abs(np.abs(row[basic]) - (np.array(basic) == one.column)).max() < 1e-9
