"""Plans on restricted networks: every rule holds, every value stays within its bound, and what is easy is met exactly."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching.errors import InfeasibleError
from matching.plan.outcome import GoalValue
from matching.plan.price_certificate import PriceCertificate
from matching.plan.result import Result
from matching.problem.policy import MINIMISED, Goal, named_policy
from matching.problem.problem import Problem
from matching.solving import solve
from matching.synthetic.provinces import generate
from oracle.random_problems import FEATURES, TINY, random_problem
from properties.policies import CUSTOM, MANY_SIDED, SHIPPED, policy_called

POLICIES = (*SHIPPED, *CUSTOM, *MANY_SIDED)
CASES = (
    ("ha-noi-14", 300, 1, "utilitarian"), ("ha-noi-14", 300, 2, "equal-coverage"),
    ("dien-bien", 500, 1, "equal-coverage"), ("dien-bien", 500, 3, "leave-no-one-behind"),
    ("lao-cai", 2_000, 2, "utilitarian"),
)  # fmt: skip


def beyond_bound(value: GoalValue) -> bool:
    if value.bound is None:
        return False
    least = value.goal.measure in MINIMISED and value.goal.criterion == "sum"
    return value.value < value.bound if least else value.value > value.bound


def assert_sound(result: Result) -> None:
    assert result.report is not None
    assert dict(result.report.counts) == {}
    assert not any(beyond_bound(value) for value in result.goals)
    steps = [step for finding in result.report.goals for step in finding.steps]
    assert all(step.bound is None or step.bound >= step.value for step in steps)


@pytest.mark.parametrize(("profile", "children", "seed", "policy"), CASES)
def test_a_mixed_province_is_planned_within_its_bounds_and_breaks_no_rule(
    profile: str, children: int, seed: int, policy: str
) -> None:
    result = solve(generate(profile, children, seed, "mixed"), policy, large=True)
    assert_sound(result)
    assert isinstance(result.certificate, PriceCertificate)
    assert all(value.bound is not None for value in result.goals if value.goal.criterion == "sum")
    lives = [value for value in result.goals if value.goal.measure == "life_saving_units"]
    assert all(value.value == value.bound for value in lives)


def mixed(seed: int) -> Problem:
    rng = Random(seed)
    share = rng.choice([0.1, 0.3])
    return random_problem(rng, TINY, {feature for feature in sorted(FEATURES) if rng.random() < share})


def test_a_plan_forced_through_restrictions_breaks_no_rule_whatever_the_rules_and_goals() -> None:
    planned = 0
    for seed in range(24):
        try:
            result = solve(mixed(seed), policy_called(POLICIES[seed % len(POLICIES)]), large=True)
        except InfeasibleError:
            continue
        planned += 1
        assert_sound(result)
    assert planned > 12


@pytest.mark.parametrize("limit", ["commune_min", "visit_cost", "max_communes", "budget", "child_max"])
def test_the_provinces_use_every_limit(limit: str) -> None:
    problems = [generate(profile, children, seed, "mixed") for profile, children, seed, _ in CASES]
    assert any(np.any(problem["offers"][limit] > 0) for problem in problems)


def test_weighted_need_at_three_thousand_children_lies_within_four_per_cent_of_its_bound() -> None:
    policy = replace(named_policy("utilitarian"), goals=(Goal("weight"),))
    (value,) = solve(generate("lao-cai", 3_000, 3, "mixed"), policy, large=True).goals
    assert value.bound is not None
    assert value.bound <= value.value * 104 / 100


def test_large_problems_take_this_way_by_themselves_and_small_ones_do_not() -> None:
    large = solve(generate("dien-bien", 1_500, 1, "mixed"), "utilitarian")
    small = solve(generate("dien-bien", 60, 1, "mixed"), "utilitarian")
    assert isinstance(large.certificate, PriceCertificate)
    assert not isinstance(small.certificate, PriceCertificate)
