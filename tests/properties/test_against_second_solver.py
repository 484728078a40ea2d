"""On larger problems, beyond enumeration, networkx reaches the same values."""

from random import Random

import pytest

from matching.errors import InfeasibleError
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.solving import solve
from oracle.brute_force import evaluate, is_feasible
from oracle.random_problems import LARGE, NETWORK_FEATURES, random_problem
from oracle.second_solver import second_opinion
from properties.policies import SHIPPED, policy_called


def assert_same(problem: Problem, policy: Policy, seed: int) -> None:
    other = second_opinion(problem, policy)
    try:
        result = solve(problem, policy)
    except InfeasibleError:
        assert other is None, seed
        return
    assert is_feasible(problem, result.plan), seed
    assert evaluate(problem, policy, result.plan) == other, seed
    assert result.report is not None
    assert result.report.verdict == "proved", seed


def large_problem(seed: int) -> Problem:
    rng = Random(seed)
    return random_problem(
        rng, LARGE, {name for name in sorted(NETWORK_FEATURES - {"floors"}) if rng.random() < 0.3}
    )


@pytest.mark.parametrize("name", [*SHIPPED, "points-then-cells", "communes-alike-adjusted"])
def test_networkx_reaches_the_same_values_on_larger_problems(name: str) -> None:
    for seed in range(2):
        assert_same(large_problem(seed), policy_called(name), seed)


@pytest.mark.long
@pytest.mark.parametrize("name", [*SHIPPED, "points-then-cells", "communes-alike-adjusted"])
def test_networkx_reaches_the_same_values_on_many_larger_problems(name: str) -> None:
    for seed in range(100, 140):
        assert_same(large_problem(seed), policy_called(name), seed)
