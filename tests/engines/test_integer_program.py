"""The engine for integer programs: exact points, kept promises at limits, refusals in words."""

import itertools

import numpy as np
import pytest

from matching.engines import integer_program
from matching.engines.exact_rows import exact_activity, exact_value, is_point, with_small_numbers
from matching.engines.integer_program import IntegerSolution, solve_integer_program
from matching.errors import OverflowRefusedError, SolverError
from matching.plan.integer_program import UNBOUNDED, IntegerProgram


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def value_of(solution: IntegerSolution, objective: np.ndarray) -> int | None:
    return None if solution.point is None else exact_value(objective, solution.point)


def program_of(bounds: list[tuple[int, int]], rows: list[tuple[int, dict[int, int], int]]) -> IntegerProgram:
    return IntegerProgram(
        whole(*[low for low, _ in bounds]),
        whole(*[high for _, high in bounds]),
        whole(*np.cumsum([0, *[len(entries) for _, entries, _ in rows]])),
        whole(*[column for _, entries, _ in rows for column in entries]),
        whole(*[weight for _, entries, _ in rows for weight in entries.values()]),
        whole(*[low for low, _, _ in rows]),
        whole(*[high for _, _, high in rows]),
    )


def random_knapsack(items: int, seed: int) -> tuple[IntegerProgram, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows = [
        (-UNBOUNDED, dict(enumerate(weights.tolist())), int(weights.sum() // 2))
        for weights in rng.integers(20, 99, (5, items))
    ]
    return program_of([(0, 1)] * items, rows), rng.integers(20, 99, items)


def test_the_best_point_is_found_and_called_so() -> None:
    program = program_of([(0, 3), (0, 3)], [(-UNBOUNDED, {0: 2, 1: 3}, 7)])
    solution = solve_integer_program(program, whole(3, 5))
    assert solution.point is not None
    assert (solution.point.tolist(), solution.proved_optimal, solution.infeasible) == ([2, 1], True, False)
    assert solution.point.dtype == np.int64
    assert value_of(solution, whole(3, 5)) == 11 == solution.bound


def test_a_program_without_points_is_infeasible() -> None:
    solution = solve_integer_program(program_of([(0, 3)], [(1, {0: 2}, 1)]), whole(1))
    assert (solution.point, solution.infeasible, solution.proved_optimal) == (None, True, False)


def test_a_program_that_presolving_calls_empty_is_asked_again() -> None:
    """Nothing at all is a point of this program of money in ten-thousandths; the solver's first word is 'infeasible'."""
    paid = {0: 3333250000, 1: 4399929999}
    links = [(-UNBOUNDED, entries, 0) for entries in ({0: 1, 2: -1}, {1: 1, 2: -1}, {2: 1, 3: -1})]
    program = program_of(
        [(0, 1)] * 4,
        [*links, (0, {**paid, 3: -7733180001}, UNBOUNDED), (0, {**paid, 3: -6666500002}, UNBOUNDED)],
    )
    assert is_point(program, whole(0, 0, 0, 0))
    solution = solve_integer_program(program, whole(0, 0, 0, 0))
    assert not solution.infeasible
    assert solution.point is not None


def test_a_program_with_a_known_point_is_never_called_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    def denying(solver: object, program: IntegerProgram, divisor: int) -> IntegerSolution:
        return IntegerSolution(None, False, True, -np.inf)

    monkeypatch.setattr(integer_program, "_read", denying)
    program = program_of([(0, 3)], [(-UNBOUNDED, {0: 2}, 4)])
    assert solve_integer_program(program, whole(1)).infeasible
    with pytest.raises(SolverError):
        solve_integer_program(program, whole(1), start=whole(1))


def test_a_program_without_rows_or_without_columns_is_solved_too() -> None:
    assert value_of(solve_integer_program(program_of([(-1, 4), (2, 5)], []), whole(2, -1)), whole(2, -1)) == 6
    empty = solve_integer_program(program_of([], []), whole())
    assert empty.point is not None
    assert (len(empty.point), empty.proved_optimal) == (0, True)
    assert solve_integer_program(program_of([], [(1, {}, 2)]), whole()).infeasible
    assert solve_integer_program(program_of([], []), whole(), cutoff=1).infeasible


def test_only_points_at_the_cutoff_or_above_are_looked_for() -> None:
    program, weight = random_knapsack(12, 1)
    best = value_of(solve_integer_program(program, weight), weight)
    assert best is not None
    assert value_of(solve_integer_program(program, weight, cutoff=best), weight) == best
    assert solve_integer_program(program, weight, cutoff=best + 1).infeasible
    assert solve_integer_program(program, weight * 7, cutoff=7 * best + 1).infeasible


def test_a_time_limit_keeps_the_plan_at_hand() -> None:
    program, weight = random_knapsack(60, 2)
    start = np.zeros(60, dtype=np.int64)
    start[:20] = 1
    assert is_point(program, start)
    solution = solve_integer_program(program, weight, start=start, time_limit=0.0)
    assert solution.point is not None
    assert value_of(solution, weight) >= exact_value(weight, start)
    assert not solution.infeasible
    assert solution.bound >= value_of(solution, weight)


def test_a_start_that_breaks_a_row_does_no_harm() -> None:
    program, weight = random_knapsack(15, 3)
    honest = solve_integer_program(program, weight)
    misled = solve_integer_program(program, weight, start=np.ones(15, dtype=np.int64))
    assert value_of(misled, weight) == value_of(honest, weight)


def test_improving_points_are_told_while_the_search_runs() -> None:
    program, weight = random_knapsack(40, 4)
    told: list[np.ndarray] = []
    solution = solve_integer_program(program, weight, found=told.append)
    values = [exact_value(weight, point) for point in told]
    assert values
    assert values == sorted(values)
    assert values[-1] == value_of(solution, weight)
    assert all(is_point(program, point) for point in told)


def test_an_error_in_the_listener_is_not_swallowed() -> None:
    program, weight = random_knapsack(40, 4)

    def fail(point: np.ndarray) -> None:
        raise RuntimeError("stop here")

    with pytest.raises(RuntimeError, match="stop here"):
        solve_integer_program(program, weight, found=fail)


def test_the_same_program_gives_the_same_point() -> None:
    program, weight = random_knapsack(40, 5)
    first, second = (solve_integer_program(program, weight).point for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.tolist() == second.tolist()


@pytest.mark.parametrize("size", [10**6, 10**9, 10**12, 10**15])
def test_no_unit_trickles_through_a_closed_switch_of_any_size(size: int) -> None:
    # x ≤ M·y, or as an equation with a slack column; opening y costs more than x brings.
    switch = program_of([(0, 5), (0, 1)], [(-UNBOUNDED, {0: 1, 1: -size}, 0)])
    assert value_of(solve_integer_program(switch, whole(1, -10)), whole(1, -10)) == 0
    assert value_of(solve_integer_program(switch, whole(3, -10)), whole(3, -10)) == 5
    equation = program_of([(0, 5), (0, 1), (0, size)], [(0, {0: 1, 1: -size, 2: 1}, 0)])
    assert value_of(solve_integer_program(equation, whole(1, -10, 0)), whole(1, -10, 0)) == 0


def test_rows_of_money_beyond_64_bits_are_kept_to_the_last_unit() -> None:
    price = 10**18 + 1
    program = program_of([(0, 50), (0, 50)], [(-UNBOUNDED, {0: price, 1: 3 * price}, 4 * price)])
    assert exact_activity(program, whole(50, 50)).tolist() == [200 * price]
    assert not is_point(program, whole(50, 50))
    assert value_of(solve_integer_program(program, whole(1, 2)), whole(1, 2)) == 4
    assert exact_value(whole(2**40, 1), whole(2**40, 1)) == 2**80 + 1


def test_a_point_that_breaks_a_row_after_rounding_is_an_error_not_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(integer_program, "is_point", lambda program, point: False)
    with pytest.raises(SolverError, match="rounded to whole numbers"):
        solve_integer_program(program_of([(0, 3)], []), whole(1))


def test_numbers_beyond_the_precision_of_the_solver_are_refused_with_the_limit() -> None:
    with pytest.raises(OverflowRefusedError, match=str(2**53)):
        solve_integer_program(program_of([(0, 2**53)], []), whole(1))
    with pytest.raises(OverflowRefusedError, match="weights"):
        solve_integer_program(program_of([(0, 1), (0, 1)], []), whole(1, 2**53))
    assert value_of(solve_integer_program(program_of([(0, 1)], []), whole(2**60)), whole(2**60)) == 2**60


def test_a_switch_gets_the_smallest_big_number_and_rows_lose_their_common_divisor() -> None:
    program = program_of(
        [(0, 5), (0, 1)], [(-UNBOUNDED, {0: 1, 1: -1000}, 0), (5, {0: 4, 1: 6}, 11), (-7, {0: -2}, UNBOUNDED)]
    )
    small = with_small_numbers(program)
    assert small.coefficient[:2].tolist() == [1, -5]
    assert small.coefficient[2:4].tolist() == [2, 3]
    assert (int(small.row_lower[1]), int(small.row_upper[1])) == (3, 5)
    assert (int(small.row_upper[2]), int(small.row_lower[0])) == (UNBOUNDED, -UNBOUNDED)


@pytest.mark.parametrize("seed", range(100))
def test_smaller_numbers_leave_exactly_the_same_points(seed: int) -> None:
    rng = np.random.default_rng(seed)
    bounds = [(int(low), int(low + width)) for low, width in rng.integers([-2, 0], [2, 4], (3, 2))]
    rows = []
    for kind in rng.integers(0, 3, 4):
        entries = dict(enumerate(rng.integers(-30, 30, 3).tolist()))
        at = int(rng.integers(-40, 40))
        rows.append((-UNBOUNDED if kind == 0 else at, entries, UNBOUNDED if kind == 1 else at + 20))
    program = program_of(bounds, rows)
    small = with_small_numbers(program)
    for point in itertools.product(*[range(low, high + 1) for low, high in bounds]):
        assert is_point(program, whole(*point)) == is_point(small, whole(*point))
