"""Every remedy that is given does serve the need when the change is applied and the policy is asked again."""

from collections import Counter
from random import Random

import numpy as np
import pytest

import matching
from matching.intake.changes import changed_problem
from matching.plan.allocation import Allocation
from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.problem.table import table_from
from oracle.brute_force import evaluate, rules_broken
from oracle.goals import yardsticks
from oracle.random_problems import FEATURES, SMALL, random_problem
from oracle.situation import situation

PARTS = 10

POLICIES = ("equal-coverage", "utilitarian", "max-min", "nobody-with-nothing", "cheapest")


def drawn(number: int) -> tuple[Problem, str]:
    """Return a random problem and a policy; in two of three only some rules occur."""
    rng = Random(number)
    features: set[str] | None = None
    if number % 3:
        features = {one for one in sorted(FEATURES) if rng.random() < (0.08, 0.2)[number % 2]}
    return random_problem(rng, SMALL, features), POLICIES[number % len(POLICIES)]


def tried(numbers: range, needs: int = 1_000) -> Counter[str]:
    """Apply every remedy to the whole problem, solve it without any short cut, and count what helped."""
    seen: Counter[str] = Counter()
    for number in numbers:
        problem, policy = drawn(number)
        try:
            result = matching.solve(problem, policy, seed=0)
        except matching.InfeasibleError:
            continue
        for need in problem["needs"]["need"][result.unmet.need].tolist()[:needs]:
            remedies = matching.find_remedies(result, need)
            seen["none"] += not remedies
            for remedy in remedies:
                seen[remedy.code] += 1
                confirmed(result, need, remedy)
    return seen


def confirmed(result: matching.Result, need: str, remedy: matching.Remedy) -> None:
    """Assert that a remedy serves the need, breaks no rule, and harms no goal but those it tells."""
    changed = changed_problem(result.problem, remedy.changes)
    again = matching.solve(changed, result.policy, seed=result.seed)
    row = changed["needs"]["need"].tolist().index(need)
    old = result.problem["needs"]["need"].tolist().index(need)
    before = int(result.plan.per_need(result.problem)[old])
    assert int(again.plan.per_need(changed)[row]) > before, (need, remedy)
    assert int(again.plan.per_need(changed)[row]) == remedy.served
    assert rules_broken(changed, again.plan) == set()
    values = [evaluate(one.problem, one.policy, one.plan) for one in (result, again)]
    sticks = [yardsticks(situation(one.problem), one.policy) for one in (result, again)]
    for number, (was, now) in enumerate(zip(*values, strict=True)):
        same = sticks[0][number].groups == sticks[1][number].groups
        same = same and sticks[0][number].reachable == sticks[1][number].reachable
        if now < was and same:  # type: ignore[operator]
            assert number in remedy.worse, (need, remedy, number, was, now)


def test_remedies_serve_the_need_when_applied() -> None:
    seen = tried(range(20), needs=2)
    assert sum(seen.values()) - seen["none"] > 15


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_remedies_serve_the_need_when_applied_on_many_problems(part: int, instances: int) -> None:
    """Up to 1,000 problems, in parts that may run beside one another."""
    size = min(instances, 1_000) // PARTS
    seen = tried(range(20 + part * size, 20 + (part + 1) * size))
    assert size < 100 or len(seen) > 10


def others_settled(problem: Problem, plan: Allocation, commune: int) -> Problem:
    """Return the problem in which other communes ask for what a plan gives them, and were promised it line by line."""
    needs, stock = problem["needs"], problem["stock"]
    given = plan.per_need(problem)
    elsewhere = communes_of_needs(problem) != commune
    asked = np.where(elsewhere, np.maximum(given, 1), needs["quantity"])
    confirmed = np.where(elsewhere & (given == 0), 0, needs["confirmed"])
    kept = np.flatnonzero(plan.promised | elsewhere[plan.need])
    names = ("item", "provider", "window_from", "window_to", "price")
    told = {name: stock[name][plan.line[kept]] for name in names}
    told |= {name: getattr(plan, name)[kept] for name in ("offer", "need", "quantity")}
    return problem.replace(
        needs=table_from("needs", {**needs.columns, "quantity": asked, "confirmed": confirmed}),
        commitments=table_from("commitments", told, len(kept)),
    )


def tried_in_one_commune(numbers: range, needs: int = 1_000) -> Counter[str]:
    """Apply every remedy found for one commune alone where all other communes were promised what they have."""
    seen: Counter[str] = Counter()
    for number in numbers:
        problem, policy = drawn(number)
        try:
            result = matching.solve(problem, policy, seed=0)
        except matching.InfeasibleError:
            continue
        for row in result.unmet.need.tolist()[:needs]:
            need = str(problem["needs"]["need"][row])
            for remedy in matching.find_remedies(result, need, whole=False):
                if not remedy.rest_kept:
                    continue
                seen[remedy.code] += 1
                changed = changed_problem(problem, remedy.changes)
                settled = others_settled(changed, result.plan, int(communes_of_needs(problem)[row]))
                again = matching.solve(settled, policy, seed=0)
                assert int(again.plan.per_need(settled)[row]) == remedy.served, (number, need, remedy)
                assert remedy.served > int(result.plan.per_need(problem)[row])
    return seen


def test_a_remedy_for_one_commune_serves_the_need_while_all_others_keep_what_they_have() -> None:
    assert sum(tried_in_one_commune(range(6), needs=2).values()) > 4


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_remedies_for_one_commune_serve_the_need_on_many_problems(part: int, instances: int) -> None:
    size = min(instances, 500) // PARTS
    seen = tried_in_one_commune(range(6 + part * size, 6 + (part + 1) * size))
    assert size < 50 or len(seen) > 5


def test_the_cheapest_of_several_remedies_comes_first() -> None:
    problem, policy = drawn(9)
    result = matching.solve(problem, policy, seed=0)
    for need in problem["needs"]["need"][result.unmet.need].tolist():
        costs = [remedy.cost for remedy in matching.find_remedies(result, need, most=5)]
        assert costs == sorted(costs)
