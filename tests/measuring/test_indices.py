"""Indices of coverage: values known by hand, their definitions, and the laws that each obeys or breaks."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.measuring.exact_numbers import exact_sum
from matching.measuring.indices import gini, indices, lorenz, mean_of_worst, palma, percentile, theil

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=60)
LISTS = st.lists(SHARES, min_size=1, max_size=12)


def of(*values: str) -> list[Fraction]:
    return [Fraction(value) for value in values]


def test_two_groups_of_which_one_has_all() -> None:
    found = indices(of("0", "1"), k=1)
    assert (found.gini, found.worst, found.best, found.spread, found.ratio) == (Fraction(1, 2), 0, 1, 1, 0)
    assert found.theil == pytest.approx(math.log(2))
    assert found.mean_of_worst == 0


def test_equal_groups_show_no_inequality() -> None:
    found = indices(of("1/3", "1/3", "1/3", "1/3", "1/3"))
    assert (found.gini, found.theil, found.palma, found.spread, found.ratio) == (0, 0.0, Fraction(1, 4), 0, 1)


def test_groups_that_all_have_nothing_have_no_inequality_to_tell() -> None:
    found = indices(of("0", "0"))
    assert (found.gini, found.theil, found.palma, found.ratio) == (None, None, None, None)
    assert (found.worst, found.spread) == (0, 0)
    assert lorenz(of("0", "0")) == ()


def test_no_groups_have_no_indices() -> None:
    assert indices([]).worst is None
    assert indices([]).groups == 0


def test_the_mean_of_the_worst_takes_at_least_one_group() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        indices(of("1"), k=0)
    assert mean_of_worst(of("1/2", "1/4", "1"), 2) == Fraction(3, 8)
    assert mean_of_worst(of("1/2"), 9) == Fraction(1, 2)


@pytest.mark.parametrize(("count", "rank"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_the_tenth_percentile_is_the_coverage_of_a_group_that_exists(count: int, rank: int) -> None:
    values = [Fraction(one, count) for one in range(1, count + 1)]
    assert percentile(values, Fraction(1, 10)) == Fraction(rank, count)


def test_palma_counts_the_part_of_a_group_that_lies_inside() -> None:
    """Five groups: the best tenth is half of the best one, the worst four tenths are two groups."""
    assert palma(of("1/10", "2/10", "3/10", "4/10", "5/10")) == Fraction(1, 2) * 5 / 3


@settings(max_examples=30)
@given(LISTS)
def test_gini_is_half_the_mean_difference_over_the_mean(values: list[Fraction]) -> None:
    count, total = len(values), sum(values)
    told = gini(values)
    if not total:
        assert told is None
        return
    difference = sum(abs(one - other) for one in values for other in values)
    assert told == difference / (2 * count * total)
    assert 0 <= told <= 1 - Fraction(1, count)


@settings(max_examples=30)
@given(LISTS)
def test_gini_is_twice_the_area_between_the_diagonal_and_the_lorenz_curve(values: list[Fraction]) -> None:
    points = lorenz(values)
    if not points:
        return
    assert points[0] == (0, 0)
    assert points[-1] == (1, 1)
    below = sum(
        (after[0] - before[0]) * (after[1] + before[1]) / 2 for before, after in itertools.pairwise(points)
    )
    assert gini(values) == 1 - 2 * below


@settings(max_examples=30)
@given(LISTS, st.integers(min_value=2, max_value=4))
def test_relative_indices_do_not_change_when_all_groups_are_copied(
    values: list[Fraction], copies: int
) -> None:
    """The principle of population: what is told does not depend on how many groups of each kind there are."""
    one, many = indices(values, k=1), indices(values * copies, k=1)
    assert (one.gini, one.palma, one.worst, one.mean, one.spread, one.ratio) == (
        many.gini, many.palma, many.worst, many.mean, many.spread, many.ratio,
    )  # fmt: skip
    assert (one.theil is None) == (many.theil is None)
    assert one.theil is None or one.theil == pytest.approx(many.theil, abs=1e-12)


@settings(max_examples=30)
@given(LISTS)
def test_relative_indices_cannot_see_that_everybody_gets_half(values: list[Fraction]) -> None:
    """A pitfall, written down: halving all coverages leaves Gini, Theil and Palma as they are."""
    half = [value / 2 for value in values]
    assert gini(half) == gini(values)
    assert palma(half) == palma(values)


def test_gini_improves_by_taking_from_the_better_off() -> None:
    """Levelling down, the reason why no goal maximises an index."""
    before, after = gini(of("1/10", "1/2")), gini(of("1/10", "1/5"))
    assert before is not None
    assert after is not None
    assert after < before


@settings(max_examples=30)
@given(LISTS.filter(lambda values: len(values) > 1 and max(values) > min(values)))
def test_a_transfer_from_the_best_to_the_worst_lowers_gini_and_theil(values: list[Fraction]) -> None:
    """The principle of transfers (Pigou and Dalton)."""
    ranked = sorted(values)
    step = (ranked[-1] - ranked[0]) / 4
    moved = [ranked[0] + step, *ranked[1:-1], ranked[-1] - step]
    assert gini(moved) < gini(ranked)  # type: ignore[operator]
    assert theil(moved) < theil(ranked) + 1e-12  # type: ignore[operator]


@settings(max_examples=30)
@given(st.lists(SHARES, max_size=40))
def test_the_exact_sum_is_the_sum(values: list[Fraction]) -> None:
    assert exact_sum(values) == sum(values, Fraction(0))
