"""What is left of offers: units of goods, money of cash, each with a reason that holds, and no đồng twice."""

import io
from datetime import date

import numpy as np
import openpyxl
import pytest

import matching
import matching.problem.people
import matching.vocabulary
from matching.plan.left_over import money_left
from matching.reporting.reason_tables import offer_summary
from matching.workbooks.result_workbook import result_workbook
from matching.workbooks.wording import told

DAY = date(2026, 1, 1)
PLACE = ("2025-07", "1")


def poor_first(budget, **offer):
    """A child of a poor household lacks three months of meals, another a school kit; money for the poor buys both kinds."""
    made = matching.ProblemBuilder("2025-07").add_commune("1", name="Một", zone="III")
    for child, household, kind, units in (("A", "poor", "meal", 3), ("B", "other", "school_kit", 1)):
        made.add_child(child, PLACE, age=7, household=household)
        made.add_need(f"N-{child}", kind, units, child=child)
    made.add_offer("O1", modality="cash", budget=budget, **offer)
    made.add_stock("O1", "meal").add_stock("O1", "school_kit")
    return made.add("earmarks", offer="O1", field="household", values="poor").build(DAY)


def left(result):
    names, money = result.problem["offers"]["offer"], result.unused.money
    reasons = [matching.vocabulary.ENUMERATIONS["UnusedReason"][code] for code in money.reason.tolist()]
    return dict(
        zip(names[money.offer].tolist(), zip(money.amount.tolist(), reasons, strict=True), strict=True)
    )


def reasons(result):
    frame = matching.explain_all(result, "polars")["needs"]
    return dict(zip(frame["need_id"], frame["reason"], strict=True))


@pytest.fixture(scope="module")
def spent():
    return matching.solve(poor_first(480_000))


@pytest.fixture(scope="module")
def short():
    return matching.solve(poor_first(230_000))


def test_of_money_that_is_all_spent_nothing_is_left_of_any_kind(spent):
    assert left(spent) == {}
    assert len(spent.unused.line) == 0
    page = matching.explain_offer(spent, "O1", value=False)
    assert [(wish.field, wish.waiting, wish.units) for wish in page.wishes] == [("household", 1, 0)]
    assert "0 đồng left" in offer_summary(spent, "O1")


def test_money_that_buys_no_unit_is_left_and_told_as_such(short, tmp_path):
    assert left(short) == {"O1": (230_000, "remainder")}
    assert reasons(short)["N-A"] == "budget"
    assert reasons(short)["N-B"] == "earmark"
    assert matching.explain(short, "N-A", remedies=False).nearest.offer == "O1"
    assert "230,000 đồng  it buys no further unit" in short.summary()
    assert "230,000 đồng left" in offer_summary(short, "O1")
    assert matching.explain_offer(short, "O1", value=False).left[0].money == 230_000
    matching.write_plan(short, tmp_path)
    rows = (tmp_path / "unused.csv").read_text(encoding="utf-8-sig").split()
    assert rows == ["offer_id,kind,item,quantity,amount,reason,line", "O1,,,0,230000,remainder,"]
    again = matching.read_result(short.problem, tmp_path)
    assert left(again) == left(short)


def test_the_workbook_tells_budget_and_money_left_once(short):
    book = openpyxl.load_workbook(io.BytesIO(result_workbook(short, "vi")))
    rows = [[cell.value for cell in row] for row in book[told("donors", "vi")].iter_rows(min_row=4)]
    for title, total in (("budget", 230_000), ("money_left", 230_000)):
        place = rows[0].index(told(title, "vi"))
        assert [row[place] for row in rows[1:]] == [total, None, total, total]
    place = rows[0].index(told("left", "vi"))
    assert rows[-1][place] == 0


@pytest.mark.parametrize(
    ("budget", "offer", "expected"),
    [
        (900_000, {}, (180_000, "all_reachable_needs_met")),
        (600_000, {"child_max": 1}, (360_000, "limits")),
        (600_000, {"reserve": 1}, None),
        (500_000, {"commune_min": 3}, (500_000, "lot_not_reached")),
        (490_000, {"overhead": 0.1}, (226_000, "remainder")),
    ],
)
def test_money_left_has_the_reason_that_keeps_it(budget, offer, expected):
    result = matching.solve(poor_first(budget, **offer))
    if expected is None:
        assert left(result)["O1"][1] in ("reserve", "remainder")
    else:
        assert left(result) == {"O1": expected}


def test_what_is_spent_and_what_is_left_make_up_every_budget_with_overhead_and_visits():
    problem = matching.generate("thanh-hoa", 120, 3, offers="mixed")
    result = matching.solve(problem, "utilitarian", seed=5)
    offers, plan = problem["offers"], result.plan
    rest = money_left(problem, plan)
    place = {row: {int(c) for c in ()} for row in range(len(offers))}
    communes = matching.problem.people.communes_of_needs(problem)
    for offer, need in zip(plan.offer.tolist(), plan.need.tolist(), strict=True):
        place[offer].add(int(communes[need]))
    cash = np.flatnonzero(offers.is_("modality", "cash"))
    assert len(cash)
    for row in cash.tolist():
        paid = int(plan.amount[plan.offer == row].sum())
        spent = paid - (-paid * int(offers["overhead"][row]) // 10_000)
        if offers.is_("visit_payer", "budget")[row]:
            spent += max(int(offers["visit_cost"][row]), 0) * len(place[row])
        if offers.is_("setup_payer", "budget")[row] and place[row]:
            spent += max(int(offers["setup_cost"][row]), 0)
        assert spent + rest[row] == offers["budget"][row]
    assert not np.isin(problem["stock"]["offer"][result.unused.line], cash).any()


def test_a_stopped_search_tells_money_left_as_well():
    from matching.isolation.leftovers import unmet_units, unused_units

    for budget, why in ((230_000, "remainder"), (480_000, "not_finished")):
        problem = poor_first(budget)
        nothing = matching.solve(poor_first(1)).plan
        found = unused_units(problem, nothing)
        assert found.money.amount.tolist() == [budget]
        assert matching.vocabulary.ENUMERATIONS["UnusedReason"][found.money.reason[0]] == why
    reason = unmet_units(poor_first(230_000), nothing).reason.tolist()
    assert {matching.vocabulary.ENUMERATIONS["Reason"][code] for code in reason} == {"budget"}
