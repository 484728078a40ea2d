"""Laws: what may and what may not change when the question is changed, on problems too large to enumerate as well."""

from collections.abc import Callable
from random import Random

import numpy as np

from matching.errors import InfeasibleError, NotANetworkError
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.solving import solve
from oracle.brute_force import evaluate
from oracle.goals import Value
from oracle.random_problems import NETWORK_FEATURES, SMALL, TINY, Size, random_problem
from properties.policies import CUSTOM, SHIPPED, policy_called
from properties.test_laws import MIDDLE, halved, unservable_need, useless_offer
from properties.transformations import renamed, shuffled, told_by_ids
from trust.suite import NOT_APPLICABLE, Suite

Law = Callable[[Problem, Policy, Random], str]
Values = tuple[Value, ...]


def _values(problem: Problem, policy: Policy) -> Values | None:
    try:
        result = solve(problem, policy)
    except (InfeasibleError, NotANetworkError):
        return None
    assert result.report is not None
    assert result.report.verdict == "proved", result.report.to_dict()
    return evaluate(problem, policy, result.plan)


def _same(problem: Problem, other: Problem, policy: Policy, *, lottery: bool = True) -> str:
    before, after = _values(problem, policy), _values(other, policy)
    if before is None:
        return NOT_APPLICABLE if after is None else f"nothing before, {after} after"
    kept = [place for place, goal in enumerate(policy.goals) if lottery or goal.measure != "lottery"]
    if after is None or [before[place] for place in kept] != [after[place] for place in kept]:
        return f"{before} before, {after} after"
    return ""


def permute(problem: Problem, policy: Policy, rng: Random) -> str:
    """Rows in another order: the same plan, line by line."""
    other = shuffled(problem, rng)
    try:
        first, second = solve(problem, policy, seed=3), solve(other, policy, seed=3)
    except (InfeasibleError, NotANetworkError):
        return NOT_APPLICABLE
    same = told_by_ids(problem, first.plan) == told_by_ids(other, second.plan)
    return "" if same and first.plan_id == second.plan_id else "another plan for the same rows"


def rename(problem: Problem, policy: Policy, rng: Random) -> str:
    """Other ids: the same values, but for the draw among equals."""
    return _same(problem, renamed(problem), policy, lottery=False)


MONEY = {
    "offers": ("budget", "visit_cost", "setup_cost"),
    "stock": ("price",),
    "quotes": ("price",),
    "kinds": ("price",),
    "items": ("price",),
}


def scaled(problem: Problem, factor: int) -> Problem:
    """Return the problem with every sum of money multiplied."""
    tables = {}
    for name, columns in MONEY.items():
        old = problem[name].columns
        new = {
            column: np.where(old[column] > 0, old[column] * factor, old[column])
            for column in columns
            if column in old
        }
        tables[name] = table_from(name, {**old, **new})
    return problem.replace(**tables)


def scale_money(problem: Problem, policy: Policy, rng: Random) -> str:
    """A thousand times every price and budget: the same values, costs a thousand times as high."""
    factor = rng.choice((10, 1000))
    if any(problem["offers"]["overhead"].tolist()):
        return NOT_APPLICABLE
    before, after = _values(problem, policy), _values(scaled(problem, factor), policy)
    if before is None or after is None:
        return NOT_APPLICABLE if before is after else f"{before} before, {after} after"
    for goal, old, new in zip(policy.goals, before, after, strict=True):
        if new != (old * factor if goal.measure == "cost" and isinstance(old, int) else old):
            return f"{goal.measure}: {old} before, {new} after"
    return ""


def split_a_donor(problem: Problem, policy: Policy, rng: Random) -> str:
    """The same gift from two donors, half each: the same values."""
    return _same(problem, halved(problem, rng), policy)


def merge_classes(problem: Problem, policy: Policy, rng: Random) -> str:
    """A need in two halves of the same child: the same sums, and the same coverage of communes and kinds."""
    divided = np.flatnonzero(problem["needs"]["quantity"] > 1)
    if not len(divided) or any(goal.measure in ("lottery", "children_helped") for goal in policy.goals):
        return NOT_APPLICABLE
    row = int(rng.choice(divided.tolist()))
    needs = problem["needs"].columns
    twice = {name: np.append(column, column[row]) for name, column in needs.items()}
    twice["need"] = np.append(
        needs["need"], np.array([f"{needs['need'][row]}-second"], dtype=needs["need"].dtype)
    )
    twice["quantity"][row] -= 1
    twice["quantity"][-1] = 1
    return _same(problem, problem.replace(needs=table_from("needs", twice)), policy)


def add_a_useless_offer(problem: Problem, policy: Policy, rng: Random) -> str:
    """An offer of what nobody asks for: the same values."""
    return _same(problem, useless_offer(problem, rng), policy)


def add_an_unservable_need(problem: Problem, policy: Policy, rng: Random) -> str:
    """A need of what nobody offers: the same values, and a zero of its own wherever groups are compared."""
    before, after = _values(problem, policy), _values(unservable_need(problem, rng), policy)
    if before is None or after is None:
        return NOT_APPLICABLE if before is after else f"{before} before, {after} after"
    wanted = tuple((0, *old) if isinstance(old, tuple) else old for old in before)
    return "" if after == wanted else f"{before} before, {after} after"


BY_SUMS = ("cells-alike", "communes-alike", "points-then-cells", "life-points-cost", "costs-only")
"""Policies that neither draw lots nor count children."""

LAWS: tuple[tuple[Law, Size, frozenset[str], tuple[str, ...]], ...] = (
    (
        permute,
        MIDDLE,
        NETWORK_FEATURES - {"floors"},
        (*SHIPPED, "cells-alike", "proportional-cells", "children-by-sex"),
    ),
    (
        rename,
        SMALL,
        NETWORK_FEATURES - {"commitments"},
        (*SHIPPED, "points-then-cells", "alpha-two-communes", "leximin-sexes"),
    ),
    (
        scale_money,
        TINY,
        frozenset({"cash", "costs", "budget_over_kinds", "visit_cost", "setup_cost", "zones", "earmarks"}),
        ("utilitarian", "cheapest", "life-points-cost", "cells-alike", "costs-only"),
    ),
    (
        split_a_donor,
        MIDDLE,
        NETWORK_FEATURES - {"commune_max", "child_max", "commitments"},
        (*SHIPPED, "points-then-cells", "alpha-half-zones"),
    ),
    (
        merge_classes,
        MIDDLE,
        NETWORK_FEATURES - {"refusals", "costs", "benefits", "commitments", "child_max", "earmarks"},
        BY_SUMS,
    ),
    (add_a_useless_offer, MIDDLE, NETWORK_FEATURES, (*SHIPPED, *CUSTOM)),
    (
        add_an_unservable_need,
        MIDDLE,
        NETWORK_FEATURES,
        ("equal-coverage", "utilitarian", "max-min", "cheapest", "cells-alike"),
    ),
)
"""Each law, the problems it is tried on, and the policies."""


def law(number: int) -> str:
    """Try one law on one random problem."""
    change, size, features, policies = LAWS[number % len(LAWS)]
    rng = Random(f"law {number}")
    problem = random_problem(rng, size, {name for name in sorted(features) if rng.random() < 0.35})
    told = change(problem, policy_called(policies[number // len(LAWS) % len(policies)]), rng)
    return told if told in ("", NOT_APPLICABLE) else f"{change.__name__}: {told[:400]}"


SUITES = (Suite("laws", "Laws: permute, rename, scale, split, merge, add", law, 5_000, 400, 70, (1, 4)),)
