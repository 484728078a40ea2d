"""The audit and the oracle, written apart, find the same rules broken in thousands of random plans."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from matching.auditing.facts import Facts
from matching.auditing.pairs import REQUIREMENTS
from matching.auditing.registry import broken_rules
from matching.auditing.values import goal_values
from matching.plan.allocation import Allocation, allocation_of
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem
from oracle.book import Book, Plans, opened
from oracle.brute_force import evaluate, rules_broken
from oracle.random_problems import FEATURES, MIP_FEATURES, TINY, random_problem
from oracle.rulebook import RULEBOOK, every_plan
from properties.policies import COST, LIFE, UNITS, WEIGHT, leximin

PAIRS = frozenset({*REQUIREMENTS, "needs_slot"})
"""Rules on single pairs, which the oracle tells as one."""

EVERY_SUM = policy_from_dict(
    {
        "name": "every-sum",
        "version": "1",
        "goals": [
            LIFE, WEIGHT, UNITS, COST, {"measure": "visits"}, {"measure": "children_helped"}, {"measure": "lottery"},
            leximin("weight", "commune"), leximin("units", "commune_kind", adjusted=True),
            leximin("children_helped", "commune"),
        ],
    }
)  # fmt: skip


def drawn(seed: int, features: Iterable[str], more: float) -> Problem:
    """Draw a tiny problem with some features and each other one by chance."""
    rng = Random(seed)
    others = {feature for feature in sorted(FEATURES) if rng.random() < more}
    return random_problem(rng, TINY, {*features, *others})


def random_plans(rng: Random, book: Book, count: int) -> Plans:
    """Draw plans near the rules: good ones, good ones with a unit more or less or elsewhere, and wild ones."""
    good = every_plan(book)
    plans = []
    for _ in range(count):
        plan = good[rng.randrange(len(good))].copy() if len(good) and rng.random() < 0.8 else book.kept.copy()
        for _ in range(rng.choice((0, 1, 1, 2, 4))):
            plan[rng.randrange(len(plan))] += rng.choice((1, 1, -1))
        plans.append(np.maximum(plan, book.kept))
    return np.array(plans, dtype=np.int64).reshape(count, len(book.pairs))


def told(problem: Problem, book: Book, plan: Plans) -> Allocation:
    """Return a plan as lines, promises apart."""
    line, need = (np.array([pair[place] for pair in book.pairs] * 2, dtype=np.int64) for place in (0, 1))
    promised = np.repeat(np.array([True, False]), len(book.pairs))
    return allocation_of(problem, line, need, np.concatenate([book.kept, plan - book.kept]), promised)


def all_pairs_of_a_kind(problem: Problem) -> list[tuple[int, int]]:
    kinds = problem["needs"]["kind"].tolist()
    return [
        (line, need)
        for line, kind in enumerate(problem["stock"]["kind"].tolist())
        for need, other in enumerate(kinds)
        if kind == other
    ]


def audited(problem: Problem, policy: Policy, plan: Allocation) -> set[str]:
    """Return the rules that the audit finds broken, those on pairs as one; the draw is another test's subject."""
    counts = broken_rules(Facts(problem, plan, policy, 0))[1]
    return {"admissible" if rule in PAIRS else rule for rule in counts if rule != "lottery"}


def disagreements(problem: Problem, rng: Random, count: int, seen: Counter[str]) -> Iterator[str]:
    book = opened(problem, all_pairs_of_a_kind(problem))
    if not book.pairs:
        return
    for plan in random_plans(rng, book, count):
        lines = told(problem, book, plan)
        ours, theirs = rules_broken(problem, lines), audited(problem, EVERY_SUM, lines)
        seen.update(ours or {"none"})
        if ours != theirs:
            yield f"oracle {sorted(ours - theirs)}, audit {sorted(theirs - ours)}, units {plan.tolist()}"


@pytest.mark.parametrize("feature", MIP_FEATURES)
@pytest.mark.parametrize("more", [0.0, 0.25], ids=["alone", "with others"])
def test_the_same_rules_are_broken(feature: str, more: float) -> None:
    seen: Counter[str] = Counter()
    found = [
        f"seed {seed}: {one}"
        for seed in range(12)
        for one in disagreements(drawn(seed, {feature, "commitments"}, more), Random(seed), 12, seen)
    ]
    assert found == []
    assert seen["none"] > 5


@pytest.mark.long
@pytest.mark.parametrize("feature", MIP_FEATURES)
def test_the_same_rules_are_broken_in_many_problems(feature: str) -> None:
    count = int(os.environ.get("MATCHING_INSTANCES", "10000")) // 10
    seen: Counter[str] = Counter()
    found = [
        f"seed {seed}: {one}"
        for seed in range(1000, 1000 + count)
        for one in disagreements(drawn(seed, {feature}, 0.3), Random(seed), 10, seen)
    ]
    assert found == []


def test_every_rule_of_the_rulebook_is_broken_by_some_random_plan() -> None:
    seen: Counter[str] = Counter()
    for number, feature in enumerate(("slots", *MIP_FEATURES) * 4):
        for _ in disagreements(drawn(number, {feature, "commitments"}, 0.1), Random(number), 8, seen):
            pass
    assert set(RULEBOOK) <= set(seen)


def differently_measured(problem: Problem, rng: Random) -> Iterator[str]:
    book = opened(problem)
    for plan in random_plans(rng, book, 4) if book.pairs else ():
        lines = told(problem, book, plan)
        ours = evaluate(problem, EVERY_SUM, lines)
        theirs = goal_values(Facts(problem, lines, EVERY_SUM, 0))
        for goal, own, other in zip(EVERY_SUM.goals, ours, theirs, strict=True):
            if own != in_our_words(goal.measure, other):
                yield f"{goal}: oracle {own}, audit {other}, units {plan.tolist()}"


def in_our_words(measure: str, value: object) -> object:
    if isinstance(value, tuple):
        return tuple(sorted(Fraction(numerator, denominator) for numerator, denominator in value))
    return -value if measure in ("cost", "visits") and isinstance(value, int) else value


@pytest.mark.parametrize("feature", ["benefits", "unconfirmed", *MIP_FEATURES])
def test_every_goal_is_measured_alike(feature: str) -> None:
    found = [
        f"seed {seed}: {one}"
        for seed in range(12)
        for one in differently_measured(
            drawn(seed, {feature, "commitments", "special_children", "life_saving", "zones"}, 0.15),
            Random(seed),
        )
    ]
    assert found == []
