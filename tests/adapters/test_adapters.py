"""Exports of other systems: sample files become problems that are solved; what is missing or unknown is told by place."""

import csv
import json
from datetime import date
from pathlib import Path

import polars
import pytest

import matching

SAMPLES = Path(__file__).parent / "samples"
DAY = date(2026, 3, 1)
COMMUNES = [
    {"vintage": "2025-07", "code": "03004", "name": "Đồng Tuyển"},
    {"vintage": "2025-07", "code": "10027"},
]
OFFERS = {
    "offers": [{"offer": "o1", "modality": "goods"}],
    "stock": [
        {"offer": "o1", "kind": "warm_clothes", "quantity": 9},
        {"offer": "o1", "kind": "meal", "quantity": 2},
    ],
}
PRODUCTS = {"Winter set": "warm_clothes", "School meals": "meal", "Voucher": None}
SERVICES = {"health_medical_service": "health_check", "food": "meal", "education_formal": "school_kit"}
ANSWERS = {"warm": "warm_clothes", "meals": "meal"}


def rows(name):
    text = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(text, delimiter=";" if ";" in text[0] else ","))


def openspp(**changes):
    sources = {name: SAMPLES / f"openspp_{name}.csv" for name in ("individuals", "entitlements", "areas")}
    return matching.from_openspp(**(sources | changes), kinds=PRODUCTS)


def built(tables):
    communes = [{"vintage": "2025-07", **row} for row in tables.get("communes", COMMUNES)]
    return matching.problem_from_records(tables | {"communes": communes} | OFFERS, DAY, vintage="2025-07")


def test_openspp_becomes_a_problem_that_is_solved():
    tables = openspp()
    assert [row["need"] for row in tables["needs"]] == ["ENT-0001", "ENT-0002", "ENT-0003"]
    assert len(tables["children"]) == 3
    problem = built(tables)
    assert problem["children"].is_("sex", "girl").tolist().count(True) == 2
    assert matching.solve(problem).plan.quantity.sum() == 4


def test_openspp_may_be_exported_with_labels_as_well():
    assert openspp(individuals=SAMPLES / "openspp_labels.csv") == openspp()


def test_no_name_of_a_person_is_taken_over():
    for tables in (openspp(), primero(), kobo()):
        assert "invented" not in json.dumps(tables)


def primero(**changes):
    cases = json.loads((SAMPLES / "primero_cases.json").read_text(encoding="utf-8"))
    return matching.from_primero(**({"cases": cases} | changes), kinds=SERVICES)


def test_primero_becomes_a_problem_from_the_answers_of_its_interface_and_from_csv_alike():
    tables = primero()
    assert [(row["need"], row["kind"], row["quantity"]) for row in tables["needs"]] == [
        ("s-1", "health_check", "1"), ("s-3", "meal", "1"),
    ]  # fmt: skip
    assert tables["needs"][0]["registered_on"] == "2026-01-28"
    files = {"cases": SAMPLES / "primero_cases.csv", "services": SAMPLES / "primero_services.csv"}
    assert primero(**files) == tables
    assert len(built(tables)["children"]) == 2


def test_consent_to_case_management_is_no_consent_to_be_introduced():
    problem = built(primero())
    assert not (problem["children"]["consent_representative"] == 1).any()


def kobo(**changes):
    sources = {"submissions": SAMPLES / "kobo_main.csv", "repeats": SAMPLES / "kobo_needs.csv"}
    return matching.from_kobo(**(sources | changes), kinds=ANSWERS)


def test_kobo_becomes_a_problem_whatever_its_groups_and_separators():
    tables = kobo()
    assert [row["child"] for row in tables["children"]] == ["1f3c9a", "2f3c9a"]
    assert tables["children"][0]["circumstances"] == "g03|g04"
    assert [row["need"] for row in tables["needs"]] == ["1f3c9a-1", "1f3c9a-2", "2f3c9a-3"]
    assert matching.solve(built(tables)).plan.quantity.sum() == 4


def test_kobo_may_be_exported_with_vietnamese_labels():
    labelled = kobo(submissions=SAMPLES / "kobo_labels.csv")
    assert labelled["children"] == kobo()["children"]


@pytest.mark.parametrize("form", ["frame", "records"])
def test_frames_and_records_give_the_same_as_files(form):
    if form == "frame":
        individuals = polars.read_csv(SAMPLES / "openspp_individuals.csv", infer_schema=False)
    else:
        individuals = rows("openspp_individuals.csv")
    assert openspp(individuals=individuals) == openspp()


def problems(call):
    with pytest.raises(matching.DataError) as caught:
        call()
    return caught.value.issues


def test_a_missing_column_is_told_with_the_header_that_is_nearest():
    individuals = [{"spp_idd" if name == "spp_id" else name: value for name, value in row.items()}
                   for row in rows("openspp_individuals.csv")]  # fmt: skip
    (issue,) = problems(lambda: openspp(individuals=individuals))
    assert (issue.code, issue.table, issue.column) == ("missing_column", "individuals", "child")
    assert "Did you mean spp_idd?" in issue.remedy


def test_every_unknown_value_is_told_with_its_row_and_personal_ones_are_masked():
    individuals = rows("openspp_individuals.csv")
    individuals[1]["gender"] = "unspecified"
    entitlements = rows("openspp_entitlements.csv")
    entitlements[0]["product_id"] = "Blanket"
    issues = problems(lambda: openspp(individuals=individuals, entitlements=entitlements))
    assert [(one.code, one.table, one.row, one.column, one.value) for one in issues] == [
        ("unknown_value", "individuals", 2, "gender", "•••"),
        ("unknown_value", "entitlements", 1, "product_id", "Blanket"),
    ]
    assert "kinds=" in issues[1].remedy
    for issue in issues:
        assert matching.issue_sentence(issue, "vi").count("Hãy ghi trong") == 1


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (issue,) = problems(lambda: openspp(individuals=tmp_path / "none.csv"))
    assert issue.code == "unreadable_file"
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00x")
    (issue,) = problems(lambda: openspp(individuals=tmp_path / "bytes.csv"))
    assert issue.code == "bad_encoding"
    (issue,) = problems(lambda: primero(cases={"cases": []}))
    assert issue.code == "unreadable_file"


def test_a_mapping_is_data_that_an_installation_changes():
    mapping = matching.adapter_mapping("openspp")
    columns = mapping["children"]["columns"]
    columns["household"] = {"headers": ["x_poverty"], "values": {"Hộ nghèo": "poor"}}
    individuals = [{**row, "x_poverty": "hộ nghèo"} for row in rows("openspp_individuals.csv")]
    tables = openspp(individuals=individuals, mapping=mapping)
    assert {row["household"] for row in tables["children"]} == {"poor"}
    assert "household" not in matching.adapter_mapping("openspp")["children"]["columns"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nonsense": {"headers": ["x"]}}, "fields that do not exist: nonsense"),
        ({"household": {"header": ["x"]}}, "says header"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(change, told):
    mapping = matching.adapter_mapping("openspp")
    mapping["children"]["columns"] |= change
    with pytest.raises(ValueError, match=told):
        openspp(mapping=mapping)


def test_an_unknown_system_is_a_key_error():
    with pytest.raises(KeyError, match="openspp, primero, kobo"):
        matching.adapter_mapping("dhis2")


@pytest.mark.parametrize("system", ["openspp", "primero", "kobo"])
def test_every_shipped_mapping_names_fields_that_exist(system):
    from matching.adapters.mapping import table_mapping

    for table, told in matching.adapter_mapping(system).items():
        assert table_mapping(table, told, {}).columns
