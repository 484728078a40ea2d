"""Money as large as the fields allow: exact where that is possible, refused in words where it is not."""

from typing import Any

import numpy as np
import pytest
from small_money import money

import matching
from matching.auditing.packing import wide_sums
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE, with_overhead
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


FIRST_REFUSED = -(-(2**62) // SHARE)


def test_prices_up_to_the_exact_range_are_solved_and_beyond_it_refused_before_they_wrap_around() -> None:
    """A price that wraps around would close its line without a word, for the solver and the audit alike."""
    solved = matching.solve(money({"budget": 2 * MOST}, [{"kind": 0, "price": FIRST_REFUSED - 1}]))
    assert solved.plan.quantity.sum() == 2 * MOST // (FIRST_REFUSED - 1)
    assert solved.report is not None
    assert solved.report.verdict == "proved"
    for price in (FIRST_REFUSED, 2 * FIRST_REFUSED, 2**61):
        for overhead in (0, 10_000):
            beyond = money({"budget": 2**62, "overhead": overhead}, [{"kind": 0, "price": price}])
            with pytest.raises(matching.OverflowRefusedError, match="prices up to"):
                matching.solve(beyond)


@pytest.mark.parametrize("cost", ["visit_cost", "setup_cost"])
def test_visits_and_setups_beyond_the_exact_range_are_refused(cost: str) -> None:
    with pytest.raises(matching.OverflowRefusedError, match="prices up to"):
        matching.solve(money({"budget": MOST, cost: FIRST_REFUSED}, [{"kind": 0, "price": 1}]))


@pytest.mark.parametrize("overhead", [0, 1, 3_333, 10_000])
def test_sums_with_overhead_are_exact_where_the_product_exceeds_64_bits(overhead: int) -> None:
    paid = [0, 1, SHARE, MOST - 1, MOST, 10**16 + 7]
    told = with_overhead(np.array(paid), np.array(overhead)).tolist()
    assert told == [-(-one * (SHARE + overhead) // SHARE) for one in paid]
