"""Promises of money that the budget cannot pay are refused where they stand."""

from datetime import date
from typing import Any

import pytest

from matching.errors import DataError, Issue
from matching.intake.builder import ProblemBuilder


def issues_of(budget: int, promised: int, stock: list[dict[str, Any]], **more: Any) -> list[Issue]:
    builder = (
        ProblemBuilder("v").add_commune("1").add_commune("2").add_need("n", "meal", 9, commune="v:1")
        .add_need("m", "gift", 9, commune="v:2").add_offer("o", "cash", budget=budget, **more.pop("offer", {}))
    )  # fmt: skip
    for line in stock:
        builder.add_stock("o", line.pop("kind", "meal"), **line)
    for quote in more.pop("quotes", ()):
        builder.add("quotes", offer="o", **quote)
    for need in more.pop("needs", ("n",)):
        builder.add("commitments", offer="o", need=need, quantity=promised, **more)
    try:
        builder.build(date(2026, 1, 1))
    except DataError as error:
        return list(error.issues)
    return []


def told(issues: list[Issue]) -> list[tuple[str, str, int, str]]:
    return [(issue.code, issue.table, issue.row, issue.column) for issue in issues]


ABOVE = ("commitment_above_budget", "commitments", 1, "quantity")


def test_a_promise_above_the_budget_is_told_with_what_it_takes_and_what_there_is() -> None:
    (issue,) = issues_of(1_000, 3, [{"price": 400}])
    assert told([issue]) == [ABOVE]
    assert "1,200 đồng" in issue.message
    assert "1,000 đồng" in issue.message
    assert issue.remedy
    assert issues_of(1_200, 3, [{"price": 400}]) == []


@pytest.mark.parametrize(
    ("budget", "offer"),
    [(1_320, {"overhead": 0.1}), (1_250, {"visit_cost": 50}), (1_207, {"setup_cost": 7})],
    ids=str,
)
def test_overhead_visits_and_set_up_of_promises_are_paid_too(budget: int, offer: dict[str, Any]) -> None:
    assert issues_of(budget, 3, [{"price": 400}], offer=offer) == []
    assert told(issues_of(budget - 1, 3, [{"price": 400}], offer=offer)) == [ABOVE]


def test_what_the_fund_pays_is_no_matter_of_the_budget() -> None:
    assert issues_of(1_200, 3, [{"price": 400}], offer={"visit_cost": 50, "visit_payer": "fund"}) == []


def test_quoted_prices_count() -> None:
    assert issues_of(1_000, 3, [{"price": 400}], quotes=[{"need": "n", "price": 300}]) == []
    assert told(issues_of(1_200, 3, [{"price": 400}], quotes=[{"need": "n", "price": 401}])) == [ABOVE]


def test_one_budget_pays_the_promises_of_all_kinds() -> None:
    stock = [{"price": 400}, {"kind": "gift", "price": 100}]
    assert told(issues_of(1_400, 3, stock, needs=("n", "m"))) == [ABOVE, (*ABOVE[:2], 2, "quantity")]


def test_units_that_no_line_of_the_money_can_give_are_told() -> None:
    """One unit at 1 đồng and one at 100 are all that 150 đồng buy, though three at the lowest price would cost 3."""
    assert told(issues_of(150, 3, [{"price": 1, "quantity": 1}, {"price": 100}])) == [ABOVE]


def test_released_promises_bind_no_budget() -> None:
    assert issues_of(1_000, 3, [{"price": 400}], released=True) == []
