"""Published leximin vectors, divisible and indivisible, reached through the public doors and proved."""

from fractions import Fraction

import pytest

import matching
from cases.published import case, transport
from cases.published_shares import BY_COMMUNE, divisible, indivisible, known, rates
from matching.errors import NotANetworkError
from oracle.brute_force import evaluate, is_feasible


@pytest.mark.parametrize(
    "name",
    [
        "leximin_div_cvxpy_alice_george",
        "leximin_div_fairpy_three_competitive",
        "leximin_div_fairpy_two",
    ],
)
def test_divisible_items_reach_the_known_leximin_in_exact_fractions(name: str) -> None:
    told = case(name)
    problem, asked = divisible(told["data"])
    shares = matching.fractional_leximin(problem, BY_COMMUNE)
    assert shares.rising() == known(told, asked)
    assert matching.audit_lottery(problem, shares).proved


@pytest.mark.parametrize(
    "name",
    [
        "leximin_indiv_allocation1",
        "leximin_indiv_allocation9",
        "leximin_indiv_allocation_sat_3",
        "leximin_indiv_fairpyx_santa_simple2",
    ],
)
def test_indivisible_items_reach_the_known_leximin_proved(name: str) -> None:
    told = case(name)
    problem, asked = indivisible(told["data"])
    result = matching.solve(problem, BY_COMMUNE)
    assert is_feasible(problem, result.plan)
    assert matching.audit(problem, result).verdict == "proved"
    assert evaluate(problem, BY_COMMUNE, result.plan) == (known(told, asked),)


def test_budgets_consumed_at_different_rates_reach_the_known_leximin() -> None:
    told = case("leximin_lmm_simgrid_shared")
    problem, asked = rates(told["data"])
    result = matching.solve(problem, BY_COMMUNE)
    assert matching.audit(problem, result).verdict == "proved"
    assert evaluate(problem, BY_COMMUNE, result.plan) == (known(told, asked),)
    assert matching.fractional_leximin(problem, BY_COMMUNE).rising() == known(told, asked)


@pytest.mark.parametrize(
    "name",
    [
        "leximin_lottery_kps_example1",
        "leximin_lottery_kps_example2_shared_capacity",
        "leximin_lottery_ten_agents_one_seat",
    ],
)
def test_seats_are_drawn_for_with_the_known_chances(name: str) -> None:
    told = case(name)
    agents, seats = told["data"]["acceptable"], told["data"]["capacity"]
    cost = {seat: {one: 0 for one, wanted in agents.items() if seat in wanted} for seat in seats}
    problem = transport(seats, dict.fromkeys(agents, 1), cost)
    lottery = matching.fair_lottery(problem, BY_COMMUNE)
    assert lottery.shares.rising() == tuple(sorted(Fraction(one) for one in told["known_optimum_exact"]))
    assert matching.audit_lottery(problem, lottery).proved
    assert all(is_feasible(problem, plan.allocation) for plan in lottery.plans)


def test_whole_items_cannot_be_cut() -> None:
    problem, _ = indivisible(case("leximin_indiv_allocation1")["data"])
    with pytest.raises(NotANetworkError, match="max_communes"):
        matching.fractional_leximin(problem, BY_COMMUNE)
