"""A policy that counts children and ends without a lottery keeps the order of the tickets as far as it can be kept."""

from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from matching.intake.records import problem_from_records
from matching.plan.result import Result
from matching.problem.policy import Policy, policy_from_dict
from matching.problem.problem import Problem
from matching.solving import solve
from oracle.lots import chance
from properties.policies import COST, LOTTERY, UNITS, WEIGHT, by, leximin

NOTHING = {"measure": "children_with_nothing"}
HELPED = {"measure": "children_helped"}
OTHERS: dict[str, list[dict[str, Any]]] = {
    "units": [UNITS],
    "weight-cost": [WEIGHT, COST],
    "leximin": [leximin("units", "commune"), WEIGHT],
    "points-leximin": [leximin("weight", "commune", adjusted=True)],
    "kept-weight": [{**WEIGHT, "keep": 80}],
    "attainable": [by("leximin", "commune", "weight", target="attainable"), UNITS],
}


def policies(counted: dict[str, Any]) -> dict[str, Policy]:
    """Return policies with the goal at every place among others."""
    orders = {
        f"{name}-{place}": [*others[:place], counted, *others[place:]]
        for name, others in OTHERS.items()
        for place in range(len(others) + 1)
    }
    return {
        name: policy_from_dict({"name": name, "version": "1", "goals": goals})
        for name, goals in orders.items()
    }


def few_meals(
    rng: Random, needs_per_child: list[int], units: int, hamlets: str = "", visit_cost: int = 0
) -> Problem:
    """Return children who are nearly all alike, and too few meals for their needs."""
    children = [
        {"child": f"c{row}", "commune": f"v:{rng.choice('001')}", "age": 5, "circumstances": "g01"}
        for row in range(len(needs_per_child))
    ]
    for row, hamlet in enumerate(hamlets):
        children[row]["hamlet"] = hamlet
    owners = [f"c{row}" for row, count in enumerate(needs_per_child) for _ in range(count)]
    names = rng.sample(range(100), len(owners))
    tables = {
        "communes": [{"vintage": "v", "code": code, "zone": "II"} for code in "01"],
        "children": children,
        "needs": [
            {"need": f"n{name}", "child": owner, "kind": "meal", "quantity": rng.choice((1, 1, 2))}
            for name, owner in zip(names, owners, strict=True)
        ],
        "donors": [{"donor": "d", "kind": "enterprise"}],
        "offers": [{"offer": "o", "donor": "d", "modality": "goods", "visit_cost": visit_cost}],
        "stock": [{"offer": "o", "kind": "meal", "quantity": units}],
    }
    return problem_from_records(tables, date(2026, 1, 1), vintage="v")


def out_of_order(result: Result) -> list[str]:
    """Return needs that get more than a need just before them in the draw, of the same child or of another with one need."""
    problem, given = result.problem, result.plan.per_need(result.problem).tolist()
    needs, home = problem["needs"], problem["children"]["commune"].tolist()
    owner, ids, quantity = needs["child"].tolist(), needs["need"].tolist(), needs["quantity"].tolist()
    like: dict[tuple[Any, ...], list[int]] = {}
    for row, child in enumerate(owner):
        key = (child,) if owner.count(child) > 1 else ("alone", home[child])
        like.setdefault((*key, quantity[row]), []).append(row)
    found = []
    for rows in like.values():
        rows.sort(key=lambda row: -chance(ids[row], result.seed))
        found += [ids[after] for before, after in pairwise(rows) if given[after] > given[before]]
    return found


@pytest.mark.parametrize(("name", "policy"), policies(NOTHING).items())
def test_fewest_with_nothing_at_every_place_keeps_the_tickets(name: str, policy: Policy) -> None:
    for seed in range(2):
        rng = Random(f"{name}:{seed}")
        problem = few_meals(rng, [rng.choice((1, 1, 2, 3)) for _ in range(3)], rng.randint(1, 5))
        result = solve(problem, policy, seed=seed)
        assert result.report is not None
        assert result.report.verdict == "proved", (seed, result.report)
        assert out_of_order(result) == [], seed


@pytest.mark.parametrize(("name", "policy"), policies(HELPED).items())
def test_children_helped_at_every_place_keep_the_tickets(name: str, policy: Policy) -> None:
    for seed in range(2):
        rng = Random(f"{name}:{seed}")
        problem = few_meals(rng, [rng.choice((1, 1, 2, 3)) for _ in range(3)], rng.randint(1, 5))
        result = solve(problem, policy, seed=seed)
        assert result.report is not None
        assert result.report.verdict == "proved", (seed, result.report)
        assert out_of_order(result) == [], seed


@pytest.mark.parametrize("visit_cost", [0, 5])
@pytest.mark.parametrize(
    "goals",
    [
        [UNITS, COST],
        [leximin("units", "hamlet")],
        [leximin("units", "hamlet"), LOTTERY],
        [{**UNITS, "among": {"hamlet": ["a"]}}],
    ],
)
def test_a_hamlet_matters_where_a_goal_names_it_and_nowhere_else(
    goals: list[dict[str, Any]], visit_cost: int
) -> None:
    policy = policy_from_dict({"name": "x", "version": "1", "goals": goals})
    for seed in range(2):
        problem = few_meals(Random(seed), [1, 1, 1], 2, hamlets="abb", visit_cost=visit_cost)
        result = solve(problem, policy, seed=seed)
        assert result.report is not None
        assert result.report.verdict == "proved", seed


def test_a_child_with_nothing_goes_before_a_second_need_with_a_lower_ticket() -> None:
    """The rule of the draw yields to the goal: two meals reach two children, whatever their tickets."""
    policy = policy_from_dict({"name": "x", "version": "1", "goals": [UNITS, NOTHING]})
    yielding = 0
    for seed in range(6):
        result = solve(few_meals(Random(3), [2, 1], 2), policy, seed=seed)
        assert result.report is not None
        assert result.report.verdict == "proved", seed
        assert [goal.value for goal in result.goals] == [2, 0], seed
        needs, given = result.problem["needs"], result.plan.per_need(result.problem)
        left = -1 if given.min() else max(
            chance(name, seed) for name, units in zip(needs["need"].tolist(), given.tolist(), strict=True) if not units
        )  # fmt: skip
        yielding += left > chance(needs["need"].tolist()[2], seed)
    assert yielding
