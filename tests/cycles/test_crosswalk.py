"""Merged and divided communes: rows move by vintage and code, promises and the year's coverage with them."""

from datetime import date

import pytest

import matching
from matching.problem.joining import key_texts
from matching.problem.people import communes_of_needs
from matching.problem.table import table_from

OLD, NEW = "2025-01", "2025-07"


@pytest.fixture
def problem():
    """The trap of Ba Vì: code 09700 meant Minh Quang before the reform and Ba Vì after it."""
    builder = matching.ProblemBuilder(vintage=OLD)
    for code, name in (("09703", "Ba Vì"), ("09700", "Minh Quang"), ("09712", "Khánh Thượng")):
        builder.add_commune(code, name=name)
        builder.add_child(f"C{code}", code, age=8).add_need(f"N{code}", "gift", 2, child=f"C{code}")
    builder.add_offer("O1").add_stock("O1", "gift", 1)
    builder.add("earmarks", offer="O1", field="commune", values=f"{OLD}:09703")
    return builder.build(date(2025, 6, 1))


NEW_COMMUNES = table_from(
    "communes", {"vintage": [NEW, NEW], "code": ["09700", "09676"], "name": ["Ba Vì", "Bất Bạt"]}
)
CROSSWALK = (
    matching.Crossing(f"{OLD}:09703", f"{NEW}:09700"),
    matching.Crossing(f"{OLD}:09712", f"{NEW}:09700"),
    matching.Crossing(f"{OLD}:09700", f"{NEW}:09700"),
    matching.Crossing(f"{OLD}:09700", f"{NEW}:09676"),
)


def places(problem):
    names = key_texts(problem["communes"])[communes_of_needs(problem)].tolist()
    return dict(zip(problem["needs"]["need"].tolist(), names, strict=True))


def test_a_code_that_is_used_again_does_not_confuse_old_and_new(problem):
    moved = matching.recoded(problem, NEW_COMMUNES, CROSSWALK, {"C09700": f"{NEW}:09676"})
    assert places(moved) == {"N09703": f"{NEW}:09700", "N09700": f"{NEW}:09676", "N09712": f"{NEW}:09700"}
    assert key_texts(moved["communes"]).tolist() == [f"{NEW}:09700", f"{NEW}:09676"]
    assert moved["earmarks"]["values"].tolist() == [f"{NEW}:09700"]


def test_a_child_of_a_divided_commune_is_placed_by_name_or_asked_about(problem):
    with pytest.raises(matching.DataError) as caught:
        matching.recoded(problem, NEW_COMMUNES, CROSSWALK)
    (issue,) = caught.value.issues
    assert (issue.code, issue.table, issue.row) == ("unplaced", "children", 2)


def test_a_commune_without_a_new_one_is_told(problem):
    with pytest.raises(matching.DataError, match="has 0 new ones"):
        matching.recoded(problem, NEW_COMMUNES, CROSSWALK[1:], {"C09700": f"{NEW}:09676"})


def test_a_floor_of_a_merged_commune_is_not_guessed(problem):
    floors = table_from("floors", {"group": [0], "value": [f"{OLD}:09703"], "maximum": [1]})
    with pytest.raises(matching.DataError, match="give a floor for each new commune"):
        matching.recoded(problem.replace(floors=floors), NEW_COMMUNES, CROSSWALK, {"C09700": f"{NEW}:09676"})


def test_a_wish_is_not_widened_by_the_division_of_its_commune(problem):
    """Minh Quang went in part to the new Ba Vì, which took in two communes that the wish does not name."""
    wishes = problem["earmarks"]
    wished = problem.replace(earmarks=table_from("earmarks", {**wishes.columns, "values": [f"{OLD}:09700"]}))
    child = {"C09700": f"{NEW}:09676"}
    with pytest.raises(matching.DataError, match="the wish may mean any of its parts") as caught:
        matching.recoded(wished, NEW_COMMUNES, CROSSWALK, child)
    (issue,) = caught.value.issues
    assert (issue.code, issue.table, issue.row, issue.column) == ("unplaced", "earmarks", 1, "values")
    for answer in (f"{NEW}:09676", f"{NEW}:09700|{NEW}:09676"):
        moved = matching.recoded(wished, NEW_COMMUNES, CROSSWALK, {**child, "O1": answer})
        assert moved["earmarks"]["values"].tolist() == [answer]


def test_a_wish_on_all_that_went_into_the_parts_needs_no_answer(problem):
    every = "|".join(f"{OLD}:{code}" for code in ("09703", "09712", "09700"))
    wishes = table_from("earmarks", {**problem["earmarks"].columns, "values": [every]})
    moved = matching.recoded(
        problem.replace(earmarks=wishes), NEW_COMMUNES, CROSSWALK, {"C09700": f"{NEW}:09676"}
    )
    assert moved["earmarks"]["values"].tolist() == [f"{NEW}:09700|{NEW}:09676"]


def test_a_quote_for_a_divided_commune_holds_in_all_its_parts(problem):
    quotes = table_from("quotes", {"offer": [0], "commune": [1], "refused": [1]})
    moved = matching.recoded(
        problem.replace(quotes=quotes), NEW_COMMUNES, CROSSWALK, {"C09700": f"{NEW}:09676"}
    )
    named = key_texts(moved["communes"])[moved["quotes"]["commune"]].tolist()
    assert sorted(named) == [f"{NEW}:09676", f"{NEW}:09700"]


def test_promises_and_coverage_of_earlier_months_move_along(problem, tmp_path):
    ledger = matching.Ledger(tmp_path / "ledger.sqlite")
    matching.apply(matching.solve(problem, seed=1), ledger)
    moved = matching.recoded(problem, NEW_COMMUNES, CROSSWALK, {"C09700": f"{NEW}:09676"})
    state = matching.period_problem(moved, ledger)
    result = matching.solve(state, seed=1)
    assert result.report.verdict == "proved"
    table = result.coverage("commune")
    assert dict(
        zip(table.labels, zip(table.met.tolist(), table.needed.tolist(), strict=True), strict=True)
    ) == {
        f"{NEW}:09700": (1, 4),
        f"{NEW}:09676": (0, 2),
    }
