"""Goals in words: the value, whether it is proved, and how much better any plan could be."""

from dataclasses import replace
from fractions import Fraction

import pytest

from matching.plan.audit_report import GoalFinding
from matching.plan.outcome import GoalValue
from matching.problem.policy import Goal
from matching.reporting.goal_sentences import goal_sentences


@pytest.mark.parametrize(
    ("goal", "language", "sentence"),
    [
        (GoalValue(Goal("units"), 1200, 1200), "en", "Most in total: units of need met: 1,200, proved best possible"),
        (GoalValue(Goal("visits"), 12, 12), "en", "Least in total: visits (an offer taken to a commune): 12, proved"),
        (GoalValue(Goal("units"), 1200, None), "en", "units of need met: 1,200, not proved best possible"),
        (GoalValue(Goal("units"), 1200, 1300), "en", "not proved best possible; no plan does better than 1,300"),
        (GoalValue(Goal("cost"), 9000, 7500), "en", "9,000 đồng, not proved best possible; no plan does better than 7,500 "),
        (GoalValue(Goal("visits"), 1200, 1100), "vi", "không phương án nào đạt tốt hơn 1.100"),
    ],
)  # fmt: skip
def test_a_total_is_told_with_its_proof_or_its_bound(result, goal, language, sentence):
    (told,) = goal_sentences(replace(result, goals=(goal,)), language)
    assert sentence in told


REACHED = [
    ("k_worst", {"k": 3}, Fraction(1, 4), "reach 25.0 % of their target on average", "trung bình 25,0 %"),
    ("gini", {}, Fraction(1, 3), "33.3 % of the target, the worse-off weighing more", "33,3 % mục tiêu"),
    ("threshold", {"delta": 20}, Fraction(2, 5), "welfare of 40.0 % of the target", "40,0 % mục tiêu mỗi"),
    ("bounded_disparity", {"delta": 9}, ((1200, 1), (-3, 10)), "1,200 in all, and the widest", "phép 30,0 %"),
    ("proportional_to_need", {}, ((1200, 1), (-7, 2)), "1,200 in all, and 3.5 lacking", "còn thiếu 3,5"),
    ("at_least", {"level": 50}, 1500, "1,500 up to that level", "1.500 tính đến mức đó"),
    ("most_at_least", {"level": 50}, 12, "12 groups reach it", "12 nhóm đạt mức đó"),
    ("at_most", {"level": 50}, ((1200, 1), (-9, 1)), "1,200 in all, 9 of them above", "trong đó 9 vượt"),
]


@pytest.mark.parametrize(("criterion", "parameters", "value", "english", "vietnamese"), REACHED)
def test_what_a_criterion_reached_is_told_in_both_languages(
    result, criterion, parameters, value, english, vietnamese
):
    goal = Goal("units", criterion, "commune", **parameters)
    known = Fraction(*value[0]) if isinstance(value, tuple) else value
    report = replace(result.report, goals=(GoalFinding(0, value, True, ""),))
    told = replace(result, goals=(GoalValue(goal, known, known),), report=report)
    assert english in goal_sentences(told, "en")[0]
    assert vietnamese in goal_sentences(told, "vi")[0]


def test_a_total_stands_alone_where_no_report_tells_the_rest(result):
    goal = Goal("units", "at_most", "commune", level=50)
    (told,) = goal_sentences(replace(result, goals=(GoalValue(goal, 1200, None),), report=None))
    assert "1,200 in all, not proved" in told
