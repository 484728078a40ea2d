"""Problems built row by row, from records and from data frames."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from pydantic import ValidationError

from matching.errors import DataError
from matching.intake.builder import ProblemBuilder
from matching.intake.frames import frames_of, problem_from_frames
from matching.intake.records import problem_from_records, record_models
from matching.intake.schema_export import json_schema

DAY = date(2026, 1, 1)


def small() -> ProblemBuilder:
    return (
        ProblemBuilder("2025-07")
        .add_commune("09700", zone="II", poor_share=0.125)
        .add_child(
            "c1",
            ("2025-07", "09700"),
            birth_date=date(2018, 3, 5),
            circumstances={"g04", "g01"},
            at_risk=True,
        )
        .add_child("c2", "2025-07:09700", age=9)
        .add_need("n1", "meal", 3, child="c1")
        .add_offer("o1", shows_child=False)
        .add_stock("o1", "meal", 10)
    )


def test_values_of_every_type_are_stored():
    problem = small().build(DAY, "Small")
    children = problem["children"]
    assert children["commune"].tolist() == [0, 0]
    assert children["birth_date"].tolist() == [(date(2018, 3, 5) - date(1970, 1, 1)).days, -1]
    assert children["circumstances"].tolist() == [0b1001, 0]
    assert children["at_risk"].tolist() == [1, 0]
    assert problem["communes"]["poor_share"].tolist() == [1250]
    assert problem.title == "Small"


def test_adding_later_changes_no_problem_built_before():
    builder = small()
    before = builder.build(DAY)
    builder.add_need("n2", "gift", 1, child="c2")
    assert len(before["needs"]) == 1
    assert len(builder.build(DAY)["needs"]) == 2


def test_everything_wrong_is_told_at_once():
    builder = small().add_need("n1", "meel", 0, child="c9").add_child("c3", "1", nickname="x")
    with pytest.raises(DataError) as refusal:
        builder.build(DAY)
    assert {(issue.table, issue.code, issue.row) for issue in refusal.value.issues} >= {
        ("needs", "duplicate_id", 2),
        ("needs", "dangling_reference", 2),
        ("needs", "out_of_range", 2),
        ("children", "unknown_column", 0),
        ("children", "dangling_reference", 3),
    }


def test_a_table_that_does_not_exist_is_refused():
    with pytest.raises(KeyError, match="no table"):
        small().add("child", child="x")


@pytest.mark.parametrize("value", [{"a": 1}, object(), b"3"])
def test_values_that_no_field_holds_are_refused(value):
    with pytest.raises(DataError) as refusal:
        small().add_need("n2", "meal", value, child="c2").build(DAY)
    assert ("bad_value", "needs", 2, "quantity") in [
        (issue.code, issue.table, issue.row, issue.column) for issue in refusal.value.issues
    ]


@pytest.mark.parametrize("value", [1.5, float("inf"), "1_000", True, Decimal("2.5")])
def test_quantities_that_are_not_whole_are_refused(value):
    with pytest.raises(DataError):
        small().add_need("n2", "meal", value, child="c2").build(DAY)


def test_record_models_are_frozen_and_closed():
    model = record_models()["communes"]
    record = model(code="09700", zone="II")
    with pytest.raises(ValidationError):
        record.code = "x"
    with pytest.raises(ValidationError):
        model(code="09700", zoen="II")
    with pytest.raises(ValidationError):
        record_models()["needs"](need="n1")


def test_record_models_and_mappings_give_the_same_problem():
    models = record_models()
    rows = {
        "communes": [{"vintage": "2025-07", "code": "09700"}],
        "children": [
            {"child": "c", "commune": ("2025-07", "09700"), "age": 5, "circumstances": ("g01", "g02")}
        ],
        "needs": [{"need": "n", "child": "c", "kind": "meal", "quantity": 2}],
        "offers": [{"offer": "o", "modality": "goods"}],
        "stock": [{"offer": "o", "kind": "meal", "quantity": 2}],
    }
    typed = {table: [models[table](**row) for row in records] for table, records in rows.items()}
    assert problem_from_records(typed, DAY) == problem_from_records(rows, DAY)


def test_unknown_tables_are_refused_by_name():
    with pytest.raises(DataError) as refusal:
        problem_from_records({"need": []}, DAY)
    assert ("unknown_table", "need") in [(issue.code, issue.table) for issue in refusal.value.issues]


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_data_frames_come_back_equal(backend):
    pytest.importorskip(backend)
    problem = small().build(DAY)
    assert problem_from_frames(frames_of(problem, backend), DAY) == problem


def test_whole_floats_and_gaps_of_a_data_frame_are_numbers_and_absence():
    polars = pytest.importorskip("polars")
    frames = frames_of(small().build(DAY), "polars")
    frames["children"] = polars.DataFrame(
        {
            "child": ["c1", "c2"],
            "commune_vintage": ["2025-07"] * 2,
            "commune_code": ["09700"] * 2,
            "age": [7.0, 9.0],
            "height": [None, float("nan")],
            "birth_date": [date(2018, 3, 5), None],
        }
    )
    children = problem_from_frames(frames, DAY)["children"]
    assert children["age"].tolist() == [7, 9]
    assert np.array_equal(children["height"], [-1, -1])


def test_the_json_schema_names_every_field_with_label_unit_and_range():
    schema = json_schema()
    needs = schema["properties"]["tables"]["properties"]["needs"]["items"]
    assert needs["required"] == ["need", "kind", "quantity"]
    quantity = needs["properties"]["quantity"]
    assert (quantity["minimum"], quantity["maximum"], quantity["x-unit"]) == (1, 1_000_000, "units")
    assert quantity["x-label-vi"] == "Số lượng"
    assert needs["properties"]["tier"]["enum"] == ["life_saving", "ordinary"]
