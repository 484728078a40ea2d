"""Laws of the criteria that compare groups, held by their definitions on any plan and by the library's answers."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from matching.auditing.facts import Facts
from matching.auditing.supplied_groups import reached
from matching.auditing.values import goal_values
from matching.plan.allocation import Allocation
from matching.problem.criterion_forms import FORMS
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.solving import solve
from oracle.random_problems import TINY, random_problem
from properties.policies import by
from properties.test_laws import one_more_offer
from properties.transformations import renamed, shuffled, told_by_ids, with_rows

GOALS: dict[str, dict[str, Any]] = {
    "leximin": by("leximin", "commune_kind", adjusted=True),
    "max_min": by("max_min", "commune"),
    "alpha_fair": by("alpha_fair", "commune_kind", alpha=1),
    "k_worst": by("k_worst", "commune_kind", k=2),
    "gini": by("gini", "commune_kind", adjusted=True),
    "threshold": by("threshold", "commune_kind", delta=20, adjusted=True),
    "bounded_disparity": by("bounded_disparity", "commune", delta=10),
    "proportional_to_need": by("proportional_to_need", "commune_kind"),
    "at_least": by("at_least", "commune", level=60),
    "most_at_least": by("most_at_least", "commune_kind", level=40, adjusted=True),
    "at_most": by("at_most", "commune_kind", level=50),
}
STRICT = ("leximin", "alpha_fair", "gini", "bounded_disparity", "proportional_to_need", "at_most")
"""Criteria by which a plan that gives some group more, and none less, is always better."""


def policy_of(*goals: dict[str, Any]) -> Policy:
    return policy_from_dict({"name": "laws", "version": "1", "goals": list(goals)})


def value_of(problem: Problem, plan: Allocation, goal: dict[str, Any]) -> tuple[Fraction, ...]:
    (value,) = goal_values(Facts(problem, plan, policy_of(goal), 0))
    return tuple(Fraction(*one) for one in value) if isinstance(value, tuple) else (Fraction(value or 0),)


def test_the_laws_speak_of_every_criterion() -> None:
    assert set(GOALS) == {name for name, form in FORMS.items() if form.grouped}


@cache
def plans() -> tuple[tuple[Problem, Allocation], ...]:
    """Plans of problems with a common reference, with several lines that are not promised."""
    found = []
    for seed in range(24):
        problem = random_problem(Random(seed), TINY, {"zones"})
        plan = solve(problem, policy_of({"measure": "units"})).plan
        if len(plan) > 1:
            found.append((problem, plan))
    return tuple(found[:12])


@pytest.mark.parametrize("name", GOALS)
def test_giving_somebody_less_and_nobody_more_is_never_better(name: str) -> None:
    worse = same = 0
    for problem, plan in plans():
        for line in range(len(plan)):
            quantity = plan.quantity.copy()
            quantity[line] -= 1
            less = replace(plan, quantity=quantity)
            before, after = value_of(problem, plan, GOALS[name]), value_of(problem, less, GOALS[name])
            assert after <= before
            worse, same = worse + (after < before), same + (after == before)
    assert worse > 3
    assert name not in STRICT or not same


@pytest.mark.parametrize("name", GOALS)
def test_neither_names_nor_order_of_rows_change_what_is_reached(name: str) -> None:
    policy = policy_of(GOALS[name])
    for seed in range(6):
        problem = random_problem(Random(seed), TINY, {"zones", "earmarks", "special_children"})
        first = solve(problem, policy)
        moved = solve(shuffled(problem, Random(1)), policy)
        assert [goal.value for goal in solve(renamed(problem), policy).goals] == [
            goal.value for goal in first.goals
        ]
        assert told_by_ids(shuffled(problem, Random(1)), moved.plan) == told_by_ids(problem, first.plan)


@cache
def small_problems() -> tuple[Problem, ...]:
    return tuple(
        random_problem(Random(seed), TINY, {"zones", "earmarks", "special_children"}) for seed in range(4)
    )


def first_value(problem: Problem, *goals: dict[str, Any]) -> tuple[Fraction, ...]:
    """Return the value of the first of some goals in the library's plan."""
    return value_of(problem, solve(problem, policy_of(*goals)).plan, goals[0])


@pytest.mark.parametrize("name", GOALS)
def test_later_goals_never_worsen_the_criterion(name: str) -> None:
    later = (
        {"measure": "cost"},
        {"measure": "children_helped"},
        {"measure": "weight"},
        {"measure": "lottery"},
    )
    for problem in small_problems():
        assert first_value(problem, GOALS[name], *later) == first_value(problem, GOALS[name])


def reached_groups(problem: Problem, name: str) -> list[bool]:
    plan = solve(problem, "utilitarian").plan
    (goal,) = policy_of(GOALS[name]).goals
    return [bool(one) for one in reached(Facts(problem, plan, policy_of(GOALS[name]), 0), goal)]


@pytest.mark.parametrize("name", GOALS)
def test_one_more_offer_never_worsens_the_criterion(name: str) -> None:
    """Where groups out of reach are left out, an offer that brings one within reach asks another question."""
    better = compared = 0
    for seed, problem in enumerate(small_problems()):
        more = one_more_offer(problem, Random(seed))
        if FORMS[policy_of(GOALS[name]).goals[0].criterion].of_reached and (
            reached_groups(problem, name) != reached_groups(more, name)
        ):
            continue
        before, after = first_value(problem, GOALS[name]), first_value(more, GOALS[name])
        assert after >= before
        better, compared = better + (after > before), compared + 1
    assert compared > 1


@pytest.mark.parametrize("name", GOALS)
def test_a_commune_out_of_reach_neither_freezes_nor_distorts_the_criterion(name: str) -> None:
    """However small it is or large, the others get a plan that is as good for them by every goal."""
    goals = (GOALS[name], {"measure": "weight"}, {"measure": "cost"})
    for number, problem in enumerate(small_problems()):
        beyond = with_needs_out_of_reach(problem, quantity=1 if number % 2 else 1000)
        before, after = (solve(one, policy_of(*goals)) for one in (problem, beyond))
        assert value_of(problem, after.plan, GOALS[name]) == value_of(problem, before.plan, GOALS[name])
        assert [goal.value for goal in after.goals[1:]] == [goal.value for goal in before.goals[1:]]
        assert after.report is not None
        assert after.report.verdict == "proved"


def with_needs_out_of_reach(problem: Problem, quantity: int) -> Problem:
    """Return the problem with a commune of its own whose only need no offer serves."""
    bicycle = problem["kinds"]["kind"].tolist().index("bicycle")
    first = {name: column[0] for name, column in problem["communes"].columns.items()}
    commune = {**first, "code": "99999"}
    need = {"need": "vain", "commune": len(problem["communes"]), "kind": bicycle, "quantity": quantity}
    return with_rows(problem, communes=[commune], needs=[need])


COMPARING = tuple(
    name for name in GOALS if name not in ("alpha_fair", "at_least", "most_at_least", "at_most")
)
"""Criteria told as shares; the others count units, worths or groups."""


@pytest.mark.parametrize("name", COMPARING)
def test_twice_the_needs_of_a_commune_and_twice_its_gifts_keep_every_share(name: str) -> None:
    """The scale test: where everything stands twice, every group has the coverage it had."""
    for problem, plan in plans():
        needs = problem["needs"]
        twice = problem.replace(
            needs=table_from("needs", {**needs.columns, "quantity": 2 * needs["quantity"]})
        )
        old = value_of(problem, plan, GOALS[name])
        new = value_of(twice, replace(plan, quantity=2 * plan.quantity), GOALS[name])
        assert new[-1] == (2 * old[-1] if name == "proportional_to_need" else old[-1])


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "one worst and max-min": (by("k_worst", "commune", k=1), by("max_min", "commune")),
    "all the weight on the worst": (by("gini", "zone", weights=[1, 0]), by("max_min", "zone")),
    "two worst by weights": (by("gini", "commune_kind", weights=[1, 1, 0]), by("k_worst", "commune_kind", k=2)),
    "all alike": (by("gini", "commune_kind", weights=[3]), by("k_worst", "commune_kind", k=99)),
    "no threshold": (by("threshold", "commune_kind", delta=0), by("gini", "commune_kind", weights=[1])),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_criteria_meet_at_their_ends(name: str) -> None:
    one, other = SAME[name]
    for problem, plan in plans():
        assert value_of(problem, plan, one) == value_of(problem, plan, other)
    for seed in range(8):
        problem = random_problem(Random(seed), TINY, {"zones", "life_saving"})
        values = [solve(problem, policy_of(goal)).goals[0].value for goal in (one, other)]
        assert values[0] == values[1]


def test_a_full_threshold_ranks_plans_as_max_min_does() -> None:
    compared = 0
    for problem, plan in plans():
        less = replace(plan, quantity=np.maximum(plan.quantity - 1, 0))
        wide, lowest = (
            [value_of(problem, one, by(*told, **more)) for one in (plan, less)]
            for told, more in ((("threshold", "commune"), {"delta": 100}), (("max_min", "commune"), {}))
        )
        assert (wide[0] > wide[1]) == (lowest[0] > lowest[1])
        compared += wide[0] > wide[1]
    assert compared > 3
