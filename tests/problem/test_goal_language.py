"""The language of goals: what may be said, what is refused in words, and how a goal reads in both languages."""

from fractions import Fraction
from typing import Any

import pytest

from matching.errors import PolicyError
from matching.problem.criterion_forms import FORMS
from matching.problem.policy import Goal, Policy, policy_from_dict

LEXIMIN = {"measure": "units", "criterion": "leximin", "group": "zone"}
ALPHA = {"measure": "units", "criterion": "alpha_fair", "group": "zone", "alpha": 2}


def policy(*goals: dict[str, Any]) -> Policy:
    return policy_from_dict({"name": "own", "version": "1", "goals": list(goals)})


def test_commune_plus_kind_is_the_older_commune_kind_and_results_keep_that_name() -> None:
    assert Goal("units", "leximin", "commune+kind") == Goal("units", "leximin", "commune_kind")
    told = Goal("units", "leximin", "commune+kind").to_dict()
    assert told == {"measure": "units", "criterion": "leximin", "group": "commune_kind", "adjusted": False}


def test_adjusted_is_an_older_word_for_the_target() -> None:
    older, newer = policy({**LEXIMIN, "adjusted": True}), policy({**LEXIMIN, "target": "adjusted"})
    assert older == newer
    assert older.goals[0].adjusted


@pytest.mark.parametrize(
    "goal",
    [
        {**LEXIMIN, "among": {"kind": ["coat", "shoes"], "sex": ["girl", ""]}},
        {**LEXIMIN, "group": "commune+age:6,11"},
        {**ALPHA, "alpha": "3/2"},
        {"measure": "weight", "keep": 95},
        {"measure": "weight", "keep": "2/3"},
        {"measure": "units", "criterion": "in_order", "group": "zone", "order": ["III", ["II", "I"]]},
    ],
)
def test_a_goal_reads_back_as_it_was_written(goal: dict[str, Any]) -> None:
    assert policy_from_dict(policy(goal).to_dict()) == policy(goal)


def test_strict_order_of_zones_is_a_total_per_zone_in_that_order() -> None:
    goals = policy(
        {"measure": "weight", "criterion": "in_order", "group": "zone", "order": ["III", ["II", "I"]]}
    ).goals
    assert [(goal.criterion, goal.among) for goal in goals] == [
        ("sum", (("zone", ("III",)),)),
        ("sum", (("zone", ("II", "I")),)),
    ]


def test_a_whole_number_kept_is_a_per_cent() -> None:
    assert policy({"measure": "weight", "keep": 95}).goals[0].keep == Fraction(19, 20)


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        ({**LEXIMIN, "group": "moon"}, "unknown grouping 'moon'"),
        ({**LEXIMIN, "group": "birth_date"}, "unknown grouping"),
        ({**LEXIMIN, "group": "zone+zone"}, "stands twice"),
        ({**LEXIMIN, "group": "age"}, "age bands"),
        ({**LEXIMIN, "group": "age:11,6"}, "age bands"),
        ({**LEXIMIN, "group": "age:40"}, "age bands"),
        ({**LEXIMIN, "among": {"zone": ["IV"]}}, "does not know 'IV'"),
        ({**LEXIMIN, "among": {"zone": []}}, "names no value"),
        ({**LEXIMIN, "among": ["zone"]}, "is an object"),
        ({**LEXIMIN, "alpha": 2}, "does not go with criterion 'leximin'"),
        ({**LEXIMIN, "k": True}, "whole numbers"),
        ({**LEXIMIN, "keep": 90}, "'keep' goes with the total"),
        ({**LEXIMIN, "order": ["III"]}, "'order' goes with"),
        ({**LEXIMIN, "adjusted": True, "target": "need"}, "contradict"),
        ({**LEXIMIN, "target": "moon"}, "unknown target"),
        ({"measure": "units", "criterion": "alpha_fair", "group": "zone"}, "'alpha' is missing"),
        ({**ALPHA, "alpha": 0.5}, "as text such as '1/2'"),
        ({**ALPHA, "alpha": "1/0"}, "as text such as '1/2'"),
        ({**ALPHA, "alpha": 99}, "from 0 to 8"),
        ({**ALPHA, "alpha": "1/99"}, "from 0 to 8"),
        ({"measure": "weight", "keep": 100}, "from 1 to 99 per cent"),
        ({"measure": "cost", "keep": 90}, "'keep' goes with the total"),
        ({"measure": "cost", "among": {"zone": ["III"]}}, "counted of everyone"),
        ({"measure": "children_with_nothing", "criterion": "leximin", "group": "zone"}, "in total only"),
        ({"measure": "cost", "criterion": "max_min", "group": "zone"}, "in total only"),
        ({"measure": "children_helped", "criterion": "leximin", "group": "tier"}, "a column of needs"),
        ({"measure": "units", "criterion": "in_order", "group": "zone"}, "needs one column"),
        ({"measure": "units", "criterion": "in_order", "group": "zone", "order": ["I", "I"]}, "twice"),
        ({"measure": "units", "group": "zone"}, "in_order"),
        ({**LEXIMIN, "criterion": "k_worst"}, "'k' is missing"),
        ({**LEXIMIN, "criterion": "k_worst", "k": 0}, "at least 1"),
        ({**LEXIMIN, "criterion": "k_worst", "k": 2, "weights": [2, 1]}, "does not go with"),
        ({**LEXIMIN, "criterion": "gini", "weights": [1, 2]}, "never rise"),
        ({**LEXIMIN, "criterion": "gini", "weights": [0, 0]}, "never rise"),
        ({**LEXIMIN, "criterion": "gini", "weights": [2, -1]}, "never rise"),
        ({**LEXIMIN, "criterion": "gini", "weights": [10**7, 1]}, "never rise"),
        ({**LEXIMIN, "criterion": "threshold", "delta": "1/2"}, "whole numbers"),
        ({**LEXIMIN, "criterion": "threshold", "delta": 101}, "from 0 to 100"),
        ({**LEXIMIN, "criterion": "at_least", "level": 0}, "at least 1"),
        ({**LEXIMIN, "criterion": "at_most", "level": -5}, "from 0 to 100"),
        ({**LEXIMIN, "criterion": "at_most", "group": "everyone", "level": 5}, "with a grouping"),
    ],
)
def test_what_a_goal_cannot_say_is_refused_in_words(goal: dict[str, Any], told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        policy(goal)


@pytest.mark.parametrize(
    ("goal", "english", "vietnamese"),
    [
        ({"measure": "weight", "keep": 95}, "At least 95 % of the most possible", "Ít nhất 95 %"),
        ({**LEXIMIN, "group": "zone+sex"}, "by zone and sex", "theo khu vực và giới tính"),
        (
            {**LEXIMIN, "group": "age:6,11"},
            "age band (cut before 6, 11)",
            "nhóm tuổi (chia trước tuổi 6, 11)",
        ),
        (
            {**LEXIMIN, "among": {"zone": ["III", ""]}},
            "only zone III or not stated",
            "chỉ tính khu vực III hoặc không ghi",
        ),
        ({**ALPHA, "alpha": "1/2"}, "alpha 1/2", "alpha 1/2"),
        ({**LEXIMIN, "criterion": "k_worst", "k": 3}, "the 3 worst-off", "3 nơi thiệt thòi nhất"),
        ({**LEXIMIN, "criterion": "gini"}, "the best-off once", "nơi khá nhất tính một lần"),
        ({**LEXIMIN, "criterion": "gini", "weights": [3, 1]}, "weights [3, 1]", "trọng số [3, 1]"),
        ({**LEXIMIN, "criterion": "threshold", "delta": 20}, "within 20 points", "không quá 20 điểm"),
        ({**LEXIMIN, "criterion": "most_at_least", "level": 60}, "at 60 % or above", "từ 60 % trở lên"),
    ],
)
def test_a_goal_reads_as_a_sentence_in_both_languages(
    goal: dict[str, Any], english: str, vietnamese: str
) -> None:
    assert english in policy(goal).goals[0].describe("en")
    assert vietnamese in policy(goal).goals[0].describe("vi")


@pytest.mark.parametrize("criterion", [name for name, form in FORMS.items() if form.grouped])
def test_every_criterion_that_compares_groups_names_its_literature(criterion: str) -> None:
    values = {"k": 2, "alpha": 1, "weights": [2, 1], "delta": 1, "level": 50}
    told = {name: values[name] for name in FORMS[criterion].parameters}
    goal = policy({"measure": "units", "criterion": criterion, "group": "zone", **told}).goals[0]
    assert any(character.isdigit() for character in goal.literature)
