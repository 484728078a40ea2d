"""Goals and shipped policies: what may be asked, and how it is told."""

import pytest
from small_money import money

from matching.errors import PolicyError
from matching.formulation.network_structure import structure
from matching.problem.policy import MEASURES, MINIMISED, Goal, named_policy, policy_from_dict, policy_names


def test_leave_no_one_behind_joins_children_helped_and_equal_coverage_in_order():
    goals = named_policy("leave-no-one-behind").goals
    assert [(goal.measure, goal.criterion, goal.group, goal.adjusted) for goal in goals] == [
        ("life_saving_units", "sum", "everyone", False),
        ("children_helped", "leximin", "commune", False),
        ("units", "leximin", "commune_kind", True),
        ("weight", "sum", "everyone", False),
        ("cost", "sum", "everyone", False),
        ("visits", "sum", "everyone", False),
        ("changes", "sum", "everyone", False),
        ("lottery", "sum", "everyone", False),
    ]


@pytest.mark.parametrize(("criterion", "group"), [("leximin", "commune"), ("max_min", "commune_kind")])
def test_visits_are_counted_in_total_only(criterion, group):
    with pytest.raises(PolicyError, match="visits"):
        Goal("visits", criterion, group)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("language", "most", "least"), [("en", "Most", "Least"), ("vi", "nhiều nhất", "ít nhất")]
)
def test_a_goal_says_whether_it_wants_the_most_or_the_least(measure, language, most, least):
    told = Goal(measure).describe(language)
    assert (least in told) == (measure in MINIMISED)
    assert (most in told) == (measure not in MINIMISED)


@pytest.mark.parametrize("name", policy_names())
def test_every_shipped_policy_reads_back_as_it_was_written(name):
    policy = named_policy(name)
    assert policy_from_dict(policy.to_dict()) == policy


def test_visits_cannot_be_counted_on_a_network():
    policy = policy_from_dict(
        {"name": "test", "version": "1", "goals": [{"measure": "units"}, {"measure": "visits"}]}
    )
    problem = money({}, [{}])
    assert [(one.rule, one.why) for one in structure(problem, policy).obstacles] == [
        ("goals", "visits cannot be counted on a network")
    ]


def test_quoted_prices_of_money_are_no_network_and_those_of_goods_are():
    utilitarian, quotes = named_policy("utilitarian"), [{"commune": 0, "price": 80}]
    paid = money({}, [{}], quotes)
    assert [one.rule for one in structure(paid, utilitarian).obstacles] == ["quoted_price"]
    given = money({"modality": 0, "budget": -1}, [{"quantity": 5}], quotes)
    assert structure(given, utilitarian).is_network
