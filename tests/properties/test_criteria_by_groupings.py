"""Every criterion over every grouping, measure and target in turn, against enumeration of its own definition."""

import itertools
import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from matching.problem.criterion_forms import FORMS
from matching.problem.policy import policy_from_dict
from oracle.random_problems import Size, random_problem
from properties.comparing import Tally, compare

WHOLE = int(os.environ.get("MATCHING_INSTANCES", "10000"))

CRITERIA: dict[str, tuple[dict[str, Any], ...]] = {
    "leximin": ({},),
    "max_min": ({},),
    "alpha_fair": ({"alpha": 1}, {"alpha": 2}, {"alpha": "1/2"}),
    "k_worst": ({"k": 1}, {"k": 2}, {"k": 9}),
    "gini": ({}, {"weights": [5, 2, 1]}, {"weights": [1, 0]}),
    "threshold": ({"delta": 0}, {"delta": 20}, {"delta": 60}),
    "bounded_disparity": ({"delta": 0}, {"delta": 15}),
    "proportional_to_need": ({},),
    "at_least": ({"level": 40}, {"level": 75}),
    "most_at_least": ({"level": 34}, {"level": 100}),
    "at_most": ({"level": 50}, {"level": 20}),
}
"""Every criterion and the parameters it is tried with."""

OF_CHILDREN = (
    "commune", "zone", "province", "district", "site", "sex", "ethnic_minority", "household", "hamlet", "age:6,11",
    "special_circumstances", "zone+sex", "district+household", "province+district+commune",
)  # fmt: skip
"""Groupings of needs and of children, nested ones among them."""

OF_NEEDS = ("commune+kind", "kind", "tier", "zone+commune+kind")
MEASURES = ("units", "units", "weight", "life_saving_units", "children_helped")
TARGETS = ("need", "need", "adjusted", "attainable")
MINUTE = Size(communes=(1, 3), needs=(2, 5), quantity=3, units=8, offers=(1, 3), stock=3, rows=3)
FEATURES = (
    "zones",
    "earmarks",
    "weights",
    "life_saving",
    "special_children",
    "collective",
    "commitments",
    "refusals",
)


def questions(criterion: str, count: int, first: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield a seed and a goal for every instance; groupings, parameters, measures and targets take turns."""
    groupings = itertools.cycle((*OF_CHILDREN, *OF_NEEDS))
    parameters = itertools.cycle(CRITERIA[criterion])
    for seed, group, told in zip(range(first, first + count), groupings, parameters, strict=False):
        rng = Random(seed)
        measure = rng.choice(MEASURES[:4] if group in OF_NEEDS else MEASURES)
        yield seed, {
            "measure": measure, "criterion": criterion, "group": group, "target": rng.choice(TARGETS), **told,
        }  # fmt: skip


def compared(criterion: str, count: int, first: int) -> Tally:
    """Solve every question both ways."""
    tally = Tally()
    for seed, goal in questions(criterion, count, first):
        rng = Random(seed)
        problem = random_problem(rng, MINUTE, {name for name in FEATURES if rng.random() < 0.4})
        policy = policy_from_dict({"name": "tried", "version": "1", "goals": [goal, {"measure": "weight"}]})
        try:
            difference = compare(problem, policy, tally)
        except Exception as error:  # told with its seed like any other difference, which fails the test
            difference = f"raises {error!r}"
        if difference:
            tally.differences.append(f"seed {seed}, {goal}: {difference}")
    return tally


def test_every_criterion_takes_part() -> None:
    assert set(CRITERIA) == {name for name, form in FORMS.items() if form.grouped}


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_criterion_is_right_over_groupings_in_turn(criterion: str) -> None:
    tally = compared(criterion, 5, 50)
    assert (tally.differences, tally.refused) == ([], {})
    assert tally.solved > 1


@pytest.mark.long
@pytest.mark.parametrize("criterion", CRITERIA)
def test_thousands_of_groupings_show_no_mismatch(criterion: str) -> None:
    tally = compared(criterion, WHOLE, 9_000_000)
    assert (tally.differences[:10], tally.refused) == ([], {})
    assert tally.solved > WHOLE // 2
