"""Money that is given whole or not at all, in small amounts: the audit, both programs and the oracle mean the same."""

from random import Random

import pytest
from small_money import money

from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from properties.comparing import Tally, compare


def drawn(rng: Random) -> Problem:
    """Return a cash offer of a few đồng, so that rounding the overhead decides what the money still buys."""
    offer = {
        "all_or_nothing": 1,
        "budget": rng.randint(1, 30),
        "overhead": rng.choice([0, 1, 1_111, 3_333, 5_000, 5_001, 9_999]),
        "reserve": rng.choice([-1, -1, 1]),
        "visit_cost": rng.choice([-1, -1, 1, 3]),
    }
    stock = [
        {"kind": kind, "price": rng.randint(1, 6), "quantity": rng.choice([-1, 1, 3])}
        for kind in range(rng.randint(1, 2))
    ]
    return money(offer, stock)


@pytest.mark.parametrize("policy", ["utilitarian", "cheapest"])
def test_whole_money_is_solved_as_enumeration_says(policy: str) -> None:
    tally = Tally()
    for seed in range(16):
        difference = compare(drawn(Random(seed)), named_policy(policy), tally)
        assert not difference, (seed, difference)
    assert tally.solved == 16
