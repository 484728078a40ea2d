"""Offers and bundles without a place, compared with a list of all plans."""

from random import Random

import numpy as np
import pytest

from matching.explanation.rule_uses import RuleUse, changed, rule_uses, without
from matching.explanation.unplaced import Unplaced, unplaced
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from oracle.book import opened
from oracle.random_problems import FEATURES, TINY, random_problem
from oracle.rulebook import every_plan

POLICY = named_policy("utilitarian")
RULES = ("commune_min", "child_min", "all_or_nothing", "bundle")


def drawn(seed: int) -> Problem:
    rng = Random(seed)
    chosen = {feature for feature in sorted(FEATURES) if rng.random() < 0.2} | set(rng.sample(RULES, 2))
    return random_problem(rng, TINY, chosen - {"floors_by_group", "floors"})


def most_given(problem: Problem, subject: str) -> int:
    """The most units beyond promises that an offer gives in any plan."""
    book = opened(problem)
    plans = every_plan(book)
    offers = problem["offers"]["offer"][problem["stock"]["offer"]]
    own = np.array([offers[line] == subject for line, _ in book.pairs], dtype=np.bool_)
    if not len(plans) or not own.any():
        return 0
    return int(plans[:, own].sum(axis=1).max()) - promised(problem, subject)


def promised(problem: Problem, subject: str) -> int:
    table = problem["commitments"]
    own = problem["offers"]["offer"][table["offer"]] == subject
    return int(table["quantity"][own & (table["released"] != 1)].sum())


def completed(problem: Problem, subject: str) -> bool:
    """Whether any plan meets all needs of a bundle."""
    book = opened(problem)
    plans = every_plan(book)
    members = np.flatnonzero(problem["needs"]["bundle"] == subject)
    met = np.ones(len(plans), dtype=np.bool_)
    for need in members.tolist():
        own = np.array([other == need for _, other in book.pairs], dtype=np.bool_)
        met &= plans[:, own].sum(axis=1) == problem["needs"]["quantity"][need]
    return bool(met.any())


def facts_of(problem: Problem, seed: int) -> tuple[Unplaced, ...]:
    return unplaced(problem, POLICY, seed, time_limit=120)


@pytest.mark.parametrize("seed", range(30))
def test_what_is_told_to_have_no_place_has_none_in_any_plan(seed: int) -> None:
    problem = drawn(seed)
    for fact in facts_of(problem, seed):
        if fact.rule == "bundle":
            assert not completed(problem, fact.subject)
        else:
            assert most_given(problem, fact.subject) == 0, fact


@pytest.mark.parametrize("seed", range(30))
def test_every_bundle_that_no_plan_completes_is_told(seed: int) -> None:
    problem = drawn(seed)
    told = {fact.subject for fact in facts_of(problem, seed) if fact.rule == "bundle"}
    names = set(problem["needs"]["bundle"].tolist()) - {""}
    assert told == {name for name in names if not completed(problem, name)}


@pytest.mark.parametrize("seed", range(30))
def test_the_largest_number_told_can_be_placed_and_the_next_cannot(seed: int) -> None:
    problem = drawn(seed)
    for fact in facts_of(problem, seed):
        if fact.rule not in ("commune_min", "child_min"):
            continue
        alone = alone_with(problem, fact.subject)
        row = int(np.flatnonzero(alone["offers"]["offer"] == fact.subject)[0])
        assert fact.asked == alone["offers"][fact.rule][row]
        assert most_given(changed(alone, "offers", fact.rule, row, fact.reachable), fact.subject) > 0
        assert most_given(changed(alone, "offers", fact.rule, row, fact.reachable + 1), fact.subject) == 0


def alone_with(problem: Problem, subject: str) -> Problem:
    """The problem where other offers hold nothing beyond their promises, and nothing is matched."""
    offers, stock = problem["offers"], problem["stock"]
    free = without(problem, [use for use in rule_uses(problem) if use.rule == "matches"])
    if len(problem["commitments"]):
        return free
    others = offers["offer"][stock["offer"]] != subject
    return changed(free, "stock", "quantity", others, 0)


@pytest.mark.parametrize("seed", range(30))
def test_an_offer_that_is_given_whole_could_give_what_is_told_in_part(seed: int) -> None:
    problem = drawn(seed)
    for fact in facts_of(problem, seed):
        if fact.rule == "all_or_nothing":
            alone = without(alone_with(problem, fact.subject), [RuleUse(fact.rule, fact.subject)])
            assert most_given(alone, fact.subject) == fact.reachable < fact.asked


def test_a_lot_larger_than_every_need_in_reach_is_told_with_its_numbers() -> None:
    found = [fact for seed in range(40) for fact in facts_of(drawn(seed), seed)]
    assert {fact.rule for fact in found} == set(RULES)
    assert all(fact.reachable < fact.asked for fact in found if fact.rule != "bundle")


def test_without_time_nothing_is_claimed() -> None:
    assert unplaced(drawn(0), POLICY, 0, time_limit=0.0) == ()
