"""Random small integer programs against full enumeration: solver, search for a proof and replay agree."""

import itertools
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matching.auditing.cut_rows import with_cuts
from matching.auditing.tree_replay import NOTHING, tree_bound
from matching.engines.integer_program import solve_integer_program
from matching.engines.linear_program import Relaxation, Relaxed
from matching.goals.proving import Proof, prove
from matching.plan.bound_tree import BoundTree, bound_tree_from_dict
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

INSTANCES = int(os.environ.get("MATCHING_INSTANCES", "300")) // 3

CASES = Path(__file__).parent.parent / "cases" / "data"


def whole(values: object) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def random_program(seed: int, *, sizes: int = 7) -> tuple[IntegerProgram, np.ndarray]:
    """Up to 6 columns of up to 3 units and 5 rows, some of them open, some equalities, some impossible."""
    rng = np.random.default_rng(seed)
    columns, rows = int(rng.integers(1, 7)), int(rng.integers(0, 6))
    lower = rng.integers(-1, 2, columns)
    upper = lower + rng.integers(0, 4, columns)
    row_start, column, coefficient, row_lower, row_upper = [0], [], [], [], []
    for _ in range(rows):
        used = rng.permutation(columns)[: int(rng.integers(1, columns + 1))]
        weights = rng.integers(-2, sizes, len(used))
        column += used.tolist()
        coefficient += weights.tolist()
        row_start.append(len(column))
        inside = int(weights @ rng.integers(lower[used], upper[used] + 1)) + int(rng.integers(-1, 3))
        kind = rng.integers(0, 5)
        row_lower.append(inside if kind in (0, 1) else inside - 3 if kind == 2 else -UNBOUNDED)
        row_upper.append(
            inside if kind == 0 else inside + 2 if kind == 2 else inside if kind > 2 else UNBOUNDED
        )
    objective = rng.integers(-5, 10, columns)
    fields = (lower, upper, row_start, column, coefficient, row_lower, row_upper)
    return IntegerProgram(*map(whole, fields)), whole(objective)


def points_of(program: IntegerProgram) -> list[tuple[int, ...]]:
    """Every point of a program, by trying all."""
    ranges = [range(low, high + 1) for low, high in zip(program.lower, program.upper, strict=True)]
    return [point for point in itertools.product(*ranges) if keeps_rows(program, point)]


def keeps_rows(program: IntegerProgram, point: tuple[int, ...]) -> bool:
    for row in range(program.rows):
        entries = slice(program.row_start[row], program.row_start[row + 1])
        total = sum(
            int(weight) * int(point[column])
            for weight, column in zip(program.coefficient[entries], program.column[entries], strict=True)
        )
        low, high = int(program.row_lower[row]), int(program.row_upper[row])
        if (low > -UNBOUNDED and total < low) or (high < UNBOUNDED and total > high):
            return False
    return True


def weigh(objective: np.ndarray, point: tuple[int, ...]) -> int:
    return sum(int(weight) * int(number) for weight, number in zip(objective, point, strict=True))


def replayed(program: IntegerProgram, objective: np.ndarray, tree: BoundTree) -> int | None:
    """The bound of a tree by the words of the contract, in Python's integers; None where no leaf holds a point."""
    rows = [
        dict(zip(program.column[a:b].tolist(), program.coefficient[a:b].tolist(), strict=True))
        for a, b in itertools.pairwise(program.row_start.tolist())
    ]
    bounds = []
    waiting = [(0, program.lower.tolist(), program.upper.tolist())]
    while waiting:
        node, lower, upper = waiting.pop()
        if tree.left[node] >= 0:
            assert tree.left[node] > node
            assert tree.right[node] > node
            column, value = int(tree.split_column[node]), int(tree.split_value[node])
            high, low = list(upper), list(lower)
            high[column], low[column] = min(upper[column], value), max(lower[column], value + 1)
            waiting += [(int(tree.left[node]), lower, high), (int(tree.right[node]), low, upper)]
            continue
        scale = int(tree.scale[node])
        rest = [scale * int(weight) for weight in objective]
        total = 0
        for place in range(int(tree.row_start[node]), int(tree.row_start[node + 1])):
            row, multiplier = int(tree.row[place]), int(tree.multiplier[place])
            side = int(program.row_upper[row] if multiplier > 0 else program.row_lower[row])
            assert abs(side) < UNBOUNDED, "a multiplier uses an open side"
            total += multiplier * side
            for column, weight in rows[row].items():
                rest[column] -= multiplier * weight
        total += sum(max(r * a, r * b) for r, a, b in zip(rest, lower, upper, strict=True))
        if scale:
            bounds.append(total // scale)
        else:
            assert total < 0, "an empty leaf is not shown to be empty"
    return max(bounds, default=None)


def cut(program: IntegerProgram, proof: Proof) -> IntegerProgram:
    """The program with the cuts of a proof."""
    told = with_cuts(program, proof.cuts)
    assert told is not None
    return told


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_solver_and_proof_agree_with_trying_all_points(seed: int) -> None:
    program, objective = random_program(seed)
    splits = np.arange(program.columns, dtype=np.int64) % 2
    values = [weigh(objective, point) for point in points_of(program)]
    solution = solve_integer_program(program, objective)
    assert solution.infeasible == (not values)
    if not values:
        proof = prove(program, objective, -(10**6), splits)
        assert replayed(cut(program, proof), objective, proof.tree) is None
        assert proof.bound == tree_bound(cut(program, proof), objective, proof.tree) == NOTHING
        return
    best = max(values)
    assert solution.point is not None
    assert (weigh(objective, tuple(solution.point)), solution.proved_optimal) == (best, True)
    assert keeps_rows(program, tuple(solution.point))
    proof = prove(program, objective, best, splits)
    assert (proof.complete, proof.better) == (True, None)
    assert replayed(cut(program, proof), objective, proof.tree) == proof.bound == best
    assert tree_bound(cut(program, proof), objective, proof.tree) == best
    too_low = prove(program, objective, best - 1, splits)
    assert not too_low.complete
    assert too_low.better is not None
    assert weigh(objective, tuple(too_low.better)) == best
    assert keeps_rows(program, tuple(too_low.better))


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_a_proof_cut_short_still_bounds_every_point(seed: int) -> None:
    program, objective = random_program(seed)
    values = [weigh(objective, point) for point in points_of(program)]
    splits = np.zeros(program.columns, dtype=np.int64)
    target = max(values, default=0)
    for nodes in (0, 1, 3):
        proof = prove(program, objective, target, splits, nodes=nodes)
        told = replayed(cut(program, proof), objective, proof.tree)
        assert proof.bound == tree_bound(cut(program, proof), objective, proof.tree)
        assert proof.bound == (NOTHING if told is None else told)
        assert all(value <= proof.bound for value in values)
        assert proof.complete == (proof.bound <= target)
    late = prove(program, objective, target, splits, deadline=time.monotonic() - 1.0)
    assert (len(late.tree), bool(late.tree.open[0])) == (1, not late.complete)


@pytest.mark.parametrize("seed", range(INSTANCES // 2))
def test_proofs_hold_for_sums_of_money_beyond_64_bits(seed: int) -> None:
    program, objective = random_program(seed)
    money = 10**17 + 3
    coefficient = program.coefficient * money
    row_lower = np.where(
        program.row_lower > -UNBOUNDED, np.clip(program.row_lower, -40, 40) * money, -UNBOUNDED
    )
    row_upper = np.where(
        program.row_upper < UNBOUNDED, np.clip(program.row_upper, -40, 40) * money, UNBOUNDED
    )
    dear = IntegerProgram(
        program.lower, program.upper, program.row_start, program.column, coefficient, row_lower, row_upper
    )
    values = [weigh(objective, point) for point in points_of(dear)]
    solution = solve_integer_program(dear, objective)
    assert solution.infeasible == (not values)
    if values:
        assert weigh(objective, tuple(solution.point)) == max(values)
        proof = prove(dear, objective, max(values), np.zeros(program.columns, dtype=np.int64))
        assert proof.complete
        assert replayed(cut(dear, proof), objective, proof.tree) == max(values)


@pytest.mark.parametrize("seed", range(INSTANCES // 2))
def test_objectives_of_very_large_weights_are_proved_to_the_last_unit(seed: int) -> None:
    program, objective = random_program(seed)
    rng = np.random.default_rng(seed + 1)
    objective = objective * 10**11 + rng.integers(-3, 4, program.columns)
    values = [weigh(objective, point) for point in points_of(program)]
    if values:
        proof = prove(program, objective, max(values), np.zeros(program.columns, dtype=np.int64))
        assert proof.complete
        assert replayed(cut(program, proof), objective, proof.tree) == proof.bound == max(values)


def assignment(agents: int, jobs: int, seed: int) -> tuple[IntegerProgram, np.ndarray]:
    """Generalised assignment: every job whole to one agent, agents of limited time."""
    rng = np.random.default_rng(seed)
    effort = rng.integers(5, 26, (agents, jobs))
    places = np.arange(agents * jobs).reshape(agents, jobs)
    ones = np.ones(agents * jobs, dtype=np.int64)
    return IntegerProgram(
        ones * 0, ones, np.cumsum([0, *[agents] * jobs, *[jobs] * agents]),
        np.concatenate([places.T.ravel(), places.ravel()]), np.concatenate([ones, effort.ravel()]),
        whole([1] * jobs + [-UNBOUNDED] * agents),
        whole([1] * jobs + (effort.sum(axis=1) * 4 // (5 * agents) + 5).tolist()),
    ), rng.integers(10, 51, agents * jobs)  # fmt: skip


def facilities(sites: int, customers: int, seed: int) -> tuple[IntegerProgram, np.ndarray]:
    """Capacitated facility location: divisible demand, a fixed cost per open site, a row per site and customer."""
    rng = np.random.default_rng(seed)
    demand = rng.integers(5, 40, customers)
    capacity = int(demand.sum()) // 3
    units = sites + np.arange(sites * customers).reshape(customers, sites)
    row_start, column, coefficient = [0], [], []
    for entries in [
        *[dict.fromkeys(row.tolist(), 1) for row in units],
        *[{**dict.fromkeys(units[:, site].tolist(), 1), site: -capacity} for site in range(sites)],
        *[{int(units[c, s]): 1, s: -int(demand[c])} for c in range(customers) for s in range(sites)],
    ]:
        column += entries
        coefficient += entries.values()
        row_start.append(len(column))
    closed = [-UNBOUNDED] * (sites + customers * sites)
    fields = (
        np.zeros(sites + units.size), [*[1] * sites, *np.repeat(demand, sites)], row_start, column, coefficient,
        [*demand, *closed], [*demand, *[0] * len(closed)],
    )  # fmt: skip
    costs = np.concatenate([rng.integers(300, 900, sites), rng.integers(1, 60, units.size)])
    return IntegerProgram(*map(whole, fields)), -costs


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("build", [assignment, facilities])
def test_assignments_and_facilities_are_solved_and_proved_to_the_last_unit(
    build: Callable[..., tuple[IntegerProgram, np.ndarray]], seed: int
) -> None:
    program, objective = build(4, 16, seed)
    solution = solve_integer_program(program, objective)
    assert solution.point is not None
    best = weigh(objective, tuple(solution.point))
    splits = (program.upper > 1).astype(np.int64)
    proof = prove(program, objective, best, splits)
    assert (proof.complete, proof.better) == (True, None)
    assert replayed(cut(program, proof), objective, proof.tree) == proof.bound == best
    assert prove(program, objective, best - 1, splits).better is not None


def test_a_published_assignment_is_proved_at_its_published_optimum() -> None:
    published = json.loads((CASES / "gap_c0515_1_max.json").read_text(encoding="utf-8"))
    data = published["data"]
    agents, jobs = data["agents"], data["jobs"]
    places = np.arange(agents * jobs).reshape(agents, jobs)
    ones = np.ones(agents * jobs, dtype=np.int64)
    program = IntegerProgram(
        ones * 0, ones, np.cumsum([0, *[agents] * jobs, *[jobs] * agents]),
        np.concatenate([places.T.ravel(), places.ravel()]), np.concatenate([ones, np.ravel(data["resource"])]),
        whole([1] * jobs + [-UNBOUNDED] * agents), whole([1] * jobs + data["capacity"]),
    )  # fmt: skip
    objective, best = np.ravel(data["value"]), published["known_optimum"]
    proof = prove(program, objective, best, ones * 0)
    assert (proof.complete, replayed(cut(program, proof), objective, proof.tree)) == (True, best)
    assert tree_bound(cut(program, proof), objective, proof.tree) == best
    better = prove(program, objective, best - 1, ones * 0).better
    assert better is not None
    assert weigh(objective, tuple(better)) == best


@pytest.mark.parametrize("seed", range(30))
def test_where_the_linear_solver_fails_everywhere_points_are_tried_one_by_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, objective = random_program(seed)
    values = [weigh(objective, point) for point in points_of(program)]

    def fail(self: Relaxation, objective: np.ndarray, *bounds: np.ndarray, **limits: object) -> Relaxed:
        return Relaxed("failed", 0.0, np.zeros(0), np.zeros(0), False)

    monkeypatch.setattr(Relaxation, "solve", fail)
    proof = prove(program, objective, max(values, default=0), np.zeros(program.columns, dtype=np.int64))
    assert proof.complete
    assert replayed(cut(program, proof), objective, proof.tree) == (max(values) if values else None)


def test_columns_of_a_lower_class_are_split_first() -> None:
    program, objective = facilities(4, 16, 2)
    splits = (np.arange(program.columns) >= 4).astype(np.int64)
    solution = solve_integer_program(program, objective)
    tree = prove(program, objective, weigh(objective, tuple(solution.point)), splits).tree
    assert len(tree) > 1
    assert 0 <= int(tree.split_column[0]) < 4


def test_the_same_proof_is_found_twice() -> None:
    program, objective = assignment(4, 16, 1)
    zeros = np.zeros(program.columns, dtype=np.int64)
    first, second = (prove(program, objective, 0, zeros, nodes=31).tree.to_dict() for _ in range(2))
    assert first == second


def test_the_tree_of_a_proof_survives_its_plain_data() -> None:
    program, objective = random_program(3)
    proof = prove(program, objective, 0, np.zeros(program.columns, dtype=np.int64), nodes=3)
    again = bound_tree_from_dict(proof.tree.to_dict())
    assert replayed(program, objective, again) == replayed(cut(program, proof), objective, proof.tree)


@pytest.mark.parametrize("seed", range(INSTANCES))
def test_relaxations_bound_all_points_and_infeasible_ones_show_a_ray(seed: int) -> None:
    program, objective = random_program(seed)
    values = [weigh(objective, point) for point in points_of(program)]
    relaxed = Relaxation(program).solve(objective, program.lower, program.upper)
    assert relaxed.status in ("optimal", "infeasible")
    assert relaxed.is_ray == (relaxed.status == "infeasible")
    assert relaxed.value >= max(values, default=-np.inf) - 1e-6
    if relaxed.is_ray:
        assert (relaxed.multipliers != 0).any()
