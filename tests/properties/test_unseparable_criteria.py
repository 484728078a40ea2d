"""Criteria that are not sums over groups: solved, told and proved as the enumeration of their definitions says."""

import os
from random import Random

import pytest

from matching.auditing import common_parts
from matching.formulation.integer_criteria import group_totals
from matching.formulation.network_structure import structure
from oracle import fair_criteria
from oracle.random_problems import MIP_FEATURES, SMALL, TINY, random_problem
from properties.comparing import compare_many
from properties.policies import UNSEPARABLE, policy_called

WHOLE = int(os.environ.get("MATCHING_INSTANCES", "10000"))

ROUNDED = [name for name, goals in UNSEPARABLE.items() if any(
    goal.get("criterion") in ("k_worst", "gini", "threshold", "bounded_disparity") for goal in goals
)]  # fmt: skip
"""Policies that add coverages up or subtract them."""


@pytest.fixture
def few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a whole coverage have few exact parts, as if groups were large."""
    for module in (common_parts, group_totals, fair_criteria):
        monkeypatch.setattr(module, "MOST_PARTS", 3)


@pytest.mark.parametrize("name", UNSEPARABLE)
def test_a_criterion_is_solved_told_and_proved_by_its_definition(name: str) -> None:
    assert not structure(random_problem(Random(0), features=set()), policy_called(name)).is_network
    tally = compare_many(range(100, 105), policy_called(name), size=TINY)
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 2


@pytest.mark.parametrize("name", ROUNDED)
@pytest.mark.usefixtures("few_parts")
def test_coverages_without_a_common_measure_are_rounded_alike_by_all(name: str) -> None:
    tally = compare_many(range(300, 303), policy_called(name), size=TINY)
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 0


@pytest.mark.parametrize("number", range(6))
def test_a_criterion_beside_rules_of_integer_programming_is_solved_right(number: int) -> None:
    names = list(UNSEPARABLE)[number::6]
    for place, name in enumerate(names):
        feature = MIP_FEATURES[(6 * place + number) % len(MIP_FEATURES)]
        tally = compare_many([number], policy_called(name), {feature, "zones", "special_children"}, TINY)
        assert (tally.differences, tally.refused) == ([], {}), (name, feature)


@pytest.mark.long
@pytest.mark.parametrize("name", UNSEPARABLE)
def test_thousands_of_problems_show_no_mismatch(name: str) -> None:
    first = 3_000_000
    tally = compare_many(range(first, first + WHOLE // 4), policy_called(name), size=TINY)
    assert (tally.differences[:10], tally.refused) == ([], {})
    tally = compare_many(range(first, first + WHOLE // 20), policy_called(name), size=SMALL)
    assert (tally.differences[:10], tally.refused) == ([], {})
