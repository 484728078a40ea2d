"""Goals in words: the value, whether it is proved, and how much better any plan could be."""

from dataclasses import replace

import pytest

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
