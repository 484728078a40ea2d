"""Published assignment, transport and fair-share instances as donors and needs, solved and proved."""

from fractions import Fraction
from math import lcm

import pytest

from cases.published import assignment, case, transport
from matching.auditing.checking import audit
from matching.problem.policy import Policy, named_policy, policy_from_dict
from matching.problem.problem import Problem
from matching.solving import solve
from oracle.brute_force import evaluate, is_feasible

CHEAPEST = named_policy("cheapest")
EQUAL_SHARES = policy_from_dict(
    {
        "name": "equal-shares",
        "version": "1",
        "goals": [{"measure": "units", "criterion": "leximin", "group": "commune_kind"}],
    }
)


def proved_value(problem: Problem, policy: Policy) -> tuple[object, ...]:
    result = solve(problem, policy)
    assert is_feasible(problem, result.plan)
    assert audit(problem, result.plan, policy, result.seed, result.certificate).verdict == "proved"
    return evaluate(problem, policy, result.plan)


def test_assign100_costs_305() -> None:
    told = case("assign100")
    assert proved_value(assignment(told["data"]["cost"]), CHEAPEST)[:2] == (100, -told["known_optimum"])


def test_the_transport_of_the_ampl_book_costs_196200() -> None:
    told = case("transport_ampl_transp")
    data = told["data"]
    problem = transport(data["supply"], data["demand"], data["unit_cost"])
    assert proved_value(problem, CHEAPEST)[:2] == (sum(data["demand"].values()), -told["known_optimum"])


@pytest.mark.parametrize(
    "name",
    [
        "leximin_lottery_kps_example1",
        "leximin_lottery_kps_example2_shared_capacity",
        "leximin_lottery_ten_agents_one_seat",
    ],
)
def test_seats_shared_in_whole_parts_reach_the_known_leximin(name: str) -> None:
    """Every seat and every wish is cut into as many equal parts as the known shares need."""
    told = case(name)
    known = sorted(Fraction(share) for share in told["known_optimum_exact"])
    parts = lcm(*(share.denominator for share in known))
    agents = told["data"]["acceptable"]
    cost = {
        seat: {agent: 0 for agent, wanted in agents.items() if seat in wanted}
        for seat in told["data"]["capacity"]
    }
    supply = {seat: parts * seats for seat, seats in told["data"]["capacity"].items()}
    problem = transport(supply, dict.fromkeys(agents, parts), cost)
    assert proved_value(problem, EQUAL_SHARES) == (tuple(known),)
