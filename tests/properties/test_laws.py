"""Metamorphic laws: what may and what may not change when the question is changed."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from matching.errors import InfeasibleError, NotANetworkError
from matching.intake.builder import ProblemBuilder
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem
from matching.solving import solve
from matching.synthetic.provinces import generate
from oracle.brute_force import evaluate
from oracle.goals import Value
from oracle.random_problems import LARGE, NETWORK_FEATURES, SMALL, Size, random_problem
from properties.policies import CUSTOM, SHIPPED, policy_called
from properties.transformations import multiplied, renamed, shuffled, split_in_two, told_by_ids, with_rows

MIDDLE = Size(communes=(2, 4), needs=(8, 20), quantity=3, units=60, offers=(3, 8), stock=9)

Change = Callable[[Problem, Random], Problem]


def values(problem: Problem, policy: Policy) -> tuple[Value, ...] | None:
    """Return the value of every goal of the library's plan, None when there is none."""
    try:
        return evaluate(problem, policy, solve(problem, policy).plan)
    except (InfeasibleError, NotANetworkError):
        return None


def pairs(
    policy: Policy, change: Change, count: int, features: Iterable[str] = NETWORK_FEATURES, size: Size = SMALL
) -> Iterator[tuple[int, tuple[Any, ...], tuple[Any, ...] | None]]:
    """Yield (seed, values before, values after) for every problem that can be solved before the change."""
    solved = 0
    allowed = sorted(features)
    for seed in range(count):
        rng = Random(seed)
        problem = random_problem(rng, size, {name for name in allowed if rng.random() < 0.35})
        before = values(problem, policy)
        if before is not None:
            solved += 1
            yield seed, before, values(change(problem, rng), policy)
    assert solved > count // 4


@pytest.mark.parametrize("name", ["equal-coverage", "nobody-with-nothing", "max-min", "lottery"])
def test_the_order_of_rows_changes_nothing_in_a_province_with_slots_and_limits(name: str) -> None:
    problem = generate("lao-cai", 2000, 1)
    other = shuffled(problem, Random(9))
    first, second = solve(problem, name, seed=4), solve(other, name, seed=4)
    assert told_by_ids(problem, first.plan) == told_by_ids(other, second.plan)


def test_two_equal_needs_of_one_child_count_as_one_child_helped() -> None:
    builder = ProblemBuilder()
    builder.add("communes", vintage="v", code="00001", zone="III")
    for child in ("a", "b", "c"):
        builder.add("children", child=child, commune="v:00001", age=9, sex="girl", circumstances=["g01"])
        for number in (1, 2):
            builder.add("needs", need=f"{child}{number}", child=child, kind="gift", quantity=1)
    builder.add("offers", offer="o", modality="goods")
    builder.add("stock", offer="o", kind="gift", quantity=3)
    problem = builder.build(date(2026, 1, 1))
    result = solve(problem, "nobody-with-nothing")
    assert len(set(problem["needs"]["child"][result.plan.need].tolist())) == 3
    assert result.report is not None
    assert result.report.verdict == "proved"


@pytest.mark.parametrize(
    "name",
    [
        "equal-coverage",
        "nobody-with-nothing",
        "max-min",
        "cheapest",
        "cells-alike",
        "proportional-cells",
        "children-by-sex",
    ],
)
def test_the_order_of_rows_changes_nothing_at_all(name: str) -> None:
    policy = policy_called(name)
    for seed in range(15):
        rng = Random(seed)
        problem = random_problem(
            rng, MIDDLE, {feature for feature in sorted(NETWORK_FEATURES - {"floors"}) if rng.random() < 0.3}
        )
        other = shuffled(problem, rng)
        assert other.digest == problem.digest
        first, second = solve(problem, policy, seed=seed), solve(other, policy, seed=seed)
        assert told_by_ids(problem, first.plan) == told_by_ids(other, second.plan), seed
        assert [(goal.value, goal.bound) for goal in first.goals] == [
            (goal.value, goal.bound) for goal in second.goals
        ]


@pytest.mark.parametrize("name", [*SHIPPED, "points-then-cells", "alpha-two-communes", "leximin-sexes"])
def test_other_ids_change_no_goal_value(name: str) -> None:
    features = NETWORK_FEATURES - {"commitments"}
    for seed, before, after in pairs(
        policy_called(name), lambda problem, rng: renamed(problem), 40, features
    ):
        kept = [number for number, goal in enumerate(policy_called(name).goals) if goal.measure != "lottery"]
        assert (before is None) == (after is None), seed
        if before is not None and after is not None:
            assert [before[number] for number in kept] == [after[number] for number in kept], seed


def test_another_seed_of_the_lottery_changes_no_other_goal_value() -> None:
    policy = policy_called("equal-coverage")
    drawn = set()
    for seed in range(30):
        problem = random_problem(Random(seed), MIDDLE, {"zones", "earmarks"})
        plans = [solve(problem, policy, seed=draw).plan for draw in (0, 1, 2)]
        assert policy.goals[-1].measure == "lottery"
        assert len({evaluate(problem, policy, plan)[:-1] for plan in plans}) == 1
        drawn.add(len({str(told_by_ids(problem, plan)) for plan in plans}))
    assert max(drawn) > 1


def one_more_offer(problem: Problem, rng: Random) -> Problem:
    kind = int(rng.choice(problem["needs"]["kind"].tolist()))
    line = {"offer": len(problem["offers"]), "kind": kind, "quantity": rng.randint(1, 3)}
    return with_rows(problem, offers=[{"offer": "more", "modality": 0}], stock=[line])


@pytest.mark.parametrize(
    "name",
    [
        "cheapest",
        "cells-alike",
        "communes-alike",
        "points-then-cells",
        "alpha-half-zones",
        "leximin-zones",
        "zones-in-order",
    ],
)
def test_one_more_offer_never_worsens_the_first_goal(name: str) -> None:
    policy = policy_called(name)
    better = 0
    for seed, before, after in pairs(policy, one_more_offer, 30):
        assert after is not None
        assert after[0] >= before[0], seed
        better += after[0] > before[0]
    assert better > 1


def useless_offer(problem: Problem, rng: Random) -> Problem:
    bicycle = problem["kinds"]["kind"].tolist().index("bicycle")
    line = {"offer": len(problem["offers"]), "kind": bicycle, "quantity": 5}
    return with_rows(problem, offers=[{"offer": "idle", "modality": 0}], stock=[line])


@pytest.mark.parametrize("name", [*SHIPPED, *CUSTOM])
def test_an_offer_that_nobody_can_use_changes_no_goal_value(name: str) -> None:
    for seed, before, after in pairs(policy_called(name), useless_offer, 12):
        assert before == after, seed


def unservable_need(problem: Problem, rng: Random) -> Problem:
    bicycle = problem["kinds"]["kind"].tolist().index("bicycle")
    need = {
        "need": "vain",
        "commune": rng.randrange(len(problem["communes"])),
        "kind": bicycle,
        "quantity": 2,
    }
    return with_rows(problem, needs=[need])


@pytest.mark.parametrize("name", ["equal-coverage", "utilitarian", "max-min", "cheapest", "cells-alike"])
def test_a_need_that_nobody_can_serve_changes_no_value_but_adds_its_own_zero(name: str) -> None:
    for seed, before, after in pairs(policy_called(name), unservable_need, 16):
        assert after is not None
        for old, new in zip(before, after, strict=True):
            assert new == ((0, *old) if isinstance(old, tuple) else old), seed


def halved(problem: Problem, rng: Random) -> Problem:
    goods = np.flatnonzero(problem["offers"].is_("modality", "goods"))
    return split_in_two(problem, int(rng.choice(goods.tolist()))) if len(goods) else problem


@pytest.mark.parametrize("name", [*SHIPPED, "points-then-cells", "alpha-half-zones"])
def test_the_same_gift_in_two_halves_changes_no_goal_value(name: str) -> None:
    features = NETWORK_FEATURES - {"commune_max", "child_max", "commitments"}
    for seed, before, after in pairs(policy_called(name), halved, 24, features):
        assert before == after, seed


def test_three_times_everything_gives_three_times_every_sum() -> None:
    features = NETWORK_FEATURES - {"cash", "special_children"}
    policy = policy_called("life-points-cost")
    for seed, before, after in pairs(policy, lambda problem, rng: multiplied(problem, 3), 24, features):
        assert after == tuple(3 * value for value in before), seed


def test_three_times_everything_never_lowers_the_coverage_of_the_worst_off() -> None:
    features = NETWORK_FEATURES - {"cash"}
    policy = policy_called("cells-alike")
    for seed, before, after in pairs(policy, lambda problem, rng: multiplied(problem, 3), 24, features):
        assert after is not None
        assert after[0] >= before[0], seed


@pytest.mark.parametrize(
    "name", [*SHIPPED, *CUSTOM, "proportional-cells", "leximin-sexes", "zones-in-order", "alpha-children"]
)
def test_later_goals_never_worsen_earlier_ones(name: str) -> None:
    whole = policy_called(name)
    for seed in range(8):
        problem = random_problem(
            Random(seed), MIDDLE, NETWORK_FEATURES - {"floors", "commitments"} if seed % 2 else {"zones"}
        )
        reached = values(problem, whole)
        for length in range(1, len(whole.goals)):
            shorter = policy_from_dict({**whole.to_dict(), "goals": whole.to_dict()["goals"][:length]})
            assert values(problem, shorter) == (reached[:length] if reached else None), (seed, length)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE], ids=["small", "middle", "large"])
def test_the_same_question_has_the_same_answer(size: Size) -> None:
    problem = random_problem(Random(3), size, {"zones", "earmarks", "fit"})
    first, second = (solve(problem, "equal-coverage", seed=5) for _ in range(2))
    assert told_by_ids(problem, first.plan) == told_by_ids(problem, second.plan)
    assert first.plan_id == second.plan_id
