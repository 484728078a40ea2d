"""Money together with a provider's slot is a network: the plan is the best of all plans, one by one."""

from random import Random

import pytest
from small_money import CASH, problem_of

import matching
from matching.formulation.network_structure import structure
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS
from oracle.book import opened
from oracle.brute_force import best_by_listing, evaluate

EXACT = ENUMERATIONS["Fit"].index("exact")
PERIOD = {"window_from": 20_600, "window_to": 20_700}
AT_HOSPITAL = {"provider": 0, **PERIOD}


def drawn(rng: Random, cash: dict[str, int]) -> Problem:
    """Return up to four operations, two sums of money and one of services for two procedures with few slots."""
    places = rng.randint(1, 2)
    return problem_of(
        kinds=[{"kind": "surgery", "unit": "one", "price": 50, "weight": 9, "fit": EXACT, "needs_slot": 1}],
        items=[{"item": name, "kind": 0} for name in ("heart", "eyes")],
        providers=[{"provider": "h"}],
        slots=[{"item": item, "capacity": rng.randint(0, 2), **AT_HOSPITAL} for item in range(2)],
        communes=[{"vintage": "v", "code": f"0{place}"} for place in range(places)],
        needs=[
            {
                "need": f"n{row}",
                "commune": rng.randrange(places),
                "kind": 0,
                "item": rng.randint(0, 1),
                "quantity": 1,
            }
            for row in range(4)
        ],
        offers=[
            {
                "offer": "o0",
                "modality": CASH,
                "budget": rng.randint(0, 200),
                "overhead": rng.choice([0, 500]),
            },
            {"offer": "o1", "modality": CASH, "budget": rng.randint(0, 200)},
            {"offer": "o2", "modality": ENUMERATIONS["Modality"].index("service")},
        ],
        stock=[
            {"offer": 0, "kind": 0, "item": rng.randint(0, 1), **AT_HOSPITAL},
            {"offer": 1, "kind": 0, "item": rng.randint(0, 1), **cash},
            {"offer": 2, "kind": 0, "item": rng.randint(0, 1), "quantity": rng.randint(0, 2), **AT_HOSPITAL},
        ],
    )


@pytest.mark.parametrize(
    "cash", [AT_HOSPITAL, {"provider": 0}, {}], ids=["slot", "no such period", "no slot"]
)
@pytest.mark.parametrize("policy", ["equal-coverage", "cheapest"])
def test_no_plan_is_better_than_the_network_s(policy, cash):
    for seed in range(15):
        problem = drawn(Random(seed), cash)
        result = matching.solve(problem, policy=policy)
        assert result.report.verdict == "proved", seed
        best = best_by_listing(opened(problem), named_policy(policy))
        assert evaluate(problem, named_policy(policy), result.plan) == best, seed


def test_money_without_the_slot_that_the_kind_needs_serves_nobody():
    for seed in range(15):
        problem = drawn(Random(seed), {})
        assert structure(problem, named_policy("equal-coverage")).is_network
        assert 1 not in matching.solve(problem).plan.offer.tolist()
