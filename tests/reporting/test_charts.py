"""Charts: objects that hold their data, speak both languages, and can be drawn."""

import json
import sys

import pytest

import matching
from matching.reporting.charts.coverage_chart import MOST
from matching.reporting.wording import LANGUAGES

pytest.importorskip("altair")


@pytest.fixture(scope="module")
def problem():
    return matching.demo_problem()


@pytest.fixture(scope="module")
def charts(problem):
    comparison = matching.compare(problem, ["equal-coverage", "greedy"], seed=1)
    result = comparison.results["equal-coverage"]
    frontier = matching.frontier(problem, levels=6)
    return {
        "coverage": lambda language: result.chart("coverage", language),
        "lorenz": lambda language: result.chart("lorenz", language),
        "comparison": comparison.chart,
        "frontier": frontier.chart,
    }


TITLES = {
    "coverage": ("Coverage by commune", "Tỷ lệ đáp ứng theo xã"),
    "lorenz": ("Lorenz curve", "Đường cong Lorenz"),
    "comparison": ("Policies compared", "So sánh chính sách"),
    "frontier": ("What lifting the worst-off costs", "Nâng nhóm thiệt thòi nhất"),
}


@pytest.mark.parametrize("name", TITLES)
def test_a_chart_is_drawn_with_the_words_of_each_language(charts, name: str) -> None:
    import vl_convert

    for language, title in zip(LANGUAGES, TITLES[name], strict=True):
        chart = charts[name](language)
        told = json.dumps(chart.to_dict(), ensure_ascii=False)
        assert title in told
        assert "http" not in told.replace(chart.to_dict()["$schema"], ""), "nothing is fetched"
        assert title in vl_convert.vegalite_to_svg(chart.to_dict())


def test_bars_stand_in_the_order_of_the_table_with_a_mark_for_every_commune(charts, problem) -> None:
    spec = charts["coverage"]("en").to_dict()
    rows = spec["layer"][0]["data"]["values"] if "data" in spec["layer"][0] else spec["data"]["values"]
    shares = [row["coverage"] for row in rows]
    assert shares == sorted(shares)
    assert len(rows) == min(len(problem["communes"]), MOST)
    assert all(0 < row["mark"] <= 1 for row in rows)
    target = {row["commune"]: row["mark"] for row in rows}
    assert target["Ba Vì"] > target["Đông Xuân"], "the more disadvantaged commune has the higher mark"


def test_an_unknown_chart_names_the_known_ones(problem) -> None:
    with pytest.raises(ValueError, match="coverage, lorenz"):
        matching.solve(problem, "greedy").chart("pie")


def test_without_altair_the_message_says_what_to_install(problem, monkeypatch) -> None:
    result = matching.solve(problem, "greedy")
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ModuleNotFoundError, match=r"donor-need-matching\[report\]"):
        result.chart()
