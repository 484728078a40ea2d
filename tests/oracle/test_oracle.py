"""The oracle itself: enumeration agrees with a naive one and a second solver; every rule occurs and bites."""

import itertools
from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from matching.intake.checking import cross_field_issues
from matching.intake.draft import Draft
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.problem.table import table_from
from oracle.brute_force import best_value
from oracle.floors import floors_hold, floors_of
from oracle.goals import Value, served_of, yardsticks
from oracle.random_problems import NETWORK_FEATURES, Size, random_problem
from oracle.second_solver import second_opinion
from oracle.situation import situation

TINY = Size(communes=(1, 2), needs=(1, 3), quantity=2, units=4, offers=(1, 2), stock=3)
POLICIES = ("equal-coverage", "nobody-with-nothing", "utilitarian", "max-min", "cheapest")


def naive_best(problem: Problem, policy: Policy) -> tuple[Value, ...] | None:
    """Try every number of units on every pair, without merging or cutting anything."""
    facts = situation(problem)
    kept = {(promise.line, promise.need): promise.quantity for promise in facts.promises}
    pairs = sorted(facts.admissible)
    floors = floors_of(problem, facts)
    found = []
    for units in itertools.product(*(range(facts.needs[row].quantity + 1) for _, row in pairs)):
        fresh = dict(zip(pairs, units, strict=True))
        if any(sum(fresh[pair] for pair in limit.pairs) > limit.room for limit in facts.limits):
            continue
        total = {pair: fresh.get(pair, 0) + kept.get(pair, 0) for pair in {*fresh, *kept}}
        if floors_hold(floors, tuple(sum(total.get(pair, 0) for pair in floor.pairs) for floor in floors)):
            found.append(
                tuple(
                    stick.worth(served_of(facts, stick.goal, total, stick.groups))
                    for stick in yardsticks(facts, policy)
                )
            )
    return max(found, default=None)


@pytest.mark.parametrize("name", POLICIES)
def test_merging_partial_plans_loses_nothing(name: str) -> None:
    policy = named_policy(name)
    tried = 0
    for seed in range(90):
        problem = random_problem(Random(seed), TINY)
        if len(situation(problem).admissible) <= 5:
            assert best_value(problem, policy) == naive_best(problem, policy), seed
            tried += 1
    assert tried > 50


@pytest.mark.parametrize("name", POLICIES)
def test_enumeration_and_networkx_agree_on_small_problems(name: str) -> None:
    policy = named_policy(name)
    for seed in range(100):
        problem = random_problem(Random(seed))
        if name != "nobody-with-nothing" or not len(problem["floors"]):
            assert best_value(problem, policy) == second_opinion(problem, policy), seed


def emptied(*tables: str) -> Callable[[Problem], Problem]:
    return lambda problem: problem.replace(**{name: table_from(name, {}) for name in tables})


def overwritten(table: str, value: int, *columns: str) -> Callable[[Problem], Problem]:
    def change(problem: Problem) -> Problem:
        old = problem[table]
        new = {name: np.full(len(old), value) for name in columns}
        return problem.replace(**{table: table_from(table, {**old.columns, **new})})

    return change


WITHOUT: dict[str, Callable[[Problem], Problem]] = {
    "earmarks": emptied("earmarks"),
    "refusals": overwritten("quotes", 0, "refused"),
    "benefits": overwritten("quotes", -1, "benefit"),
    "costs": overwritten("quotes", -1, "price"),
    "commitments": emptied("commitments"),
    "floors": emptied("floors"),
    "windows": overwritten("needs", -1, "window_from", "window_to"),
    "consent": overwritten("offers", 0, "shows_child"),
    "commune_max": overwritten("offers", -1, "commune_max"),
    "child_max": overwritten("offers", -1, "child_max"),
    "fund_level": overwritten("offers", 1, "fund_level"),
    "unconfirmed": overwritten("needs", 1, "confirmed"),
    "life_saving": overwritten("needs", 1, "tier"),
    "weights": overwritten("needs", -1, "weight"),
    "zones": overwritten("communes", -1, "zone", "poor_share", "near_poor_share", "minority_share"),
    "slots": overwritten("slots", 9, "capacity"),
    "cash": overwritten("offers", 10**12, "budget"),
    "empty_stock": overwritten("stock", 9, "quantity"),
    "special_children": overwritten("children", 0, "circumstances"),
    "fit": overwritten("kinds", 0, "fit"),
    "exact": overwritten("kinds", 0, "fit"),
}
"""What each problem would be without the rule; collective needs are a kind of beneficiary, not a rule."""


@pytest.mark.parametrize("feature", sorted(NETWORK_FEATURES - {"collective"}))
def test_every_rule_changes_some_best_plan(feature: str) -> None:
    policies = [named_policy(name) for name in ("equal-coverage", "nobody-with-nothing", "cheapest")]
    drawn = {feature, "earmarks"} if feature == "commitments" else {feature}
    problems = (random_problem(Random(seed), features=drawn) for seed in range(100))
    pairs = ((problem, WITHOUT[feature](problem)) for problem in problems)
    changed = (
        any(best_value(one, policy) != best_value(other, policy) for policy in policies)
        for one, other in pairs
    )
    assert len(list(itertools.islice(filter(None, changed), 3))) == 3


def test_collective_needs_occur_at_sites_and_communes() -> None:
    needs = [random_problem(Random(seed), features={"collective"})["needs"] for seed in range(40)]
    assert any((table["site"] >= 0).any() for table in needs)
    assert any((table["commune"] >= 0).any() for table in needs)


def test_the_same_seed_draws_the_same_problem() -> None:
    assert random_problem(Random(7)) == random_problem(Random(7))
    assert random_problem(Random(7)) != random_problem(Random(8))


def test_random_problems_pass_the_checks_on_input() -> None:
    for seed in range(150):
        problem = random_problem(Random(seed))
        sound = {name: np.ones(len(table), dtype=np.bool_) for name, table in problem.tables.items()}
        issues = cross_field_issues(Draft(problem, sound, True, {}))
        assert [str(issue) for issue in issues if issue.severity == "error"] == [], seed
