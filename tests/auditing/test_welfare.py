"""Worth of units under alpha-fairness: two computations agree, and the laws that the numbers must keep."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from matching.auditing.welfare import Welfare, table_of
from matching.formulation.welfare_steps import welfare_steps

ALPHAS = [Fraction(text) for text in ("0", "1/8", "1/2", "1", "3/2", "5/3", "2", "4", "8")]


def table(alpha: Fraction, needed: list[int], steps: list[int], share: Fraction = Fraction(1)) -> Welfare:
    found = table_of(alpha, np.array(needed), np.array(steps), share)
    assert found is not None
    return found


def worths(found: Welfare, group: int) -> list[int]:
    return found.gain[found.start[group] : found.start[group + 1]].tolist()


@pytest.mark.parametrize("alpha", ALPHAS, ids=str)
def test_decimals_with_bounds_and_whole_roots_come_to_the_same_numbers(alpha: Fraction) -> None:
    rng = np.random.default_rng(3)
    for _ in range(8):
        needed = rng.integers(1, 25 if alpha < 4 else 4, 4)
        factor = rng.integers(10, 15, 4)
        for steps, share in ((needed, Fraction(1)), (needed * factor, Fraction(1, 10))):
            audited, solved = (
                table_of(alpha, needed, steps, share),
                welfare_steps(alpha, needed, steps, share),
            )
            assert audited is not None
            assert audited.gain.tolist() == solved.gain.tolist()
            assert (audited.first, audited.start.tolist()) == (solved.first, solved.start.tolist())


@pytest.mark.parametrize("alpha", ALPHAS, ids=str)
def test_every_further_unit_of_a_group_is_worth_no_more_than_the_one_before(alpha: Fraction) -> None:
    found = table(alpha, [1, 4, 7], [1, 4, 7])
    for group in range(3):
        assert all(before >= after >= 0 for before, after in pairwise(worths(found, group)))


@pytest.mark.parametrize("alpha", [Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3)], ids=str)
def test_the_numbers_are_the_formula_rounded_to_sixteen_binary_places(alpha: Fraction) -> None:
    def utility(coverage: float) -> float:
        power = float(1 - alpha)
        return math.log(coverage) if alpha == 1 else coverage**power / power

    for unit, worth in enumerate(worths(table(alpha, [9], [9]), 0)[1:], 2):
        exact = 9 * (utility(unit / 9) - utility((unit - 1) / 9)) * 2**16
        assert worth == pytest.approx(exact, abs=0.51)


@pytest.mark.parametrize("alpha", ALPHAS, ids=str)
def test_a_plan_that_gives_more_to_some_and_less_to_none_has_more_welfare(alpha: Fraction) -> None:
    found = table(alpha, [3, 5], [3, 5])
    for units in np.ndindex(4, 6):
        for group in range(2):
            more = np.array(units)
            more[group] += 1
            if more[group] <= (3, 5)[group]:
                assert found.total(more) > found.total(np.array(units))


def test_alpha_zero_counts_every_unit_alike_whatever_the_target() -> None:
    assert set(table(Fraction(0), [3, 5], [300, 750], Fraction(1, 100)).gain.tolist()) == {2**16}


@pytest.mark.parametrize("alpha", [Fraction(1), Fraction(2)], ids=str)
def test_the_first_unit_of_a_group_is_worth_more_than_all_later_units_together(alpha: Fraction) -> None:
    found = table(alpha, [3, 8], [3, 8])
    later = sum(sum(worths(found, group)[1:]) for group in range(2))
    assert {worths(found, group)[0] for group in range(2)} == {found.first}
    assert found.first > later


@pytest.mark.parametrize("alpha", [Fraction(1, 2), Fraction(1), Fraction(2)], ids=str)
def test_a_group_twice_as_large_is_worth_as_much_as_two_groups_at_the_same_coverage(alpha: Fraction) -> None:
    """Duplicating a commune's needs leaves what its next unit is worth, up to the step, where it was."""
    both = table(alpha, [400, 800], [400, 800])
    once, twice = worths(both, 0), worths(both, 1)
    for unit in range(40, 400, 40):
        assert twice[2 * unit - 2] + twice[2 * unit - 1] == pytest.approx(2 * once[unit - 1], rel=0.02)


def test_welfare_that_does_not_fit_is_refused() -> None:
    assert table_of(Fraction(8), np.array([5000]), np.array([5000]), Fraction(1)) is None
