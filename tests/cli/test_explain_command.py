"""Commands that explain: one need, one offer, all reasons, and what if."""

import json

import pytest


@pytest.fixture(scope="module")
def need(solved) -> str:
    return (solved / "unmet.csv").read_text(encoding="utf-8-sig").split("\n")[1].split(",")[0]


def test_all_reasons_are_told_and_add_up(call, province, solved):
    said = call("explain", province, solved)
    assert said.code == 0
    assert "exactly one reason" in said.out
    rows = (solved / "unmet.csv").read_text(encoding="utf-8-sig").strip().split("\n")[1:]
    units = sum(int(row.split(",")[4]) for row in rows)
    assert sum(row["units"] for row in call("explain", province, solved, "--json").data["reasons"]) == units


def test_one_need_is_explained_to_an_officer_a_parent_and_a_program(call, province, solved, need):
    officer = call("explain", province, solved, "--need", need)
    assert (officer.code, need in officer.out) == (0, True)
    parent = call("explain", province, solved, "--need", need, "--reader", "parent", "--lang", "vi")
    assert need not in parent.out
    assert "Vì sao" in parent.out
    data = call("explain", province, solved, "--need", need, "--json", "--no-remedy").data
    assert (data["need"], data["remedies"]) == (need, None)


def test_one_offer_is_explained(call, province, solved):
    assert " given to " in call("explain", province, solved, "--offer", "O0001").out
    assert call("explain", province, solved, "--offer", "O0001", "--json").data["sentences"]


def test_unknown_names_are_wrong_usage(call, province, solved, tmp_path):
    assert call("explain", province, solved, "--need", "nobody").code == 2
    assert call("explain", province, solved, "--offer", "nobody").code == 2
    assert call("explain", province, tmp_path / "nowhere").code == 2


def test_what_if_tells_the_difference(call, province, solved, tmp_path):
    file = tmp_path / "changes.json"
    file.write_text(json.dumps([{"verb": "remove", "table": "offers", "where": {"offer": "O0001"}}]))
    said = call("what-if", province, solved, "--changes", file, "--json")
    assert said.code == 0
    assert [row["key"] for row in said.data["offers"] if row["after"] == 0] == ["O0001"]
    assert "against plan" in call("what-if", province, solved, "--policy", "utilitarian").out


@pytest.mark.parametrize(
    ("content", "code"), [("{}", 2), ("[", 2), ('[{"verb": "burn", "table": "stock"}]', 3)]
)
def test_changes_that_are_none_are_refused(call, province, solved, tmp_path, content, code):
    file = tmp_path / "changes.json"
    file.write_text(content)
    said = call("what-if", province, solved, "--changes", file)
    assert (said.code, "Traceback" in said.err) == (code, False)
    assert call("what-if", province, solved).code == 2
