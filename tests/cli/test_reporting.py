"""``report``: a stored plan as a page or as JSON."""

import json

import pytest

from matching import read
from matching.cli.main import run
from matching.cli.report import VIEWS
from matching.views import viewing


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration")
    assert run(["demo", "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def province(demonstration):
    return demonstration / "input"


@pytest.fixture(scope="module")
def solved(demonstration):
    return demonstration / "plan"


def test_the_page_is_written_and_the_verdict_is_the_exit_code(call, province, solved, tmp_path):
    target = tmp_path / "report.html"
    said = call("report", province, solved, "--output", target, "--view", "public", "--lang", "vi")
    assert said.code == 0
    assert said.out == ""
    assert "Báo cáo" in said.err
    assert "Công khai" in target.read_text(encoding="utf-8")


def test_the_public_view_as_json_is_the_release_before_of_the_next_one(call, province, solved, tmp_path):
    first = call("report", province, solved, "--view", "public", "--json")
    previous = tmp_path / "release.json"
    previous.write_text(first.out, encoding="utf-8")
    again = call("report", province, solved, "--view", "public", "--json", "--previous", previous)
    assert again.data == first.data


def test_a_donor_needs_an_id_and_a_key(call, province, solved, tmp_path):
    key = tmp_path / "key"
    key.write_text("a secret of the fund\n")
    donor = call("report", province, solved, "--view", "donor", "--json")
    assert donor.code == 2
    assert "--key-file" in donor.err
    words = ("report", province, solved, "--view", "donor", "--json", "--key-file", key, "--donor")
    assert call(*words, "nobody").code == 2
    known = json.loads(call(*words, read(province)["donors"]["donor"][0]).out)
    assert known["view"] == "donor"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--output"),
        (("--output", "x.pdf"), ".html"),
        (("--output", "no/folder/x.html"), "no folder"),
        (("--json", "--k", "1"), "k is at least 2"),
        (("--json", "--view", "public", "--previous", "missing.json"), "cannot be read"),
    ],
)
def test_wrong_usage_is_told(call, province, solved, words, said):
    answer = call("report", province, solved, *words)
    assert answer.code == 2
    assert said in answer.err


def test_another_file_is_replaced_only_by_force(call, province, solved, tmp_path):
    target = tmp_path / "report.html"
    target.write_text("mine")
    words = ("report", province, solved, "--output", target)
    assert call(*words).code == 2
    assert target.read_text() == "mine"
    assert call(*words, "--force").code == 0


def test_a_changed_plan_is_refused(call, province, plan):
    (plan / "unmet.csv").write_text("need_id\n")
    said = call("report", province, plan, "--json")
    assert said.code == 3
    assert "changed" in said.err + said.out


def test_the_views_are_the_library_s():
    assert VIEWS == viewing.VIEWS
