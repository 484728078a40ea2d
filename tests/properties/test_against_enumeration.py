"""The library reaches, tells and proves exactly the values that enumeration finds on small problems."""

import os
from random import Random

import pytest

from matching.errors import InfeasibleError, NotANetworkError
from matching.problem.policy import named_policy
from matching.solving import solve
from oracle.brute_force import best_value, evaluate, is_feasible
from oracle.random_problems import NETWORK_FEATURES, random_problem
from properties.comparing import Tally, compare_many
from properties.policies import BASELINES, CUSTOM, SHIPPED, UNUSUAL, policy_called, unusual_policy


def assert_no_difference(tally: Tally, tried: int) -> None:
    told = "\n".join(tally.differences[:10])
    assert not tally.differences, f"{len(tally.differences)} of {tried} problems differ:\n{told}"
    assert all("floors" in reason for reason in tally.refused), tally.refused
    assert tally.solved > tried // 3


@pytest.mark.parametrize("name", [*SHIPPED, *CUSTOM])
def test_every_goal_value_is_the_best_by_enumeration_and_proved(name: str, instances: int) -> None:
    count = instances if name in SHIPPED else max(instances // 5, 50)
    assert_no_difference(compare_many(range(count), policy_called(name)), count)


@pytest.mark.long
@pytest.mark.parametrize("name", [*SHIPPED, *CUSTOM])
def test_ten_thousand_problems_show_no_mismatch(name: str) -> None:
    """Ten thousand per shipped policy, a fifth of that per further policy."""
    whole = int(os.environ.get("MATCHING_INSTANCES", "10000"))
    count = whole if name in SHIPPED else whole // 5
    assert_no_difference(compare_many(range(1_000_000, 1_000_000 + count), policy_called(name)), count)


@pytest.mark.parametrize("feature", sorted(NETWORK_FEATURES))
@pytest.mark.parametrize("name", ["equal-coverage", "nobody-with-nothing", "cheapest", "max-min"])
def test_each_rule_alone_is_solved_right(feature: str, name: str) -> None:
    tally = compare_many(range(8), policy_called(name), {feature})
    assert tally.differences == []
    assert tally.solved + tally.infeasible > 0 or feature == "floors"


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_policy_is_solved_right_or_refused_by_name(name: str) -> None:
    tally = compare_many(range(40), unusual_policy(name))
    assert tally.differences == []


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_obeys_every_rule_and_never_beats_the_optimum(name: str, instances: int) -> None:
    utilitarian = named_policy("utilitarian")
    solved = 0
    for seed in range(min(instances, 150)):
        problem = random_problem(
            Random(seed), features=NETWORK_FEATURES - {"floors"} if seed % 3 == 0 else None
        )
        try:
            result = solve(problem, name)
        except (NotANetworkError, InfeasibleError):
            assert len(problem["floors"])
            continue
        best = best_value(problem, utilitarian)
        assert is_feasible(problem, result.plan), seed
        assert best is not None
        assert evaluate(problem, utilitarian, result.plan) <= best
        solved += 1
    assert solved > 0


def test_a_small_problem_that_enumeration_solves_is_not_trivial() -> None:
    """Guards the guard: many of the problems are contested, so that an answer can be wrong."""
    contested = 0
    for seed in range(100):
        best = best_value(random_problem(Random(seed)), named_policy("equal-coverage"))
        coverages = best[1] if best is not None and isinstance(best[1], tuple) else ()
        contested += any(0 < coverage < coverages[-1] for coverage in coverages)
    assert contested > 10
