"""``compare`` and ``frontier``: tables for people, JSON for programs, charts in files, slips answered early."""

import pytest

SMALL = ("--policy", "equal-coverage", "--policy", "greedy")


def test_compare_shows_every_policy_asked_in_the_language_asked(call, province):
    said = call("compare", province, *SMALL, "--seed", 3)
    assert said.code == 0
    assert "equal-coverage  proved" in said.out
    assert "greedy          not proved" in said.out
    assert "Cái giá của công bằng" in call("compare", province, *SMALL, "--lang", "vi").out


def test_compare_as_json_holds_policies_goals_and_the_question(call, province):
    data = call("compare", province, *SMALL, "--json", "--by", "zone").data
    assert [row["policy"] for row in data["policies"]] == ["equal-coverage", "greedy"]
    assert data["by"] == "zone"
    assert {row["policy"] for row in data["goals"]} == {"equal-coverage", "greedy"}
    assert data["without_plan"] == {}


def test_frontier_tells_corners_from_the_best_total_to_leximin(call, province, tmp_path):
    said = call("frontier", province, "--levels", 6, "--json", "--chart", tmp_path / "curve.svg")
    assert said.code == 0
    assert said.data["ends_proved"] is True
    totals = [point["total"] for point in said.data["points"]]
    assert totals == sorted(totals, reverse=True)
    assert "<svg" in (tmp_path / "curve.svg").read_text(encoding="utf-8")[:300]
    assert "Worst group" in call("frontier", province, "--levels", 3, "--plain", "--by", "commune_kind").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compare", "--policy", "equal-coverge"), "Did you mean equal-coverage?"),
        (("compare", *SMALL, "--by", "planet"), "unknown grouping 'planet'"),
        (("compare", *SMALL, "--chart", "c.gif"), ".svg, .png, .html, .json"),
        (("frontier", "--chart", "nowhere/c.svg"), "does not exist"),
        (("frontier", "--levels", "1"), "at least 2"),
        (("frontier", "--by", "zone"), "invalid choice"),
    ],
)
def test_a_slip_ends_with_2_before_anything_is_solved(call, province, words, told):
    command, *options = words
    said = call(command, province, *options)
    assert said.code == 2
    assert told in said.err
