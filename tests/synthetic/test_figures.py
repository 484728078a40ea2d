"""Generated provinces show the figures that are documented, and a province that does not is found out."""

from collections.abc import Callable

import numpy as np
import pytest

from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.synthetic.demands import kind_code
from matching.synthetic.figures import Figure, profile_figures
from matching.synthetic.nation import generate_nation
from matching.synthetic.profile_data import read_rows
from matching.synthetic.provinces import generate


def wrong(figures: tuple[Figure, ...]) -> set[str]:
    return {figure.name for figure in figures if not figure.holds and not figure.note}


def changed(problem: Problem, table: str, **columns: object) -> Problem:
    return problem.replace(**{table: table_from(table, {**problem[table].columns, **columns})})


def test_every_profile_holds_its_figures(province: tuple[str, Problem]) -> None:
    name, problem = province
    figures = profile_figures(problem, name)
    assert [str(figure) for figure in figures if not figure.holds and not figure.note] == []
    assert len(figures) >= 45


def test_every_documented_figure_is_measured_somewhere() -> None:
    found = {
        (figure.name, figure.group)
        for name in ("lao-cai", "dien-bien", "thanh-hoa")
        for figure in profile_figures(generate(name, 3_000, seed=5), name)
    }
    assert {(row["figure"], row["group"]) for row in read_rows("figures.csv")} <= found


def test_the_country_holds_its_figures_in_all_provinces_together() -> None:
    told = [
        figure
        for code, problem in generate_nation(60_000, seed=3)
        for figure in profile_figures(problem, f"viet-nam-{code}")
        if figure.name not in ("money_per_gift", "surgery")
    ]
    outside = [figure for figure in told if not figure.holds and not figure.note]
    # Of some 1,700 figures three standard errors leave about one in 300 outside by chance alone.
    assert len(outside) <= len(told) / 100, [str(figure) for figure in outside]


def test_another_provinces_children_are_found_out() -> None:
    assert "special_of_all" in wrong(profile_figures(generate("ha-noi-14", 8_000, seed=5), "lao-cai"))
    assert "at_risk_per_special" in wrong(profile_figures(generate("lao-cai", 8_000, seed=5), "thanh-hoa"))


SPOILED: dict[str, Callable[[Problem], Problem]] = {
    "boys": lambda one: changed(one, "children", sex=np.zeros_like(one["children"]["sex"])),
    "ages_0_5": lambda one: changed(one, "children", age=np.minimum(one["children"]["age"] + 1, 15)),
    "consent": lambda one: changed(
        one, "children", consent_representative=np.ones_like(one["children"]["age"])
    ),
    "two_circumstances": lambda one: changed(
        one, "children", circumstances=np.where(one["children"]["circumstances"] > 0, 9, 0)
    ),
    "poor_share": lambda one: changed(one, "communes", poor_share=one["communes"]["poor_share"] // 2),
    "minority_share": lambda one: changed(one, "communes", minority_share=one["communes"]["near_poor_share"]),
    "hamlets": lambda one: changed(one, "communes", hamlets=one["communes"]["hamlets"] + 5),
    "school_milk": lambda one: one.replace(
        needs=one["needs"].take(np.flatnonzero(one["needs"]["kind"] != kind_code("school_milk")))
    ),
    "donors": lambda one: changed(one, "donors", kind=np.zeros_like(one["donors"]["kind"])),
    "units_offered": lambda one: changed(one, "stock", quantity=one["stock"]["quantity"] * 3),
    "money_per_gift": lambda one: changed(one, "kinds", price=one["kinds"]["price"] * 2),
}


@pytest.mark.parametrize("figure", SPOILED)
def test_a_spoiled_province_is_found_out(figure: str) -> None:
    assert figure in wrong(profile_figures(SPOILED[figure](generate("lao-cai", 8_000, seed=5)), "lao-cai"))


def test_a_figure_tells_itself() -> None:
    figure = Figure("boys", "", 0.6, 0.515, 0.52, 0.001, 1_000, "counts")
    assert str(figure) == "boys: 0.6, documented 0.515 to 0.52: DIFFERS"
    assert not figure.holds
