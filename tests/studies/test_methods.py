"""Plans of another method are judged like our own: pairs by enumeration, rules by the audit, values by the goals."""

from random import Random

import numpy as np
import pytest

import matching
from oracle.random_problems import random_problem


@pytest.fixture(scope="module")
def problem() -> matching.Problem:
    return matching.generate("ha-noi-14", children=120, seed=3)


def test_our_own_plan_handed_in_as_columns_reaches_the_same_values(problem: matching.Problem) -> None:
    ours = matching.solve(problem, seed=1)
    new = ~ours.plan.promised
    told = matching.judged(problem, ours.plan.line[new], ours.plan.need[new], ours.plan.quantity[new], seed=1)
    assert told.plan.quantity.tolist() == ours.plan.quantity.tolist()
    assert [goal.value for goal in told.goals] == [goal.value for goal in ours.goals]
    assert told.report is not None
    assert told.report.verdict == "not proved"
    assert told.measures("zone").to_rows() == ours.measures("zone").to_rows()


def test_a_plan_that_breaks_a_rule_is_told_so(problem: matching.Problem) -> None:
    line, need = matching.admissible_pairs(problem)
    told = matching.judged(problem, line, need, np.full(len(line), 1_000))
    assert told.report is not None
    assert told.report.verdict == "violated"
    assert {"stock", "need_quantity"} <= set(told.report.counts)
    assert told.outcome.feasibility.value == "unknown"


@pytest.mark.parametrize("seed", range(8))
def test_the_pairs_are_those_that_the_audit_lets_pass_one_by_one(seed: int) -> None:
    problem = random_problem(Random(seed))
    pairs = set(zip(*(column.tolist() for column in matching.admissible_pairs(problem)), strict=True))
    pair_rules = {"kind", "fit", "earmark", "window", "consent", "refused", "confirmed"}
    for line in range(len(problem["stock"])):
        for need in range(len(problem["needs"])):
            alone = matching.judged(problem, np.array([line]), np.array([need]), np.array([1]))
            assert alone.report is not None
            broken = bool(pair_rules & set(alone.report.counts))
            assert ((line, need) in pairs) != broken


@pytest.mark.parametrize(
    ("line", "need", "quantity"),
    [([0], [0], [-1]), ([0, 0], [0], [1]), ([10**6], [0], [1]), ([0], [-1], [1]), ([0.5], [0], [1])],
)
def test_columns_that_name_nothing_are_refused(
    line: list[float], need: list[int], quantity: list[int], problem: matching.Problem
) -> None:
    with pytest.raises(ValueError, match=r"line|need|quantity"):
        matching.judged(problem, np.array(line), np.array(need), np.array(quantity))
