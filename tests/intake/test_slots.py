"""A stock row at a provider names a period of which slots are listed."""

from datetime import date
from typing import Any

import pytest

from matching.errors import DataError, Issue
from matching.intake.builder import ProblemBuilder

SPRING = {"window_from": "2026-01-01", "window_to": "2026-03-31"}
SUMMER = {"window_from": "2026-04-01", "window_to": "2026-06-30"}
YEAR = {"window_from": "2026-01-01", "window_to": "2026-12-31"}
HEART = {"provider": "H1", "item": "heart"}


def issues_of(stock: dict[str, Any], slots: list[dict[str, Any]], modality: str = "service") -> list[Issue]:
    builder = ProblemBuilder("v").add_commune("1")
    for provider in ("H1", "H2"):
        builder.add("providers", provider=provider)
    for item in ("heart", "eyes"):
        builder.add("items", item=item, kind="surgery")
    money = {"budget": 90_000_000} if modality == "cash" else {}
    builder.add_offer("o", modality, **money)
    builder.add_stock("o", "surgery", 2, **stock)
    for slot in slots:
        builder.add("slots", capacity=1, **slot)
    try:
        builder.build(date(2026, 1, 1))
    except DataError as error:
        return list(error.issues)
    return []


@pytest.mark.parametrize("modality", ["service", "cash"])
@pytest.mark.parametrize("period", [YEAR, {}, {"window_from": "2026-01-01"}], ids=str)
def test_a_period_without_slots_is_refused_with_the_periods_there_are(
    period: dict[str, str], modality: str
) -> None:
    (issue,) = issues_of(HEART | period, [HEART | SPRING, HEART | SUMMER], modality)
    assert (issue.code, issue.table, issue.row, issue.column) == ("unknown_period", "stock", 1, "window_from")
    assert "heart at H1" in issue.message
    assert "2026-01-01 to 2026-03-31, 2026-04-01 to 2026-06-30" in issue.message
    assert "add the period to slots" in issue.remedy


def test_a_period_that_is_listed_is_taken() -> None:
    assert issues_of(HEART | SPRING, [HEART | SPRING, HEART | SUMMER]) == []


def test_of_many_periods_only_the_first_are_named() -> None:
    months = [
        {"window_from": f"2026-{month:02}-01", "window_to": f"2026-{month:02}-28"} for month in range(1, 10)
    ]
    (issue,) = issues_of(HEART | YEAR, [HEART | month for month in months])
    assert "2026-03-01 to 2026-03-28 and 6 more" in issue.message


@pytest.mark.parametrize(
    "slot",
    [{"provider": "H2", "item": "heart"}, {"provider": "H1", "item": "eyes"}],
    ids=["elsewhere", "other"],
)
def test_where_the_procedure_has_no_listed_slots_the_quantity_alone_limits(slot: dict[str, str]) -> None:
    assert issues_of(HEART | YEAR, [slot | SPRING]) == []
    assert issues_of(HEART | YEAR, []) == []
