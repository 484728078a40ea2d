"""A fair lottery's mean is the best of all means of plans, its plans keep every rule, and its draw can be replayed."""

import os
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest

import matching
from matching.errors import InfeasibleError, NotANetworkError, PolicyError
from matching.goals.fractional_leximin import Counted, fractional_leximin
from matching.plan.integer_program import IntegerProgram
from matching.problem.people import communes_of_needs
from matching.problem.policy import Policy, named_policy, policy_from_dict
from matching.problem.problem import Problem
from oracle.book import opened
from oracle.brute_force import is_feasible
from oracle.goals import yardsticks
from oracle.measuring import best_rows, units_of_groups
from oracle.random_problems import TINY, random_problem
from oracle.rulebook import every_plan

POLICIES = {
    "equal-coverage": named_policy("equal-coverage"),
    "nobody-with-nothing": named_policy("nobody-with-nothing"),
    "by-commune": policy_from_dict(
        {
            "name": "by-commune",
            "version": "1",
            "goals": [
                {"measure": "units", "criterion": "leximin", "group": "commune"},
                {"measure": "weight"},
            ],
        }
    ),
}


def best_mean(problem: Problem, policy: Policy) -> tuple[Fraction, ...] | None:
    """Return the leximin-best mean coverage over all lotteries over all plans that are best for the sums before."""
    book = opened(problem)
    plans = every_plan(book)
    if not len(plans):
        return None
    for stick in yardsticks(book.facts, policy):
        if stick.goal.criterion != "leximin":
            _, plans = best_rows(book, stick, plans)
            continue
        given = np.unique(units_of_groups(book, stick, plans), axis=0)
        chances = IntegerProgram(
            lower=np.zeros(len(given), dtype=np.int64),
            upper=np.ones(len(given), dtype=np.int64),
            row_start=np.array([0, len(given)]),
            column=np.arange(len(given)),
            coefficient=np.ones(len(given), dtype=np.int64),
            row_lower=np.ones(1, dtype=np.int64),
            row_upper=np.ones(1, dtype=np.int64),
        )
        plan, group = np.nonzero(given)
        counted = Counted(
            size=np.array(stick.whole, dtype=np.int64),
            promised=np.zeros(len(stick.whole), dtype=np.int64),
            group=group,
            column=plan,
            coefficient=given[plan, group],
        )
        return tuple(sorted(fractional_leximin(chances, counted).coverage))
    raise AssertionError("the policy has no leximin goal")


def differences(seeds: range, policy: Policy) -> tuple[int, list[int]]:
    """Return how many random problems were drawn for, and the seeds where the mean is not the best or not proved."""
    drawn, wrong = 0, []
    for seed in seeds:
        problem = random_problem(Random(seed), TINY)
        try:
            lottery = matching.fair_lottery(problem, policy, seed=seed)
        except (NotANetworkError, InfeasibleError):
            continue
        drawn += 1
        right = lottery.shares.rising() == best_mean(problem, policy)
        right &= matching.audit_lottery(problem, lottery).proved
        right &= all(is_feasible(problem, plan.allocation) for plan in lottery.plans)
        if not right:
            wrong.append(seed)
    return drawn, wrong


@pytest.mark.parametrize("name", POLICIES)
def test_the_mean_is_the_best_of_all_lotteries_over_all_plans(name: str, instances: int) -> None:
    count = max(instances // 10, 20)
    drawn, wrong = differences(range(count), POLICIES[name])
    assert wrong == []
    assert drawn > count // 3


@pytest.mark.long
@pytest.mark.parametrize("name", POLICIES)
def test_thousands_of_lotteries_show_no_difference(name: str) -> None:
    count = int(os.environ.get("MATCHING_INSTANCES", "10000")) // 5
    assert differences(range(2_000_000, 2_000_000 + count), POLICIES[name])[1] == []


def test_no_plan_is_a_whole_unit_away_from_the_mean() -> None:
    problem = matching.generate("lao-cai", 20, 4)
    lottery = matching.fair_lottery(problem)
    shares = lottery.shares
    assert len(lottery.plans) > 1
    for plan in lottery.plans:
        served = plan.allocation.per_need(problem)
        for group, coverage in enumerate(shares.coverage):
            own = communes_of_needs(problem) == shares.commune[group]
            own &= problem["needs"]["kind"] == shares.kind[group]
            # With targets adjusted, a full coverage has as many steps as units needed times the target's factor.
            assert abs(int(served[own].sum()) - coverage * int(shares.size[group])) < 1


def test_the_same_seed_draws_the_same_plan_and_seeds_differ() -> None:
    problem = matching.generate("lao-cai", 20, 4)
    lottery = matching.fair_lottery(problem)
    drawn = [lottery.plans.index(lottery.draw(seed)) for seed in range(200)]
    assert drawn == [lottery.plans.index(lottery.draw(seed)) for seed in range(200)]
    frequent = max(range(len(lottery.plans)), key=lambda number: lottery.plans[number].chance)
    share = drawn.count(frequent) / len(drawn)
    assert abs(share - float(lottery.plans[frequent].chance)) < 0.12
    with pytest.raises(ValueError, match="seed"):
        lottery.draw(-1)


def test_a_policy_without_leximin_is_refused_by_name() -> None:
    problem = matching.generate("lao-cai", 20, 4)
    with pytest.raises(PolicyError, match="utilitarian"):
        matching.fair_lottery(problem, "utilitarian")


def test_a_rule_beyond_networks_is_refused_by_name() -> None:
    problem = matching.generate("lao-cai", 20, 4, "mixed")
    with pytest.raises(NotANetworkError, match="budget_over_kinds"):
        matching.fair_lottery(problem)


def test_a_spoiled_lottery_is_never_proved() -> None:
    problem = matching.generate("lao-cai", 15, 4)
    lottery = matching.fair_lottery(problem)
    shares, first = lottery.shares, lottery.plans[0]
    level = next(
        number
        for number, proof in enumerate(shares.proofs)
        if proof.goal is None and shares.coverage[proof.group[0]] and len(proof.group) > 1
    )
    worst = shares.proofs[level]
    tree = replace(worst.tree, multiplier=worst.tree.multiplier + 1)
    spoiled_shares = [
        replace(shares, coverage=(shares.coverage[0] + Fraction(1, 1000), *shares.coverage[1:])),
        replace(shares, coverage=shares.coverage[1:]),
        replace(shares, proofs=shares.proofs[:-1]),
        replace(shares, proofs=shares.proofs[1:]),
        replace(
            shares, proofs=(*shares.proofs[:level], replace(worst, tree=tree), *shares.proofs[level + 1 :])
        ),
        replace(
            shares,
            proofs=(
                *shares.proofs[:level],
                replace(worst, weight=(worst.weight[0] * 2, *worst.weight[1:])),
                *shares.proofs[level + 1 :],
            ),
        ),
    ]
    spoiled = [replace(lottery, shares=one) for one in spoiled_shares]
    spoiled += [
        replace(lottery, plans=(replace(first, chance=first.chance / 2), *lottery.plans[1:])),
        replace(lottery, plans=lottery.plans[1:]),
        replace(lottery, plans=(replace(first, allocation=lottery.plans[-1].allocation), *lottery.plans[1:])),
        replace(lottery, plans=(replace(first, chance=-first.chance), *lottery.plans[1:])),
    ]
    assert matching.audit_lottery(problem, lottery).proved
    assert [number for number, one in enumerate(spoiled) if matching.audit_lottery(problem, one).proved] == []
