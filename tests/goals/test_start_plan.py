"""The first plan: useful at once, and sound whatever the rules are."""

from contextlib import suppress
from random import Random

import pytest

from matching.auditing.checking import audit
from matching.errors import InfeasibleError
from matching.plan.draft import Draft
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from matching.solving import solve
from matching.synthetic.provinces import generate
from oracle.brute_force import best_value, evaluate, rules_broken
from oracle.random_problems import FEATURES, MIP_FEATURES, TINY, random_problem

POLICY = named_policy("utilitarian")


class EnoughError(Exception):
    """The first plan is there."""


def first_plan(problem: Problem, policy: str = "utilitarian") -> Draft | None:
    """Return the first plan that a search tells, None where it tells none."""
    told: list[Draft] = []

    def found(draft: Draft) -> None:
        told.append(draft)
        raise EnoughError

    with suppress(EnoughError, InfeasibleError):
        solve(problem, policy, found=found)
    return told[0] if told else None


def mixed(seed: int) -> Problem:
    rng = Random(seed)
    chosen = {feature for feature in sorted(FEATURES) if rng.random() < 0.15}
    return random_problem(rng, TINY, chosen | {rng.choice(MIP_FEATURES)})


def test_the_first_plan_keeps_every_rule() -> None:
    seen = 0
    for seed in range(30):
        problem = mixed(seed)
        draft = first_plan(problem)
        if draft is not None:
            assert not rules_broken(problem, draft.allocation), seed
            assert audit(problem, draft.allocation, POLICY, 0, None).verdict == "not proved", seed
            seen += 1
    assert seen > 10


def test_the_first_plan_is_mostly_the_best_of_small_problems() -> None:
    best = seen = 0
    for seed in range(80, 105):
        problem = mixed(seed)
        draft, value = first_plan(problem), best_value(problem, POLICY)
        if draft is not None and value is not None:
            seen += 1
            best += evaluate(problem, POLICY, draft.allocation)[1] == value[1]
    assert seen >= 10
    assert best >= 0.8 * seen


@pytest.mark.parametrize("policy", ["equal-coverage", "leave-no-one-behind"])
def test_the_first_plan_of_a_mixed_province_serves_nearly_as_much_as_the_best(policy: str) -> None:
    problem = generate("lao-cai", 300, 1, "mixed")
    draft = first_plan(problem, policy)
    assert draft is not None
    assert audit(problem, draft.allocation, POLICY, 0, None).verdict == "not proved"
    best = solve(problem, POLICY).goals[1].value
    reached = evaluate(problem, POLICY, draft.allocation)[1]
    assert reached >= 0.95 * best


def test_what_floors_ask_for_is_in_the_first_plan_and_more_than_that() -> None:
    seen = 0
    for seed in range(12):
        problem = random_problem(Random(seed), TINY, {"floors_by_group", "commune_min"})
        draft = first_plan(problem)
        if draft is not None and (problem["floors"]["minimum"] > 0).any():
            assert not rules_broken(problem, draft.allocation), seed
            seen += 1
    assert seen >= 3
