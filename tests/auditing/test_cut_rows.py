"""No cut, whatever weights it claims, ever takes a whole point away; what is no cut is refused."""

import itertools
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching.auditing.cut_rows import cut_row, with_cuts, with_row_below
from matching.goals.proof_search.cutting import cut_off
from matching.plan.cuts import Cut
from matching.plan.integer_program import UNBOUNDED, IntegerProgram


def random_program(rng: Random) -> IntegerProgram:
    columns, rows = rng.randint(1, 4), rng.randint(1, 4)
    matrix = [[rng.choice([0, 0, 1, -1, 2, -3, 5]) for _ in range(columns)] for _ in range(rows)]
    lower = [rng.choice([-UNBOUNDED, rng.randint(-6, 4)]) for _ in range(rows)]
    upper = [rng.choice([UNBOUNDED, rng.randint(0, 9)]) for _ in range(rows)]
    for row in range(rows):
        if rng.random() < 0.2:
            lower[row] = upper[row] = rng.randint(-2, 6)
    entries = [[(column, value) for column, value in enumerate(row) if value] for row in matrix]
    lowest = [rng.choice([0, 0, 0, 1, 2]) for _ in range(columns)]
    return IntegerProgram(
        lower=np.array(lowest, dtype=np.int64),
        upper=np.array([low + rng.randint(0, 3) for low in lowest], dtype=np.int64),
        row_start=np.cumsum([0, *(len(row) for row in entries)]).astype(np.int64),
        column=np.array([column for row in entries for column, _ in row], dtype=np.int64),
        coefficient=np.array([value for row in entries for _, value in row], dtype=np.int64),
        row_lower=np.array(lower, dtype=np.int64),
        row_upper=np.array(upper, dtype=np.int64),
    )


def random_cut(rng: Random, program: IntegerProgram) -> Cut:
    rows = sorted(rng.sample(range(program.rows), rng.randint(1, program.rows)))
    return Cut(
        row=np.array(rows, dtype=np.int64),
        multiplier=np.array([rng.choice([-7, -3, -1, 1, 2, 5, 11]) for _ in rows], dtype=np.int64),
        upper=np.array(
            [
                program.row_upper[row] < UNBOUNDED
                and (program.row_lower[row] <= -UNBOUNDED or rng.random() < 0.5)
                for row in rows
            ],
            dtype=np.bool_,
        ),
        flipped=np.array([c for c in range(program.columns) if rng.random() < 0.4], dtype=np.int64),
        divisor=rng.choice([1, 2, 3, 5, 8, 16]),
        shrink=rng.choice([1, 1, 2, 3]),
    )


def points(program: IntegerProgram) -> list[np.ndarray]:
    found = []
    for values in itertools.product(
        *(
            range(low, top + 1)
            for low, top in zip(program.lower.tolist(), program.upper.tolist(), strict=True)
        )
    ):
        point = np.array(values, dtype=np.int64)
        activity = program.activity(point)
        if (activity >= program.row_lower).all() and (activity <= program.row_upper).all():
            found.append(point)
    return found


def test_every_whole_point_keeps_every_cut_of_any_weights(instances: int) -> None:
    derived = 0
    for seed in range(instances * 2):
        rng = Random(seed)
        program = random_program(rng)
        inside = points(program)
        for _ in range(3):
            row = cut_row(program, random_cut(rng, program))
            if row is None:
                continue
            derived += 1
            column, coefficient, most = row
            broken = [point for point in inside if int((coefficient * point[column]).sum()) > most]
            assert broken == [], seed
            program = with_row_below(program, *row)
    assert derived > instances * 2


def test_rounds_of_cuts_keep_every_point_and_lower_the_bound(instances: int) -> None:
    cut = 0
    for seed in range(instances // 2):
        rng = Random(seed)
        program = random_program(rng)
        inside = points(program)
        if not inside:
            continue
        objective = np.array([rng.randint(-3, 6) for _ in range(program.columns)], dtype=np.int64)
        best = max(int(objective @ point) for point in inside)
        told = cut_off(program, objective, best)
        cut += len(told.cuts) > 0
        assert len(points(told.program)) == len(inside), seed
        again = with_cuts(program, told.cuts)
        assert again is not None
        assert np.array_equal(again.coefficient, told.program.coefficient)
    assert cut > instances // 60


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cut: replace(cut, divisor=0),
        lambda cut: replace(cut, shrink=0),
        lambda cut: replace(cut, row=cut.row + 99),
        lambda cut: replace(cut, row=cut.row - 99),
        lambda cut: replace(cut, upper=~cut.upper),
        lambda cut: replace(cut, multiplier=cut.multiplier[:-1]),
        lambda cut: replace(cut, row=np.repeat(cut.row, 2)[:2], multiplier=np.ones(2, dtype=np.int64),
                            upper=np.ones(2, dtype=np.bool_)),
        lambda cut: replace(cut, flipped=np.array([2, 1])),
        lambda cut: replace(cut, row=cut.row[:0], multiplier=cut.multiplier[:0], upper=cut.upper[:0]),
    ],
)  # fmt: skip
def test_what_is_no_cut_is_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    program = IntegerProgram(
        lower=np.zeros(3, dtype=np.int64),
        upper=np.full(3, 2, dtype=np.int64),
        row_start=np.array([0, 3], dtype=np.int64),
        column=np.arange(3, dtype=np.int64),
        coefficient=np.array([2, 3, 5], dtype=np.int64),
        row_lower=np.array([-UNBOUNDED], dtype=np.int64),
        row_upper=np.array([7], dtype=np.int64),
    )
    one = np.array([0], dtype=np.int64)
    cut = Cut(one, np.array([1], dtype=np.int64), np.array([True]), np.zeros(0, dtype=np.int64), 2, 1)
    assert cut_row(program, cut) is not None
    assert cut_row(program, spoil(cut)) is None


def test_columns_that_may_be_negative_are_not_cut() -> None:
    program = random_program(Random(1))
    cut = random_cut(Random(1), program)
    assert cut_row(replace(program, lower=program.lower - 9), cut) is None
