"""Warnings about the list of children: telling ids and rows that seem to be one child."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from matching.errors import Issue
from matching.intake.findings import MASK
from matching.intake.manifest import Manifest
from matching.intake.records import checked_records
from matching.intake.rendering import records_of
from matching.problem.problem import EPOCH
from matching.reporting.issue_sentences import issue_sentence
from matching.synthetic.provinces import generate

DAY = EPOCH.replace(year=2026)
TWIN = {"hamlet": "Thôn 1", "height": 118, "age": 7, "sex": "girl", "household": "poor"}


def checked(children: Iterable[dict[str, Any]], needs: Iterable[dict[str, Any]] = ()) -> tuple[Issue, ...]:
    tables = {
        "communes": [{"vintage": "v", "code": "1"}],
        "children": [{"commune": "v:1", "age": 7, **child} for child in children],
        "needs": list(needs),
        "offers": [],
        "stock": [],
    }
    problem, issues = checked_records(tables, Manifest(DAY))
    assert problem is not None
    assert all(issue.severity == "warning" for issue in issues)
    return tuple(issue for issue in issues if issue.code != "empty_table")


def test_ids_that_look_like_names_are_told_without_showing_them():
    ids = ["Nguyễn Văn An", "Đạt", "Le Thi Ba", "Lan\u00a0Anh", "C-001", "c_2", "3"]
    issues = checked({"child": child} for child in ids)
    assert [(issue.code, issue.row, issue.column) for issue in issues] == [
        ("telling_id", row, "child") for row in (1, 2, 3, 4)
    ]
    assert {issue.value for issue in issues} == {MASK}
    assert not any("Nguyễn" in str(issue) for issue in issues)


def test_consent_without_its_day_is_told_and_counts_as_none():
    agreed = {"consent_representative": True, "consent_child": True}
    (issue,) = checked(
        [{"child": "a", **agreed}, {"child": "b"}, {"child": "c", **agreed, "consent_date": "2025-09-01"}]
    )
    assert (issue.code, issue.row, issue.column) == ("undated_consent", 1, "consent_date")
    assert "coi như chưa có" in issue_sentence(issue, "vi")


def need(number: int, child: str, kind: str = "meal", quantity: int = 3) -> dict[str, Any]:
    return {"need": f"N{number}", "child": child, "kind": kind, "quantity": quantity}


def test_a_child_that_stands_twice_is_told_at_the_later_row():
    needs = [need(1, "a"), need(2, "a", "gift", 1), need(3, "b", "gift", 1), need(4, "b")]
    (issue,) = checked([{"child": "a", **TWIN}, {"child": "b", **TWIN}], needs)
    assert (issue.code, issue.table, issue.row, issue.value) == ("possible_duplicate", "children", 2, MASK)


@pytest.mark.parametrize(
    "other",
    [{"sex": "boy"}, {"height": 119}, {"hamlet": "Thôn 2"}, {"circumstances": "g01"}, {"at_risk": True}],
)
def test_children_who_differ_in_anything_are_two(other):
    assert checked([{"child": "a", **TWIN}, {"child": "b", **TWIN, **other}]) == ()


@pytest.mark.parametrize("needs", [[need(1, "a")], [need(1, "a"), need(2, "b", quantity=2)]])
def test_children_with_other_needs_are_two(needs):
    assert checked([{"child": "a", **TWIN}, {"child": "b", **TWIN}], needs) == ()


@pytest.mark.parametrize("unknown", ["hamlet", "height"])
def test_too_little_known_is_no_duplicate(unknown):
    short = {name: value for name, value in TWIN.items() if name != unknown}
    assert checked([{"child": "a", **short}, {"child": "b", **short}]) == ()


@pytest.mark.parametrize("seed", [0, 1])
def test_a_clean_synthetic_province_has_no_duplicates_and_planted_ones_are_mostly_seen(seed):
    found = [_duplicates(seed, list_errors=planted) for planted in (False, True)]
    assert found[0] == 0
    assert 60 <= found[1] <= 90


def _duplicates(seed: int, *, list_errors: bool) -> int:
    problem = generate("lao-cai", 5_000, seed, list_errors=list_errors)
    tables = ("communes", "sites", "children", "needs")
    rows: dict[str, list[dict[str, Any]]] = {name: records_of(problem, name) for name in tables}
    _, issues = checked_records({**rows, "offers": [], "stock": []}, Manifest(problem.reference_date))
    return int(np.sum([issue.code == "possible_duplicate" for issue in issues]))
