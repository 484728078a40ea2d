"""Coverage against the most that each group could get alone: as enumeration says, published, and replayed from data."""

import json
import os
from random import Random

import pytest

import matching
from matching.auditing.checking import audit
from matching.errors import PolicyError
from matching.problem.policy import Policy, policy_from_dict
from oracle.attainable import with_best
from oracle.random_problems import MIP_FEATURES, TINY, random_problem
from properties.comparing import compare_many
from properties.policies import ATTAINABLE, policy_called

WHOLE = int(os.environ.get("MATCHING_INSTANCES", "10000"))
BESIDE = {"zones", "special_children", "earmarks", "commitments", "life_saving"}


@pytest.mark.parametrize("name", ATTAINABLE)
def test_a_criterion_against_the_best_attainable_is_solved_told_and_proved(name: str) -> None:
    tally = compare_many(range(100, 102), policy_called(name), BESIDE, TINY)
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 0


@pytest.mark.long
@pytest.mark.parametrize("name", ATTAINABLE)
def test_thousands_of_best_attainables_show_no_mismatch(name: str) -> None:
    tally = compare_many(range(8_000_000, 8_000_000 + WHOLE // 2), policy_called(name), size=TINY)
    assert (tally.differences[:10], tally.refused) == ([], {})


@pytest.mark.long
@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_best_attainables_beside_rules_of_integer_programming_show_no_mismatch(feature: str) -> None:
    for place, name in enumerate(ATTAINABLE):
        seeds = range(place, place + max(WHOLE // 200, 1))
        tally = compare_many(seeds, policy_called(name), {feature, "zones", "special_children"}, TINY)
        assert (tally.differences[:10], tally.refused) == ([], {}), name


def leximin_by_commune(problem: matching.Problem) -> Policy:
    told = {"measure": "units", "criterion": "leximin", "group": "commune", "target": "attainable"}
    return policy_from_dict({"name": "attainable", "version": "1", "goals": [told, {"measure": "weight"}]})


def test_published_figures_are_those_of_enumeration_and_proved() -> None:
    compared = 0
    for seed in range(5):
        problem = random_problem(Random(seed), TINY, {"zones", "earmarks"})
        known = with_best(problem, leximin_by_commune(problem))
        table = matching.attainable(problem, "commune")
        assert known is not None
        assert table.proved
        assert {group.values: group.units for group in table.groups} == dict(known.goals[0].best)
        compared += len(table.groups)
    assert compared > 5


def test_a_result_holds_the_figures_and_is_audited_from_data_alone() -> None:
    problem = random_problem(Random(1), TINY, {"zones", "earmarks"})
    result = matching.solve(problem, leximin_by_commune(problem))
    stored = policy_from_dict(json.loads(json.dumps(result.policy.to_dict())))
    assert stored == result.policy
    assert stored.goals[0].best
    report = audit(problem, result.plan, stored, result.seed, result.certificate)
    assert report.verdict == "proved"


def test_a_group_that_can_get_all_it_could_alone_stands_at_one_whatever_it_needs() -> None:
    compared = 0
    for seed in range(12):
        problem = random_problem(Random(seed), TINY, {"zones"})
        result = matching.solve(problem, leximin_by_commune(problem))
        best = result.policy.goals[0].best
        if sum(units for _, units in best) == int(result.plan.quantity.sum()) > 0:
            assert result.goals[0].value == 1
            compared += 1
    assert compared > 0


def test_a_total_of_everyone_has_no_best_of_its_own() -> None:
    with pytest.raises(PolicyError, match="attainable"):
        matching.Goal("units", target="attainable")


def test_a_goal_without_its_figures_is_not_judged() -> None:
    problem = random_problem(Random(1), TINY, {"zones"})
    plan = matching.solve(problem, "utilitarian").plan
    with pytest.raises(PolicyError, match="best"):
        audit(problem, plan, leximin_by_commune(problem), 0, None)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_table_and_the_goal_tell_themselves(language: str) -> None:
    problem = random_problem(Random(1), TINY, {"zones"})
    table = matching.attainable(problem, "zone+sex")
    assert len(table.to_rows()) == len(table.groups)
    assert table.summary(language)
    goal = leximin_by_commune(problem).goals[0].describe(language)
    assert {"en": "alone", "vi": "riêng"}[language] in goal
