"""Problems with any rule: the library reaches, tells and proves what the list of all plans holds, and refuses none."""

import os
from random import Random

import numpy as np
import pytest

from matching.plan.allocation import allocation_of
from matching.solving import solve
from oracle.brute_force import rules_broken
from oracle.random_problems import FEATURES, MIP_FEATURES, TINY
from properties.comparing import Tally, compare_many
from properties.planting import Planted, planted
from properties.policies import CUSTOM, MANY_SIDED, SHIPPED, policy_called

POLICIES = (*SHIPPED, *CUSTOM, *MANY_SIDED)
MAIN = (*SHIPPED, "leave-no-one-behind", "fewest-visits", "weighted-communes")
WHOLE = int(os.environ.get("MATCHING_INSTANCES", "10000"))


def assert_answered(tally: Tally) -> None:
    """No difference, and no problem refused: a refusal is not an answer."""
    assert tally.differences == [], "\n".join(tally.differences[:10])
    assert tally.refused == {}


def mixed(seed: int, share: float) -> set[str]:
    rng = Random(seed)
    return {feature for feature in sorted(FEATURES) if rng.random() < share}


def mixes(seeds: range, share: float) -> Tally:
    """Solve a mix of rules per seed under each policy in turn."""
    tally = Tally()
    for seed in seeds:
        one = compare_many([seed], policy_called(POLICIES[seed % len(POLICIES)]), mixed(seed, share), TINY)
        tally.solved += one.solved
        tally.infeasible += one.infeasible
        tally.refused |= one.refused
        tally.differences += one.differences
    return tally


@pytest.mark.parametrize("name", MAIN)
@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_each_rule_alone_is_solved_right(feature: str, name: str) -> None:
    tally = compare_many(range(3), policy_called(name), {feature}, TINY)
    assert_answered(tally)
    assert tally.solved + tally.infeasible == 3


@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_each_rule_beside_promises_is_solved_right(feature: str) -> None:
    for number, name in enumerate(MAIN):
        assert_answered(compare_many([number], policy_called(name), {feature, "commitments"}, TINY))


@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_each_pair_of_rules_is_solved_right(feature: str) -> None:
    for number, other in enumerate(MIP_FEATURES[: MIP_FEATURES.index(feature)]):
        assert_answered(
            compare_many([number], policy_called(MAIN[number % len(MAIN)]), {feature, other}, TINY)
        )


def test_a_budget_holds_where_a_quote_for_a_need_lies_below_that_of_its_commune() -> None:
    """Quotes below the price listed once hid that the most an offer can spend is above its budget."""
    assert_answered(compare_many([2004], policy_called("cheapest"), {"quoted_prices"}, TINY))


def test_a_limit_per_child_that_a_promise_used_up_closes_the_child_to_every_line_of_the_offer() -> None:
    """Only groups that can still be reached may hold up the lowest coverage."""
    assert_answered(mixes(range(1_000_837, 1_000_838), 0.4))


@pytest.mark.parametrize("name", POLICIES)
def test_a_mix_of_rules_is_solved_right_under_every_policy(name: str) -> None:
    for seed in range(4):
        assert_answered(compare_many([seed], policy_called(name), mixed(seed, 0.15), TINY))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4])
def test_random_mixes_of_rules_are_solved_right(share: float) -> None:
    tally = mixes(range(20), share)
    assert_answered(tally)
    assert tally.solved > 3


@pytest.mark.long
@pytest.mark.parametrize("name", MAIN)
@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_each_rule_alone_is_solved_right_in_many_problems(feature: str, name: str) -> None:
    assert_answered(compare_many(range(1000, 1000 + WHOLE // 500), policy_called(name), {feature}, TINY))


@pytest.mark.long
@pytest.mark.parametrize("other", sorted(FEATURES))
@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_every_pair_of_rules_is_solved_right(feature: str, other: str) -> None:
    for number, name in enumerate(MAIN):
        seeds = [2000 + number] * (WHOLE >= 1000)
        assert_answered(compare_many(seeds, policy_called(name), {feature, other}, TINY))


@pytest.mark.long
@pytest.mark.parametrize("share", [0.1, 0.2, 0.4])
@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_mixes_of_rules_show_no_mismatch(part: int, share: float) -> None:
    """Ten thousand in all."""
    count = -(-WHOLE // 30)
    begin = 1_000_000 + part * count
    assert_answered(mixes(range(begin, begin + count), share))


def obeys(case: Planted) -> set[str]:
    """Return the rules that the planted plan breaks in its problem; promised units are told apart."""
    table = case.problem["commitments"]
    stock = case.problem["stock"]["offer"]
    promised = set(zip(table["offer"].tolist(), table["need"].tolist(), strict=True))
    kept = [(int(stock[line]), need) in promised for line, need in case.units]
    line, need = (np.array([pair[place] for pair in case.units], dtype=np.int64) for place in (0, 1))
    quantity = np.array(list(case.units.values()), dtype=np.int64)
    return rules_broken(
        case.problem, allocation_of(case.problem, line, need, quantity, np.array(kept, dtype=np.bool_))
    )


def test_planted_plans_obey_every_rule_and_are_rarely_empty() -> None:
    cases = [planted(seed) for seed in range(60)]
    assert [seed for seed, case in enumerate(cases) if obeys(case)] == []
    assert sum(bool(case.units) for case in cases) > 40


def solved_though_planted(seeds: range) -> None:
    for seed in seeds:
        result = solve(planted(seed).problem, policy_called(MAIN[seed % len(MAIN)]))
        assert result.report is not None
        assert result.report.verdict == "proved", seed


def test_a_problem_around_a_plan_is_never_called_infeasible() -> None:
    solved_though_planted(range(20))


@pytest.mark.long
def test_a_thousand_problems_around_plans_are_never_called_infeasible() -> None:
    solved_though_planted(range(1000, 1000 + WHOLE // 10))
