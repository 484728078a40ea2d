"""Promises in problems that no check has seen."""

import pytest
from small_money import CASH, problem_of

from matching.errors import PromiseError
from matching.solving import solve


def test_a_problem_made_without_these_checks_ends_in_an_error_with_a_code() -> None:
    problem = problem_of(
        kinds=[{"kind": "a", "unit": "one", "price": 400, "weight": 1}],
        communes=[{"vintage": "v", "code": "1"}],
        needs=[{"need": "n", "commune": 0, "kind": 0, "quantity": 3}],
        offers=[{"offer": "o", "modality": CASH, "budget": 1_000}],
        stock=[{"offer": 0, "kind": 0}],
        commitments=[{"offer": 0, "need": 0, "quantity": 3}],
    )
    with pytest.raises(PromiseError, match="offer o has promised more") as refusal:
        solve(problem)
    assert refusal.value.code == "commitment_above_stock"
