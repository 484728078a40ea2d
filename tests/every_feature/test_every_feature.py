"""One small problem in which every rule of the registry occurs, and in which each of them rules something out."""

from dataclasses import replace

import numpy as np
import pytest
from loosening import BREAKING, every_feature, rows_of, without

import matching
from matching.auditing.facts import Facts
from matching.auditing.registry import broken_rules
from matching.formulation.network_structure import structure
from matching.plan.allocation import Allocation, allocation_of
from matching.problem.fields import fields_of
from matching.problem.policy import named_policy, policy_from_dict
from matching.problem.problem import Problem
from matching.problem.rule_registry import Rule, rules
from matching.problem.table import default_of

POLICY = named_policy("leave-no-one-behind")
MOST = policy_from_dict(
    {"name": "most", "version": "1", "goals": [{"measure": "units"}, {"measure": "weight"}]}
)
LINE_RULES = {
    "quantity": lambda plan: replace(plan, quantity=plan.quantity * 0),
    "offer": lambda plan: replace(plan, offer=(plan.offer + 1) % 7),
    "amount": lambda plan: replace(plan, amount=plan.amount + 1),
    "duplicate_line": lambda plan: taken(plan, [0, 0, 1]),
    "order": lambda plan: taken(plan, [1, 0]),
}
"""Rule → how a plan of two lines is spoiled so that it breaks the rule."""


@pytest.fixture(scope="module")
def problem() -> Problem:
    return every_feature()


def named(rule: Rule) -> str:
    return rule.name


def taken(plan: Allocation, rows: list[int]) -> Allocation:
    return Allocation(*(getattr(plan, name)[rows] for name in Allocation.__slots__))


def plan_of(problem: Problem, lines: list[tuple[str, str, int]]) -> Allocation:
    stock, needs, units = (np.array(column, dtype=np.int64) for column in rows_of(problem, lines))
    return allocation_of(problem, stock, needs, units, np.zeros(len(units), dtype=np.bool_))


def broken(problem: Problem, plan: Allocation, policy: str = "equal-coverage") -> set[str]:
    return set(broken_rules(Facts(problem, plan, named_policy(policy), 0))[1])


def test_every_rule_has_a_place_in_the_problem():
    assert {rule.name for rule in rules()} == {*BREAKING, *LINE_RULES, "lottery"}


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_every_column_of_a_rule_is_used(problem, rule):
    for name in rule.columns:
        table, _, column = name.partition(".")
        field = fields_of(table)[column]
        empty = default_of(field)
        assert any(value != empty for value in problem[table][column].tolist()), name


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.name in BREAKING], ids=named)
def test_a_rule_rules_a_plan_out_that_would_stand_without_it(problem, rule):
    lines = BREAKING[rule.name]
    assert rule.audit in broken(problem, plan_of(problem, lines))
    loosened = without(problem, rule.name)
    assert rule.audit not in broken(loosened, plan_of(loosened, lines))


@pytest.mark.parametrize("rule", LINE_RULES)
def test_a_rule_on_lines_rules_a_spoiled_plan_out(problem, rule):
    plan = plan_of(problem, [("enough", "enough-1", 1), ("short", "short-1", 1)])
    assert rule not in broken(problem, plan)
    assert rule in broken(problem, LINE_RULES[rule](plan))


def test_the_lottery_decides_between_two_that_are_alike(problem):
    verdicts = [
        "lottery" in broken(problem, plan_of(problem, [("draw", f"draw-{who}", 1)])) for who in (1, 2)
    ]
    assert sorted(verdicts) == [False, True]


def test_the_problem_has_nothing_wrong_and_needs_every_rule_beyond_a_network(problem):
    told = {obstacle.rule for obstacle in structure(problem, POLICY).obstacles}
    assert {name for rule in rules() for name in rule.beyond_network} <= told


@pytest.mark.parametrize("policy", ["leave-no-one-behind", "equal-coverage", "cheapest"])
def test_the_best_plan_that_obeys_every_rule_is_found_and_proved(problem, policy):
    result = matching.solve(problem, policy=policy)
    assert result.report.verdict == "proved"
    assert dict(result.report.counts) == {}
    assert broken(problem, result.plan, policy) == set()


@pytest.fixture(scope="module")
def best(problem) -> list[int]:
    return [int(goal.value) for goal in matching.solve(problem, policy=MOST).goals]


@pytest.mark.parametrize("rule", sorted(BREAKING.keys() - {"kind"}))
def test_without_a_rule_a_better_plan_would_be_found(problem, best, rule):
    found = matching.solve(without(problem, rule), policy=MOST)
    assert [int(goal.value) for goal in found.goals] > best
