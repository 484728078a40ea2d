"""Every criterion over every sort of grouping: reached, told and proved as the enumeration of its definition says."""

import os
from random import Random

import pytest

from matching.auditing.criteria.registry import DEFINITIONS
from matching.formulation.network_structure import structure
from matching.problem.criterion_forms import FORMS
from matching.problem.policy import policy_from_dict
from oracle.goals import CRITERIA
from oracle.random_problems import MIP_FEATURES, TINY, random_problem
from properties.comparing import compare_many
from properties.policies import FAIR, FAIR_PROGRAMS, UNSEPARABLE, max_min, policy_called

WHOLE = int(os.environ.get("MATCHING_INSTANCES", "10000"))


def test_every_criterion_has_a_definition_an_oracle_and_policies_that_try_it() -> None:
    grouped = {name for name, form in FORMS.items() if form.grouped}
    assert set(DEFINITIONS) == grouped
    assert set(CRITERIA) | {"max_min"} == grouped
    tried = {
        goal.criterion
        for name in {**FAIR, **FAIR_PROGRAMS, **UNSEPARABLE}
        for goal in policy_called(name).goals
    }
    assert grouped <= tried


@pytest.mark.parametrize("name", FAIR)
def test_a_criterion_on_a_flow_is_solved_right(name: str) -> None:
    assert structure(random_problem(Random(0), features=set()), policy_called(name)).is_network
    tally = compare_many(range(9), policy_called(name))
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 4


@pytest.mark.parametrize("name", FAIR_PROGRAMS)
def test_a_criterion_on_an_integer_program_is_solved_right(name: str) -> None:
    assert not structure(random_problem(Random(0), features=set()), policy_called(name)).is_network
    tally = compare_many(range(100, 104), policy_called(name), size=TINY)
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 1


@pytest.mark.parametrize(
    "feature", ["child_min", "bundle", "visit_cost", "budget_over_kinds", "floors_by_group"]
)
def test_a_criterion_beside_a_rule_of_integer_programming_is_solved_right(feature: str) -> None:
    names = [*FAIR, *FAIR_PROGRAMS]
    for number, name in enumerate(names[MIP_FEATURES.index(feature) % 3 :: 4]):
        tally = compare_many([number], policy_called(name), {feature, "zones", "special_children"}, TINY)
        assert (tally.differences, tally.refused) == ([], {}), name


@pytest.mark.long
@pytest.mark.parametrize("name", [*FAIR, *FAIR_PROGRAMS])
def test_thousands_of_problems_show_no_mismatch(name: str) -> None:
    count = WHOLE if name in FAIR else WHOLE // 5
    tally = compare_many(
        range(2_000_000, 2_000_000 + count), policy_called(name), **({} if name in FAIR else {"size": TINY})
    )
    assert (tally.differences[:10], tally.refused) == ([], {})


def test_a_policy_of_nothing_but_the_worst_off_group_is_solved() -> None:
    policy = policy_from_dict({"name": "worst", "version": "1", "goals": [max_min("units", "commune")]})
    tally = compare_many(range(8), policy, {"zones", "earmarks"})
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 4
