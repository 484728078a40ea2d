"""A bound tree proves what its leaves prove exactly, and nothing that is malformed proves anything."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from matching.auditing.exact_bound import is_empty_leaf, leaf_bound
from matching.auditing.tree_replay import NOTHING, malformed, tree_bound
from matching.plan.bound_tree import BoundTree, bound_tree_from_dict
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = np.ndarray[Any, np.dtype[np.int64]]


def numbers(values: Sequence[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def program_of(
    upper: Sequence[int], rows: Sequence[tuple[Sequence[int], int, int]], lower: Sequence[int] | None = None
) -> IntegerProgram:
    """Return a program from dense rows (coefficients, lower, upper)."""
    entries = [[(column, one) for column, one in enumerate(row[0]) if one] for row in rows]
    return IntegerProgram(
        numbers(lower or [0] * len(upper)),
        numbers(upper),
        numbers(np.cumsum([0, *map(len, entries)]).tolist()),
        numbers([column for row in entries for column, _ in row]),
        numbers([one for row in entries for _, one in row]),
        numbers([row[1] for row in rows]),
        numbers([row[2] for row in rows]),
    )


def tree_of(*nodes: tuple[int, int, int, int] | tuple[int, dict[int, int]]) -> BoundTree:
    """Return a tree of inner nodes (column, value, left, right) and leaves (scale, multipliers by row)."""
    inner = [node if len(node) == 4 else (-1, 0, -1, -1) for node in nodes]
    leaves = [node if len(node) == 2 else (0, {}) for node in nodes]
    columns = numbers([value for node in inner for value in node]).reshape(-1, 4).T.copy()
    return BoundTree(
        *columns,
        scale=numbers([scale for scale, _ in leaves]),
        row_start=numbers(np.cumsum([0, *(len(used) for _, used in leaves)]).tolist()),
        row=numbers([row for _, used in leaves for row in used]),
        multiplier=numbers([one for _, used in leaves for one in used.values()]),
        open=np.zeros(len(nodes), dtype=np.bool_),
    )


def best(program: IntegerProgram, objective: Integers) -> int | None:
    ranges = [
        range(low, high + 1) for low, high in zip(program.lower.tolist(), program.upper.tolist(), strict=True)
    ]
    values = []
    for point in product(*ranges):
        activity = program.activity(numbers(point))
        if ((program.row_lower <= activity) & (activity <= program.row_upper)).all():
            values.append(int((objective * numbers(point)).sum()))
    return max(values, default=None)


EVEN = program_of([2, 2], [([2, 2], -UNBOUNDED, 3)])
"""Twice two columns within three: one unit in all, and one and a half when halves are let."""
BOTH = numbers([1, 1])


def test_root_alone_proves_the_relaxation_rounded_down() -> None:
    assert tree_bound(EVEN, BOTH, tree_of((2, {0: 1}))) == 1
    assert tree_bound(EVEN, BOTH, tree_of((1, {}))) == 4


def test_split_proves_what_the_root_cannot() -> None:
    program = program_of(
        [1, 1, 1], [([1, 1, 0], -UNBOUNDED, 1), ([0, 1, 1], -UNBOUNDED, 1), ([1, 0, 1], -UNBOUNDED, 1)]
    )
    objective = numbers([2, 2, 2])
    assert tree_bound(program, objective, tree_of((1, {0: 1, 1: 1, 2: 1}))) == 3
    tree = tree_of((0, 0, 1, 2), (1, {1: 2}), (1, {0: 2, 2: 2}))
    assert tree_bound(program, objective, tree) == 2 == best(program, objective)


def test_empty_leaf_counts_only_when_it_is_shown() -> None:
    program = program_of([3], [([2], 3, 3)])
    shown = tree_of((0, 1, 1, 2), (0, {0: -1}), (0, {0: 1}))
    assert tree_bound(program, numbers([5]), shown) == NOTHING
    assert tree_bound(program, numbers([5]), tree_of((0, 1, 1, 2), (0, {0: 1}), (0, {0: 1}))) is None
    assert tree_bound(program, numbers([5]), tree_of((0, {}))) is None


def test_split_beyond_the_bounds_leaves_one_side_empty() -> None:
    program = program_of([1], [])
    assert tree_bound(program, numbers([5]), tree_of((0, 1, 1, 2), (1, {}), (0, {}))) == 5


def test_multiplier_on_an_open_side_proves_nothing() -> None:
    assert tree_bound(EVEN, BOTH, tree_of((1, {0: -1}))) is None
    with pytest.raises(ValueError, match="open side"):
        leaf_bound(EVEN, BOTH, EVEN.lower, EVEN.upper, numbers([0]), numbers([-1]), 1)


def test_scale_below_one_is_no_bound() -> None:
    with pytest.raises(ValueError, match="scale"):
        leaf_bound(EVEN, BOTH, EVEN.lower, EVEN.upper, numbers([]), numbers([]), 0)


def test_bounds_beyond_sixty_four_bits_are_exact() -> None:
    large = 2**60
    program = program_of([7, 5], [([large, large - 1], -large, large)], lower=[-3, -5])
    rows, multipliers = numbers([0]), numbers([large - 3])
    objective = numbers([large - 5, 12345])
    scale = 2**40 + 1
    rest = [scale * (large - 5) - (large - 3) * large, scale * 12345 - (large - 3) * (large - 1)]
    reach = sum(max(one * low, one * high) for one, low, high in zip(rest, (-3, -5), (7, 5), strict=True))
    expected = ((large - 3) * large + reach) // scale
    assert leaf_bound(program, objective, program.lower, program.upper, rows, multipliers, scale) == expected


def test_empty_leaf_is_shown_by_bounds_that_cross() -> None:
    assert is_empty_leaf(EVEN, numbers([2, 0]), numbers([1, 2]), numbers([]), numbers([]))
    assert not is_empty_leaf(EVEN, EVEN.lower, EVEN.upper, numbers([]), numbers([]))


def drawn(rng: Random) -> tuple[IntegerProgram, Integers]:
    columns = rng.randint(1, 4)
    rows = []
    for _ in range(rng.randint(1, 4)):
        low = rng.choice([-UNBOUNDED, rng.randint(-4, 3)])
        rows.append(
            ([rng.randint(-3, 3) for _ in range(columns)], low, rng.choice([UNBOUNDED, rng.randint(3, 8)]))
        )
    lower = [rng.randint(-1, 1) for _ in range(columns)]
    upper = [low + rng.randint(0, 2) for low in lower]
    return program_of(upper, rows, lower), numbers([rng.randint(-5, 5) for _ in range(columns)])


def grown(rng: Random, program: IntegerProgram) -> BoundTree:
    """Return a random tree whose multipliers are allowed."""
    nodes: list[Any] = [None]
    todo = [0]
    while todo:
        node = todo.pop()
        if rng.random() < 0.5 and len(nodes) < 9:
            column = rng.randrange(program.columns)
            nodes[node] = (column, rng.randint(-1, 2), len(nodes), len(nodes) + 1)
            todo += [len(nodes), len(nodes) + 1]
            nodes += [None, None]
            continue
        used = {}
        for row in range(program.rows):
            signs = [
                sign
                for sign, side in ((1, program.row_upper), (-1, program.row_lower))
                if abs(int(side[row])) < UNBOUNDED
            ]
            if signs and rng.random() < 0.7:
                used[row] = rng.choice(signs) * rng.randint(0, 4)
        nodes[node] = (rng.randint(1, 5), used)
    return tree_of(*nodes)


@pytest.mark.parametrize("seed", range(120))
def test_no_tree_proves_less_than_the_best_point(seed: int) -> None:
    rng = Random(seed)
    program, objective = drawn(rng)
    value = best(program, objective)
    for _ in range(5):
        tree = grown(rng, program)
        bound = tree_bound(program, objective, tree)
        assert bound is not None
        assert value is None or bound >= value


GOOD = tree_of((0, 0, 1, 2), (1, {0: 1}), (2, {0: 1}))
MALFORMED = {
    "no node": tree_of(),
    "one side only": replace(GOOD, right=numbers([-1, -1, -1])),
    "two parents": replace(GOOD, right=numbers([1, -1, -1])),
    "a circle": replace(GOOD, left=numbers([1, 0, -1])),
    "child before parent": tree_of((0, 0, 2, 3), (1, {}), (1, 0, 1, 4), (1, {}), (1, {})),
    "unknown child": replace(GOOD, right=numbers([7, -1, -1])),
    "unknown column": replace(GOOD, split_column=numbers([2, -1, -1])),
    "negative scale": replace(GOOD, scale=numbers([0, -1, 2])),
    "scale at an inner node": replace(GOOD, scale=numbers([1, 1, 2])),
    "unknown row": replace(GOOD, row=numbers([0, 1])),
    "row twice": replace(GOOD, row_start=numbers([0, 0, 0, 2])),
    "multipliers of an inner node": replace(GOOD, row_start=numbers([0, 1, 1, 2])),
    "multipliers left over": replace(GOOD, row_start=numbers([0, 0, 1, 1])),
    "multipliers backwards": replace(GOOD, row_start=numbers([0, 0, 3, 2])),
    "short column": replace(GOOD, scale=numbers([0, 1])),
    "real numbers": replace(GOOD, multiplier=np.array([1.0, 1.0])),
    "split beyond every bound": replace(GOOD, split_value=numbers([UNBOUNDED, 0, 0])),
    "leaf with a column": replace(GOOD, split_column=numbers([0, 1, -1])),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_malformed_tree_proves_nothing_and_is_told_why(fault: str) -> None:
    assert malformed(EVEN, GOOD) == ""
    assert malformed(EVEN, MALFORMED[fault]).endswith(".")
    assert tree_bound(EVEN, BOTH, MALFORMED[fault]) is None


def test_tree_travels_as_plain_data() -> None:
    again = bound_tree_from_dict(GOOD.to_dict())
    assert again.to_dict() == GOOD.to_dict()
    assert tree_bound(EVEN, BOTH, again) == tree_bound(EVEN, BOTH, GOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"left": [1, -1]},
        {"row": [0, 0.5]},
        {"row": [0, True]},
        {"row": 3},
        {"multiplier": [1, 2**63]},
        {"open": [0, 0, 0]},
        {"row_start": [0, 0, 1]},
        {"more": []},
    ],
)
def test_data_that_are_no_tree_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        bound_tree_from_dict({**GOOD.to_dict(), **change})


def test_multipliers_that_lie_outside_their_list_are_called_malformed() -> None:
    none = np.zeros(0, dtype=np.int64)
    zeros = np.zeros(5, dtype=np.int64)
    leaves = np.array([0, 1, -1, -1, -1])
    start = np.array([0, 0, 0, 2**63 - 1, -2, 0])
    left, right = np.array([1, 2, -1, -1, -1]), np.array([4, 3, -1, -1, -1])
    split = np.where(leaves >= 0, 0, -1)
    tree = BoundTree(split, zeros, left, right, zeros, start, none, none, np.zeros(5, dtype=np.bool_))
    one = np.array([1])
    program = IntegerProgram(one * 0, one, np.array([0]), none, none, none, none)
    assert malformed(program, tree) == "The multipliers of a node lie outside the list."
