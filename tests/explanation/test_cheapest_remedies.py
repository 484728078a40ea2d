"""The remedy told is the cheapest of what was tried, to the đồng and the unit, whichever offer and rule it concerns."""

from datetime import date

import pytest

import matching
from explanation.test_remedies import drawn
from matching.explanation import remedy_search
from matching.intake.changes import changed_problem
from matching.solving import plan_alone


def built(
    needs: list[dict[str, object]], offer: dict[str, object], *rows: tuple[str, dict[str, object]]
) -> matching.Problem:
    """Return a problem of three communes with a child of eight years per need, and one offer with further rows."""
    made = matching.ProblemBuilder(vintage="v")
    for number, zone in enumerate(("III", "II", "I"), 1):
        made.add_commune(str(number), name=f"Xã {number}", zone=zone)
    for number, need in enumerate(needs, 1):
        made.add_child(f"c{number}", str(1 + number % 3), age=6 + number)
        made.add_need(f"n{number}", **{"quantity": 1, "child": f"c{number}", **need})  # type: ignore[arg-type]
    made.add_offer("o1", **offer)  # type: ignore[arg-type]
    for table, fields in rows:
        made.add(table, **fields)
    return made.build(date(2026, 1, 1))


def again(result: matching.Result, need: str, *changes: matching.Change) -> int:
    """Return what a need is given after some changes, planned by the policy without any short cut."""
    changed = changed_problem(result.problem, changes)
    plan = plan_alone(changed, result.policy, seed=result.seed).allocation
    row = changed["needs"]["need"].tolist().index(need)
    return int(plan.per_need(changed)[row])


def unmet_ids(result: matching.Result) -> list[str]:
    return result.problem["needs"]["need"][result.unmet.need].tolist()


def test_a_wish_in_a_table_without_clauses_can_be_dropped() -> None:
    stock = ("stock", {"offer": "o1", "kind": "gift", "quantity": 2})
    wish = ("earmarks", {"offer": "o1", "field": "commune", "values": "v:2"})
    result = matching.solve(built([{"kind": "gift"}] * 2, {}, stock, wish))
    told = matching.explain(result, "n2")
    assert told.remedy is not None
    assert (told.remedy.code, told.remedy.cost, told.remedy.asks) == ("drop_wish", 0, "donor")
    assert "asks something of the donor" in told.describe()
    assert "nhà tài trợ đồng ý" in told.describe("vi")


def test_an_offer_farther_away_that_costs_nothing_is_told_before_units_are_bought() -> None:
    window = {"window_from": "2026-03-01", "window_to": "2026-04-01"}
    rows = (
        ("stock", {"offer": "o1", "kind": "school_kit", "quantity": 1}),
        ("offers", {"offer": "o2", "modality": "goods", "window_from": "2026-05-01"}),
        ("stock", {"offer": "o2", "kind": "school_kit", "quantity": 9}),
    )
    result = matching.solve(built([{"kind": "school_kit", **window}] * 4, {}, *rows))
    assert len(unmet_ids(result)) == 3
    for need in unmet_ids(result)[:2]:
        (remedy,) = matching.find_remedies(result, need)
        assert (remedy.code, remedy.subject, remedy.cost) == ("move_window", "o2", 0)
        assert again(result, need, *remedy.changes) == 1


def cash(overhead: float) -> matching.Result:
    offer = {"modality": "cash", "budget": 1_500_000, "visit_cost": 200_000, "overhead": overhead}
    stock = ("stock", {"offer": "o1", "kind": "school_kit"})
    return matching.solve(built([{"kind": "school_kit"}] * 6, offer, stock))


@pytest.mark.parametrize("overhead", [0.1, 0.1237])
def test_money_is_sought_to_the_dong_and_set_against_units(overhead: float) -> None:
    """The overhead of 12.37 % puts the budgets that buy more on no grid of round numbers."""
    result = cash(overhead)
    for need in unmet_ids(result)[:2]:
        remedies = matching.find_remedies(result, need, most=9)
        assert [one.cost for one in remedies] == sorted(one.cost for one in remedies)
        assert matching.find_remedies(result, need)[0] == remedies[0]
        assert remedies[0].cheapest
        more = next(one for one in remedies if one.code == "raise_budget")
        where = {"offer": "o1"}
        for extra, serves in ((more.number, 1), (more.number - 1, 0)):
            change = matching.amend_rows("offers", where, budget=1_500_000 + extra)
            assert again(result, need, change) == serves


def test_the_reserve_is_lowered_by_no_more_than_is_wanted() -> None:
    stock = ("stock", {"offer": "o1", "kind": "school_kit", "quantity": 5})
    result = matching.solve(built([{"kind": "school_kit"}] * 5, {"reserve": 3}, stock))
    left = {}
    for need in unmet_ids(result):
        (remedy,) = matching.find_remedies(result, need)
        assert (remedy.code, remedy.cost) == ("lower_reserve", 0)
        left[need] = remedy.number
        for reserve, serves in ((remedy.number, 1), (remedy.number + 1, 0)):
            change = matching.amend_rows("offers", {"offer": "o1"}, reserve=reserve or None)
            assert again(result, need, change) == serves
    assert sorted(left.values()) == [0, 1, 2]


def test_a_procedure_that_is_added_comes_with_a_slot_in_a_listed_period() -> None:
    period = {"window_from": "2026-02-01", "window_to": "2026-02-28"}
    item = "eye"
    rows = (
        ("providers", {"provider": "p1", "commune": "1"}),
        ("slots", {"provider": "p1", "item": item, "capacity": 1, **period}),
        (
            "stock",
            {"offer": "o1", "kind": "surgery", "item": item, "provider": "p1", "quantity": 1, **period},
        ),
    )
    needs = [{"kind": "surgery", "item": item}] * 2
    result = matching.solve(built(needs, {"modality": "service"}, *rows))
    (need,) = unmet_ids(result)
    (remedy,) = matching.find_remedies(result, need)
    assert remedy.code == "more_stock"
    assert again(result, need, *remedy.changes) == 1


def test_a_search_that_is_ended_early_does_not_say_cheapest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remedy_search, "MOST_TRIES", 4)
    result = cash(0.1)
    told = [matching.explain(result, need) for need in unmet_ids(result)]
    cut = [one for one in told if one.remedy is not None and not one.remedy.cheapest]
    assert cut
    for one in cut:
        assert one.remedy is not None
        assert one.remedy.to_dict()["cheapest"] is False
        assert "What was seen to help" in one.describe()
        assert "cheaply" not in one.describe()
        assert again(result, one.need, *one.remedy.changes) == one.remedy.served


def test_a_change_that_cannot_be_made_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from matching.explanation import remedy_ideas

    monkeypatch.setattr(remedy_ideas, "NEW_OFFER", "")
    stock = ("stock", {"offer": "o1", "kind": "gift", "quantity": 1})
    result = matching.solve(built([{"kind": "gift"}] * 2, {}, stock))
    with pytest.raises(matching.DataError):
        matching.find_remedies(result, unmet_ids(result)[0])


def compared(numbers: range, needs: int, *, whole: bool | None = None) -> int:
    """Assert that the one remedy told is no dearer than any of several, and return for how many needs."""
    seen = 0
    for number in numbers:
        problem, policy = drawn(number)
        try:
            result = matching.solve(problem, policy, seed=0)
        except matching.InfeasibleError:
            continue
        for need in unmet_ids(result)[:needs]:
            several = matching.find_remedies(result, need, most=99, whole=whole)
            one = matching.find_remedies(result, need, whole=whole)
            assert bool(one) == bool(several), (number, need)
            if one:
                assert one[0].cost == min(remedy.cost for remedy in several), (number, need)
                seen += 1
    return seen


def test_the_remedy_told_is_no_dearer_than_any_that_is_found() -> None:
    assert compared(range(6), needs=1) > 3


@pytest.mark.long
def test_the_remedy_told_is_no_dearer_on_many_problems(instances: int) -> None:
    assert compared(range(6, 6 + min(instances, 200)), needs=3) > 3
    assert compared(range(min(instances, 100)), needs=3, whole=False) > 3
