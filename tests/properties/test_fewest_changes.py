"""Fewest changes against the last plan: solved, told and proved as enumeration says, and with the laws it promises."""

import os
from dataclasses import replace
from random import Random

import numpy as np
import pytest

import matching
from matching.auditing.facts import Facts
from matching.auditing.measures import sum_value
from matching.plan.measures import total_of
from matching.problem.policy import Goal, named_policy, policy_from_dict
from oracle.random_problems import MIP_FEATURES, TINY, random_problem
from properties.comparing import compare_many
from properties.policies import STABLE, policy_called

WHOLE = int(os.environ.get("MATCHING_INSTANCES", "10000"))
BESIDE = {"last_plan", "zones", "commitments", "special_children", "life_saving"}
CHANGES = Goal("changes")


@pytest.mark.parametrize("name", STABLE)
def test_fewest_changes_are_solved_told_and_proved(name: str) -> None:
    tally = compare_many(range(4), policy_called(name), BESIDE, TINY)
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 1


@pytest.mark.parametrize("number", range(3))
def test_fewest_changes_beside_rules_of_integer_programming(number: int) -> None:
    for place, feature in enumerate(MIP_FEATURES[number::3]):
        name = list(STABLE)[place % len(STABLE)]
        tally = compare_many([number], policy_called(name), {feature, "last_plan", "zones"}, TINY)
        assert (tally.differences, tally.refused) == ([], {}), (name, feature)


@pytest.mark.long
@pytest.mark.parametrize("name", STABLE)
def test_thousands_of_last_plans_show_no_mismatch(name: str) -> None:
    for features in ({"last_plan", "zones"}, BESIDE | {"fit", "earmarks", "costs", "cash"}):
        tally = compare_many(range(7_000_000, 7_000_000 + WHOLE // 2), policy_called(name), features, TINY)
        assert (tally.differences[:10], tally.refused) == ([], {})


def test_a_plan_given_as_the_last_one_is_kept_whole() -> None:
    policy = policy_from_dict(
        {"name": "same", "version": "1", "goals": [{"measure": "units"}, {"measure": "changes"}]}
    )
    for seed in range(4):
        problem = random_problem(Random(seed), TINY, {"zones", "earmarks"})
        last = matching.solve(problem, policy, seed=1)
        again = matching.solve(matching.with_previous(problem, last), policy, seed=2)
        assert again.goals[1].value == 0
        assert again.goals[0].value == last.goals[0].value
        assert again.report is not None
        assert again.report.verdict == "proved"


def test_giving_more_is_no_change_and_giving_less_of_the_last_plan_is() -> None:
    compared = 0
    for seed in range(12):
        problem = random_problem(Random(seed), TINY, {"zones"})
        plan = matching.solve(problem, "utilitarian").plan
        if not len(plan):
            continue
        less = replace(plan, quantity=plan.quantity - 1)
        known = [(str(problem["offers"]["offer"][o]), str(problem["needs"]["need"][n]), int(q))
                 for o, n, q in zip(plan.offer, plan.need, plan.quantity, strict=True)]  # fmt: skip
        before = matching.with_previous(problem, known)
        policy = named_policy("leave-no-one-behind")
        values = [sum_value(Facts(before, one, policy, 0), CHANGES) for one in (plan, less)]
        more = sum_value(Facts(before, replace(plan, quantity=plan.quantity + 3), policy, 0), CHANGES)
        assert values == [total_of(before, one, "changes", 0) for one in (plan, less)] == [0, len(plan)]
        assert more == 0
        compared += 1
    assert compared > 5


def test_lines_of_offers_and_needs_that_are_gone_are_left_out() -> None:
    problem = random_problem(Random(3), TINY, {"zones"})
    offer, need = (str(problem[table][name][0]) for table, name in (("offers", "offer"), ("needs", "need")))
    known = matching.with_previous(
        problem, [(offer, need, 2), (offer, need, 1), ("gone", need, 5), (offer, "gone", 5)]
    )
    assert np.asarray(known["previous"]["quantity"]).tolist() == [3]


def test_without_a_last_plan_nothing_changes() -> None:
    result = matching.solve(
        random_problem(Random(5), TINY, {"zones", "special_children"}), "leave-no-one-behind"
    )
    (changes,) = [goal for goal in result.goals if goal.goal.measure == "changes"]
    assert result.report is not None
    assert (changes.value, result.report.verdict) == (0, "proved")
