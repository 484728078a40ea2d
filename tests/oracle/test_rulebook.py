"""The oracle on cases made by hand: for every rule a plan that obeys it and one that breaks only it."""

from random import Random
from typing import Any

import numpy as np
import pytest

from matching.intake.checking import cross_field_issues
from matching.intake.draft import Draft
from matching.plan.allocation import Allocation, allocation_of
from matching.problem.policy import policy_from_dict
from matching.problem.problem import Problem
from matching.problem.table import table_from
from oracle.book import opened
from oracle.brute_force import best_by_listing, best_value, evaluate, only_limits, rules_broken
from oracle.hand_cases import CASES, Case, Units, world
from oracle.random_problems import MIP_FEATURES, NETWORK_FEATURES, TINY, random_problem
from oracle.rulebook import RULEBOOK


def lines_of(problem: Problem, units: Units, promised: Units | None = None) -> Allocation:
    parts = [(pair, count, True) for pair, count in (promised or {}).items()]
    parts += [(pair, count, False) for pair, count in units.items()]
    line, need, quantity = (
        np.array(column, dtype=np.int64)
        for column in ([one[0][0] for one in parts], [one[0][1] for one in parts], [one[1] for one in parts])
    )
    return allocation_of(problem, line, need, quantity, np.array([one[2] for one in parts], dtype=np.bool_))


@pytest.mark.parametrize("name", CASES)
def test_a_plan_that_obeys_and_one_that_breaks_the_rule_are_told_apart(name: str) -> None:
    rule, case = CASES[name]
    problem = world(case)
    assert rules_broken(problem, lines_of(problem, case.good)) == set()
    assert rules_broken(problem, lines_of(problem, case.bad)) == {rule}


def test_every_new_rule_has_a_case_by_hand() -> None:
    old = {"need_quantity", "stock"}
    assert {rule for rule, _ in CASES.values()} >= set(RULEBOOK) - old


@pytest.mark.parametrize(
    ("rule", "offer"),
    [
        ("child_min", {"child_min": 2}),
        ("commune_max", {"commune_max": 1, "child_max": 1}),
        ("reserve", {"reserve": 7}),
    ],
)
def test_a_promise_stands_beyond_a_limit_but_nothing_is_added(rule: str, offer: dict[str, Any]) -> None:
    promised = 1 if rule == "child_min" else 2
    promise = {"offer": 0, "need": 0, "quantity": promised}
    problem = world(Case({}, {}, {0: offer}, more={"commitments": [promise]}))
    kept = {(0, 0): promised}
    assert rules_broken(problem, lines_of(problem, {}, kept)) == set()
    assert rules_broken(problem, lines_of(problem, {})) >= {"commitment"}
    broken = rules_broken(problem, lines_of(problem, {(0, 2): 1}, kept))
    assert rule in broken


def test_cost_counts_units_visits_and_setup_whoever_pays_and_visits_count_offers_per_commune() -> None:
    policy = policy_from_dict(
        {
            "name": "p",
            "version": "1",
            "goals": [{"measure": "cost"}, {"measure": "visits"}, {"measure": "units"}],
        }
    )
    offer = {"visit_cost": 7, "visit_payer": 1, "setup_cost": 100, "setup_payer": 1}
    problem = world(Case({}, {}, {0: offer}))
    plan = lines_of(problem, {(0, 0): 1, (1, 1): 2, (0, 3): 1, (2, 0): 1})
    assert evaluate(problem, policy, plan) == (-(3 * 240_000 + 2 * 150_000 + 2 * 7 + 100), -3, 5)
    assert best_value(problem, policy) == (0, 0, 0)


def test_merging_and_listing_agree_where_both_can_answer() -> None:
    goals = [
        {"measure": "units", "criterion": "leximin", "group": "commune_kind", "adjusted": True},
        {"measure": "children_helped", "criterion": "leximin", "group": "commune"},
        {"measure": "weight"}, {"measure": "cost"}, {"measure": "lottery"},
    ]  # fmt: skip
    policy = policy_from_dict({"name": "p", "version": "1", "goals": goals})
    both = 0
    for seed in range(150):
        rng = Random(seed)
        features = {name for name in sorted(NETWORK_FEATURES) if rng.random() < 0.3} | {"commitments"}
        problem = random_problem(rng, TINY, features | {"child_max_over_needs", "floors_by_group"})
        book = opened(problem)
        if only_limits(book.facts):
            assert best_value(problem, policy) == best_by_listing(book, policy), seed
            both += 1
    assert both > 30


@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_random_problems_with_the_rule_pass_the_checks_on_input(feature: str) -> None:
    for seed in range(15):
        rng = Random(seed)
        others = {name for name in MIP_FEATURES if rng.random() < 0.2} | {"commitments"}
        problem = random_problem(rng, TINY, {feature, *others})
        sound = {name: np.ones(len(table), dtype=np.bool_) for name, table in problem.tables.items()}
        issues = cross_field_issues(Draft(problem, sound, True, {}))
        assert [str(issue) for issue in issues if issue.severity == "error"] == [], seed


WITHOUT: dict[str, tuple[str, dict[str, Any]]] = {
    "budget_over_kinds": ("offers", {"budget": 10**12}),
    "quoted_prices": ("quotes", {"price": -1}),
    "slot_and_money": ("slots", {"capacity": 9}),
    "child_min": ("offers", {"child_min": -1}),
    "commune_min": ("offers", {"commune_min": -1}),
    "commune_max_over_rows": ("offers", {"commune_max": -1}),
    "child_max_over_needs": ("offers", {"child_max": -1}),
    "max_communes": ("offers", {"max_communes": -1}),
    "all_or_nothing": ("offers", {"all_or_nothing": 0}),
    "visit_cost": ("offers", {"visit_cost": -1}),
    "setup_cost": ("offers", {"setup_cost": -1}),
    "exclusive": ("offers", {"exclusive": 0}),
    "cofunding": ("offers", {"cofunding": 1}),
    "excludes_group": ("offers", {"excludes_group": ""}),
    "matches": ("offers", {"matches": -1}),
    "reserve": ("offers", {"reserve": -1}),
    "unsplittable": ("needs", {"splittable": 1}),
    "bundle": ("needs", {"bundle": ""}),
    "floors_by_group": ("floors", {"minimum": 0, "maximum": -1}),
}
"""What each problem would be without the rule."""


@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_every_rule_changes_some_best_plan(feature: str) -> None:
    table, cells = WITHOUT[feature]
    goals = [{"measure": "units"}, {"measure": "cost"}]
    policy = policy_from_dict({"name": "p", "version": "1", "goals": goals})
    changed = 0
    for seed in range(300):
        problem = random_problem(Random(seed), TINY, {feature, "earmarks"})
        old = problem[table]
        new = {name: np.full(len(old), value) for name, value in cells.items()}
        other = problem.replace(**{table: table_from(table, {**old.columns, **new})})
        changed += best_value(problem, policy) != best_value(other, policy)
        if changed == 3:
            return
    pytest.fail(f"only {changed} problems change")
