"""Checks on ages, wishes and floors, and the words in which they are told."""

import pytest

from matching.intake.assembling import parsed_problem
from matching.intake.manifest import Manifest
from matching.intake.records import checked_records
from matching.intake.text_column import TextTable, list_column
from matching.problem.earmarks import codes_of
from matching.problem.problem import EPOCH

DAY = EPOCH.replace(year=2026)


def problem_with(**tables):
    base = {
        "communes": [{"vintage": "v", "code": "1"}],
        "children": [{"child": "c", "commune": "v:1", "age": 16}],
        "needs": [],
        "offers": [{"offer": "o", "modality": "goods"}],
        "stock": [{"offer": "o", "kind": "meal", "quantity": 1}],
    }
    problem, issues = checked_records({**base, **tables}, Manifest(DAY))
    return problem, tuple(issue for issue in issues if issue.code != "empty_table")


def test_a_child_who_does_not_qualify_is_told_the_kind_its_ages_and_the_remedy():
    kinds = [{"kind": "toolkit", "unit": "kit", "price": 1, "weight": 1, "min_age": 17}]
    needs = [
        {"need": f"n{row}", "child": "c", "kind": kind, "quantity": 1}
        for row, kind in enumerate(("school_kit", "meal", "toolkit"))
    ]
    problem, issues = problem_with(kinds=kinds, needs=needs)
    assert problem is None
    assert [(issue.code, issue.row, issue.message) for issue in issues] == [
        ("not_qualified", 1, "school_kit is for ages 5 to 15; the child's age is outside."),
        ("not_qualified", 2, "meal is for ages 1 to 11; the child's age is outside."),
        ("not_qualified", 3, "toolkit is for ages from 17; the child's age is outside."),
    ]
    assert all("Correct the child's age or the kind" in issue.remedy for issue in issues)


@pytest.mark.parametrize("ages", ["10..3", "18", "0..18", "0..99999999999", "7..", "-1", "x", "", "3|9..5"])
def test_ages_that_fall_or_lie_outside_childhood_are_no_codes(ages):
    with pytest.raises(ValueError, match=r".*"):
        codes_of("age", ages, {})


def test_ages_and_rising_ranges_are_codes():
    assert codes_of("age", "0|3..5|17", {}) == (0, 3, 4, 5, 17)


def test_a_floor_that_bounds_nothing_is_refused():
    problem, issues = problem_with(floors=[{"group": "sex", "minimum": 1}, {"group": "sex", "kind": "meal"}])
    assert problem is None
    assert [(issue.code, issue.table, issue.row, issue.column) for issue in issues] == [
        ("missing_value", "floors", 2, "minimum")
    ]


@pytest.mark.parametrize("field", ["commune", "province", "district"])
def test_wishes_are_not_blamed_for_communes_that_could_not_be_read(field):
    texts = {
        "needs": {"need": [], "kind": [], "quantity": []},
        "offers": {"offer": ["o"], "modality": ["goods"]},
        "stock": {"offer": ["o"], "kind": ["meal"], "quantity": ["1"]},
        "earmarks": {"offer": ["o", "o"], "field": [field, "zone"], "values": ["v:1", "IV"]},
        "floors": {"group": ["province"], "value": ["Hà Nội"], "minimum": ["1"]},
    }
    tables = {
        name: TextTable(
            {head: list_column(cells) for head, cells in columns.items()}, len(next(iter(columns.values())))
        )
        for name, columns in texts.items()
    }
    problem, issues = parsed_problem(tables, Manifest(DAY), frozenset({"communes"}))
    assert problem is None
    found = [(issue.code, issue.table, issue.row) for issue in issues if issue.code != "empty_table"]
    assert found == [("unknown_value", "earmarks", 2)]
