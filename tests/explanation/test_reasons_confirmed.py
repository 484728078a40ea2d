"""Every reason is confirmed by an independent judge: undone, tried or enumerated on the problem itself."""

from collections import Counter
from random import Random

import pytest
from confirming import faults

import matching
from matching.explanation.explanations import explanation_of
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import Reason
from oracle.random_problems import FEATURES, TINY, random_problem
from properties.policies import FAIR, FAIR_PROGRAMS, UNSEPARABLE, policy_called

CONTESTED = (
    {"zones"}, {"zones", "weights", "life_saving"}, {"costs", "zones"}, {"special_children", "child_max"},
    {"visit_cost", "costs"}, {"commune_min", "unsplittable"}, {"cash", "floors"}, {"benefits", "fund_level"},
)  # fmt: skip
"""Rules that leave stock to be fought over; with all rules at once most needs are simply out of reach."""

POLICIES = (
    "equal-coverage", "utilitarian", "max-min", "cheapest", "nobody-with-nothing", "leave-no-one-behind",
)  # fmt: skip

CRITERIA = (*FAIR, *FAIR_PROGRAMS, *UNSEPARABLE)
"""Policies with every other criterion, groupings of every sort, and shares that are kept."""


def drawn(number: int) -> tuple[Problem, Policy]:
    """Return a random problem and a policy; every rule occurs in some."""
    rng = Random(number)
    features: set[str] | None = set(CONTESTED[number % len(CONTESTED)])
    if number % 3 == 1:
        features = None
    if number % 3 == 2:
        features = {one for one in sorted(FEATURES) if rng.random() < 0.2}
    name = POLICIES[number % len(POLICIES)]
    if number % 5 < 2:
        name = CRITERIA[number // 5 % len(CRITERIA)]
    return random_problem(rng, TINY, features), policy_called(name)


def judged(numbers: range) -> Counter[str]:
    """Judge every reason of some random problems and return how often each was seen."""
    seen: Counter[str] = Counter()
    for number in numbers:
        problem, policy = drawn(number)
        try:
            result = matching.solve(problem, policy, seed=0)
        except matching.InfeasibleError:
            continue
        left = problem["needs"]["quantity"] - result.plan.per_need(problem)
        assert int(result.unmet.quantity.sum()) == int(left[left > 0].sum())
        for need in problem["needs"]["need"][result.unmet.need].tolist():
            told = explanation_of(problem, policy, 0, result.plan, result.unmet, need, result.certificate)
            assert told.reason is not None
            seen[told.reason] += 1
            assert faults(result, told) == [], (
                number,
                policy.name,
                need,
                told.reason,
                told.goal,
                told.nearest,
            )
    return seen


def test_every_reason_is_confirmed_by_the_judge() -> None:
    assert len(judged(range(60))) > 8


@pytest.mark.long
def test_every_reason_is_confirmed_by_the_judge_on_many_problems(instances: int) -> None:
    seen = judged(range(60, 60 + min(instances, 2_000)))
    goals = {Reason.OUTRANKED, Reason.OUTWEIGHED, Reason.LOTTERY, Reason.LIFE_SAVING_FIRST, Reason.DEARER}
    assert instances < 300 or {str(reason) for reason in goals} <= set(seen)
