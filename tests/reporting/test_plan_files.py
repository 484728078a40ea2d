import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from matching.errors import DataError
from matching.files.guarding import unguarded
from matching.files.plan_csv import csv_bytes
from matching.files.plan_reading import read_plan
from matching.files.plan_writing import write_plan
from matching.plan.allocation import allocation_digest

PAYLOADS = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=x", "＝1", 'a"b', "a,b", "a\nb", "plain", "")


def test_no_cell_of_a_table_runs_as_a_formula_and_every_text_comes_back():
    content = csv_bytes({"text": PAYLOADS}).decode("utf-8-sig")
    cells = [row[0] if row else "" for row in csv.reader(io.StringIO(content, newline=""))][1:]
    assert not any(cell[:1] in tuple("=+-@\t\r＝") and cell for cell in cells)
    assert [unguarded(cell) for cell in cells] == list(PAYLOADS)


def test_a_plan_reads_back_as_it_was_written(result, tmp_path):
    names = write_plan(result, tmp_path)
    assert names[-1] == "manifest.json"
    stored = read_plan(result.problem, tmp_path)
    assert allocation_digest(result.problem, stored.allocation) == allocation_digest(
        result.problem, result.plan
    )
    assert (stored.policy, stored.seed, stored.plan_id) == (result.policy, 7, result.plan_id)
    assert stored.faults == ()


def test_the_lines_name_offer_need_kind_quantity_amount_promise_and_stock_row(result, tmp_path):
    write_plan(result, tmp_path)
    lines = (tmp_path / "allocation.csv").read_bytes().decode("utf-8-sig").split("\n")
    assert lines == [
        "offer_id,need_id,kind,item,quantity,amount,promised,line",
        "cash,n1,meal,,1000,240000000,no,0",
        "goods,n2,school_kit,,1,0,no,1",
        "goods,n3,school_kit,,2,0,yes,1",
        "",
    ]


def test_communes_and_what_is_left_are_told_in_the_order_of_their_ids(result, tmp_path):
    write_plan(result, tmp_path)
    communes = (tmp_path / "communes.csv").read_bytes().decode("utf-8-sig").split("\n")
    assert communes[1].startswith("2025-07,00001,An <Phú>,,,")
    assert communes[1].endswith(",2,2,1.000000")
    unmet = (tmp_path / "unmet.csv").read_bytes().decode("utf-8-sig").split("\n")
    assert unmet[1] == "n1,meal,2025-07,00002,200,no_offer_of_kind,,"


def test_the_bytes_of_the_lines_do_not_depend_on_the_order_of_rows(result, tmp_path):
    problem = result.problem
    turned = problem.replace(
        needs=problem["needs"].take(np.array([2, 0, 1])), stock=problem["stock"].take(np.array([1, 0]))
    )
    plan = replace(
        result.plan, need=np.array([1, 2, 0])[result.plan.need], line=np.array([1, 0])[result.plan.line]
    )
    write_plan(result, tmp_path / "one")
    write_plan(replace(result, problem=turned, allocation=plan), tmp_path / "two")
    for name in ("allocation.csv", "communes.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_file_changed_after_writing_is_told_by_name(result, tmp_path):
    write_plan(result, tmp_path)
    path = tmp_path / "communes.csv"
    path.write_bytes(path.read_bytes().replace(b",2,2,", b",2,1,"))
    assert [(fault.table, fault.code) for fault in read_plan(result.problem, tmp_path).faults] == [
        ("communes.csv", "hash")
    ]


def test_writing_over_an_old_plan_leaves_only_the_new_one(result, tmp_path):
    write_plan(result, tmp_path)
    names = write_plan(replace(result, seed=8), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    assert read_plan(result.problem, tmp_path).seed == 8


DAMAGE = {
    "unknown offer": ("cash,n1", "cush,n1", (1, "offer_id", "dangling_reference")),
    "unknown need": ("goods,n3", "goods,n9", (3, "need_id", "dangling_reference")),
    "negative quantity": (",1000,", ",-1000,", (1, "quantity", "bad_integer")),
    "decimal quantity": (",1000,", ",1.000,", (1, "quantity", "bad_integer")),
    "huge quantity": (",1000,", f",{10**19},", (1, "quantity", "bad_integer")),
    "foreign digits": (",1000,", ",１０００,", (1, "quantity", "bad_integer")),
    "no such stock": (",yes,1", ",yes,2", (3, "line", "dangling_reference")),
    "neither yes nor no": (",yes,1", ",ja,1", (3, "promised", "bad_bool")),
    "other kind": ("n1,meal", "n1,gift", (1, "kind", "contradiction")),
    "missing cell": (",0,yes,1", ",0,yes", (3, "", "ragged_row")),
    "renamed column": ("offer_id", "offer", (0, "", "bad_header")),
    "not text": ("meal", "\udcff", (0, "", "unreadable")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_malformed_lines_are_refused_with_their_place(result, tmp_path, damage):
    write_plan(result, tmp_path)
    path = tmp_path / "allocation.csv"
    old, new, expected = DAMAGE[damage]
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode("utf-8", "surrogateescape"), 1))
    with pytest.raises(DataError) as caught:
        read_plan(result.problem, tmp_path)
    assert [(issue.row, issue.column, issue.code) for issue in caught.value.issues] == [expected]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("result.json", "{", "bad_json"),
        ("result.json", "[]", "bad_json"),
        ("result.json", '{"seed": 1, "seed": 2}', "bad_json"),
        ("result.json", '{"seed": NaN}', "bad_json"),
        ("result.json", '{"seed": -1}', "bad_seed"),
        ("certificate.json", '{"certificate": {"version": 99}}', "bad_certificate"),
        ("certificate.json", '{"certificate": 3}', "bad_certificate"),
        ("certificate.json", "{}", "bad_certificate"),
        (
            "certificate.json",
            '{"plan_id": "", "allocation_digest": "", "certificate": null, "note": "proved"}',
            "bad_certificate",
        ),
        ("certificate.json", "[" * 100_000, "bad_json"),
    ],
)
def test_malformed_documents_are_refused_by_name(result, tmp_path, name, content, code):
    write_plan(result, tmp_path)
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError) as caught:
        read_plan(result.problem, tmp_path)
    assert (name, code) in [(issue.table, issue.code) for issue in caught.value.issues]


def test_missing_files_are_all_named(result, tmp_path):
    with pytest.raises(DataError) as caught:
        read_plan(result.problem, tmp_path)
    assert [issue.table for issue in caught.value.issues] == [
        "allocation.csv",
        "result.json",
        "certificate.json",
    ]


def test_a_manifest_cannot_name_files_outside_its_folder(result, tmp_path):
    write_plan(result, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["sha256"]["../secret.json"] = "0"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    stored = read_plan(result.problem, tmp_path)
    assert "../secret.json" not in stored.contents
    assert [fault.code for fault in stored.faults] == ["bad_manifest"]
