"""Money as large as the fields allow: exact where that is possible, refused in words where it is not."""

from typing import Any

import numpy as np
import pytest
from small_money import money

import matching
from matching.auditing.packing import wide_sums
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from matching.problem.table import table_from
from properties.comparing import Tally, compare

MOST, DEAREST = 10**15, 10**12
LARGE: list[dict[str, Any]] = [
    {"visit_cost": DEAREST},
    {"visit_cost": DEAREST, "overhead": 1},
    {"setup_cost": DEAREST, "overhead": 3_333},
    {"setup_cost": DEAREST, "all_or_nothing": 1},
    {"all_or_nothing": 1, "overhead": 1, "visit_cost": DEAREST},
    {"overhead": 9_999, "budget": 17 * DEAREST},
    {"overhead": 9_999, "budget": 17 * DEAREST, "all_or_nothing": 1},
]


def dear(offer: dict[str, Any]) -> Problem:
    lines = [{"kind": 0, "price": DEAREST}, {"kind": 1, "price": DEAREST - 1, "quantity": 2}]
    return money({"budget": MOST, **offer}, lines)


@pytest.mark.parametrize("policy", ["utilitarian", "cheapest"])
@pytest.mark.parametrize("offer", LARGE, ids=str)
def test_the_largest_money_is_solved_and_proved(offer: dict[str, Any], policy: str) -> None:
    tally = Tally()
    assert compare(dear(offer), named_policy(policy), tally) == ""
    assert tally.solved == 1


def test_money_beyond_64_bits_is_refused_in_words_that_name_the_offer() -> None:
    """A million units at 10^12 đồng, counted in ten-thousandths because of the overhead."""
    problem = money({"budget": MOST, "overhead": 1, "visit_cost": 1}, [{"kind": 0, "price": 1}])
    needs = {name: np.array(column) for name, column in problem["needs"].columns.items()}
    needs["quantity"][:] = 10**6
    quotes = {"offer": [0], "need": [0], "commune": [-1], "price": [DEAREST]}
    large = problem.replace(needs=table_from("needs", needs, 3), quotes=table_from("quotes", quotes, 1))
    with pytest.raises(matching.OverflowRefusedError, match="budget of o ") as refusal:
        matching.solve(large, policy="utilitarian")
    assert refusal.value.code == "overflow"


def test_sums_of_amounts_do_not_wrap_around() -> None:
    rows, amounts = np.zeros(40, dtype=np.int64), np.full(40, 2**60 - 1)
    assert wide_sums(rows, amounts, 2) == [40 * (2**60 - 1), 0]
    assert wide_sums(rows[:2], np.array([-5, 3]), 1) == [-2]
