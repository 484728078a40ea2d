"""Tables of comparisons, frontiers, gaps and sensitivities: the same numbers as text, HTML, frames and JSON."""

from fractions import Fraction

import pytest

import matching
from matching.reporting.sheets import Column, Sheet, sheet_frame, sheet_html, sheet_rows, sheet_text
from matching.reporting.wording import LANGUAGES

SHEET = Sheet(
    "A <title>",
    (Column("group"), Column("needed", "whole"), Column("coverage", "percent"), Column("gini", "decimal")),
    (("An <Phú>", 1_234, Fraction(1, 3), 0.25), ("Yên Bài", 0, None, None)),
    ("a note",),
)


def test_a_sheet_is_written_as_each_language_writes_numbers() -> None:
    assert sheet_text(SHEET, "en").split("\n")[4] == "An <Phú>   1,234    33.3 %  0.250"
    assert sheet_text(SHEET, "vi").split("\n")[4] == "An <Phú>    1.234  33,3 %  0,250"
    assert sheet_text(SHEET, "en").endswith("\n\na note")
    assert "–" in sheet_text(SHEET, "en").split("\n")[5]


def test_html_escapes_every_text() -> None:
    page = sheet_html(SHEET, "en")
    assert "An &lt;Phú&gt;" in page
    assert "A &lt;title&gt;" in page
    assert "<script" not in page


def test_frames_and_rows_hold_numbers() -> None:
    assert sheet_rows(SHEET)[0] == {
        "group": "An <Phú>",
        "needed": 1234,
        "coverage": 0.333333333,
        "gini": 0.25,
    }
    frame = sheet_frame(SHEET, "polars")
    assert frame["coverage"].to_list() == [pytest.approx(1 / 3), None]
    with pytest.raises(ValueError, match="unknown backend"):
        sheet_frame(SHEET, "excel")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def problem() -> matching.Problem:
    return matching.demo_problem()


@pytest.fixture(scope="module")
def studies(problem):
    return {
        "compare": matching.compare(problem, ["equal-coverage", "max-min", "greedy"], seed=1),
        "frontier": matching.frontier(problem, levels=5),
        "gap": matching.gap(problem),
        "sensitivity": matching.sensitivity(problem, changes=(0.2,)),
        "measures": matching.solve(problem, "greedy").measures("commune_kind", pool_below=12),
    }


@pytest.mark.parametrize("name", ["compare", "frontier", "gap", "sensitivity", "measures"])
def test_every_study_tells_itself_in_both_languages(studies, name: str) -> None:
    study = studies[name]
    texts = {language: study.summary(language) for language in LANGUAGES}
    assert texts["en"] != texts["vi"]
    assert all(len(text.split("\n")) > 5 for text in texts.values())
    assert "<table>" in study._repr_html_()
    assert len(study.to_frame("polars")) == len(study.to_rows()) > 0


def test_the_gap_in_words_adds_up(studies) -> None:
    rows = {row["part"]: row["units"] for row in studies["gap"].to_rows()}
    needed = rows.pop("needed")
    assert sum(rows.values()) == needed


def test_a_frontier_told_in_part_says_of_how_many_points(problem) -> None:
    frontier = matching.frontier(problem, levels=40)
    assert len(frontier.points) > 16
    assert f"Some of {len(frontier.points)} points" in frontier.summary()
    assert "Not all corners were asked for" in frontier.summary()
    assert len(frontier.to_rows()) == len(frontier.points)


def test_pools_and_groups_out_of_reach_are_told(studies) -> None:
    text = studies["measures"].summary()
    assert "joins: " in text
    assert "no offer reaches it" in text
    assert "groups that no offer reaches are left out of the indices" in text
