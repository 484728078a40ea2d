"""What a unit costs for a need, and how much of it a budget holds."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from small_money import money

from matching.auditing.facts import Facts
from matching.auditing.measures import sum_value
from matching.auditing.record_rules import amount
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.measures import total_of
from matching.problem.policy import Goal, named_policy
from matching.problem.problem import Problem
from matching.problem.quoted_values import unit_prices
from matching.problem.stock_lines import line_capacity, lowest_price

FOR_NEED = {"need": 0, "price": 70}
FOR_COMMUNE = {"commune": 0, "price": 80}
ELSEWHERE = {"commune": 1, "price": 130}
OTHER_KIND = {"need": 2, "price": 10}


def plan_of(problem: Problem, *lines: tuple[int, int, int]) -> Allocation:
    line, need, units = (np.array(column, dtype=np.int64) for column in zip(*lines, strict=True))
    return allocation_of(problem, line, need, units, np.zeros(len(lines), dtype=np.bool_))


@pytest.mark.parametrize(
    ("stock", "quotes", "price"),
    [
        ({}, [], 100),
        ({"price": 90}, [], 90),
        ({"price": 90}, [FOR_COMMUNE], 80),
        ({"price": 90}, [FOR_COMMUNE, FOR_NEED], 70),
        ({"price": 90}, [ELSEWHERE, OTHER_KIND], 90),
    ],
)
def test_the_quote_for_the_need_comes_before_the_commune_s_and_that_before_the_price(stock, quotes, price):
    problem = money({}, [stock], quotes)
    assert unit_prices(problem, np.array([0]), np.array([0])).tolist() == [price]
    assert plan_of(problem, (0, 0, 3)).amount.tolist() == [3 * price]


def test_goods_cost_their_offer_nothing_whatever_it_quotes():
    problem = money({"modality": 0, "budget": -1}, [{"quantity": 5}], [FOR_NEED])
    assert plan_of(problem, (0, 0, 2)).amount.tolist() == [0]


@pytest.mark.parametrize(
    ("quotes", "lowest", "held"),
    [
        ([], 100, 10),
        ([ELSEWHERE], 100, 10),
        ([FOR_COMMUNE], 80, 12),
        ([FOR_COMMUNE, FOR_NEED], 70, 14),
        ([OTHER_KIND], 100, 10),
    ],
)
def test_a_cash_line_holds_what_its_budget_buys_at_its_lowest_price(quotes, lowest, held):
    problem = money({}, [{}], quotes)
    assert lowest_price(problem).tolist() == [lowest]
    assert line_capacity(problem).tolist() == [held]


def test_overhead_is_paid_from_the_budget_and_a_quantity_limits_further():
    assert line_capacity(money({"overhead": 1000}, [{}])).tolist() == [9]
    assert line_capacity(money({}, [{"quantity": 4}])).tolist() == [4]
    assert line_capacity(money({}, [{"quantity": 40}])).tolist() == [10]


def test_what_costs_nothing_is_held_as_often_as_it_is_needed():
    free = {"commune": 0, "price": 0}
    assert line_capacity(money({}, [{}, {"kind": 1}], [free])).tolist() == [7, 2]
    assert line_capacity(money({"budget": 0}, [{"quantity": 5}], [free])).tolist() == [5]


def test_cost_counts_units_visits_and_set_up_whoever_pays():
    problem = money({"visit_cost": 30, "visit_payer": 1, "setup_cost": 7}, [{}, {"kind": 1}], [FOR_NEED])
    plan = plan_of(problem, (0, 0, 2), (0, 1, 1), (1, 2, 1))
    assert total_of(problem, plan, "cost", 0) == 2 * 70 + 100 + 100 + 2 * 30 + 7


def test_a_visit_is_an_offer_and_a_commune_that_gets_anything_of_it():
    problem = money({}, [{}, {"kind": 1}])
    assert total_of(problem, plan_of(problem, (0, 1, 2), (1, 2, 1)), "visits", 0) == 1
    assert total_of(problem, plan_of(problem, (0, 0, 1), (0, 1, 2), (1, 2, 1)), "visits", 0) == 2
    nothing = plan_of(problem, (0, 0, 0))
    assert (total_of(problem, nothing, "visits", 0), total_of(problem, nothing, "cost", 0)) == (0, 0)


def test_the_audit_counts_the_same_cost_and_visits_and_asks_for_the_same_amounts():
    for seed in range(100):
        rng = Random(seed)
        quotes = [quote for quote in (FOR_NEED, FOR_COMMUNE, ELSEWHERE, OTHER_KIND) if rng.random() < 0.5]
        paid = {"visit_cost": rng.choice([-1, 30]), "setup_cost": rng.choice([-1, 7])}
        problem = money(paid, [{}, {"kind": 1, "price": rng.choice([-1, 60])}], quotes)
        plan = plan_of(
            problem, (0, 0, rng.randint(0, 3)), (0, 1, rng.randint(0, 4)), (1, 2, rng.randint(0, 2))
        )
        facts = Facts(problem, plan, named_policy("cheapest"), 0)
        assert [sum_value(facts, Goal(name)) for name in ("cost", "visits")] == [
            total_of(problem, plan, name, 0) for name in ("cost", "visits")
        ]
        assert [breach.size for breach in amount(facts)] == [0]
        dearer = Facts(problem, replace(plan, amount=plan.amount + 1), named_policy("cheapest"), 0)
        assert [breach.size for breach in amount(dearer)] == [len(plan)]
