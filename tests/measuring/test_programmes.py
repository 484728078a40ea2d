"""Indicators and accounts of a programme, against counts made by hand and sums made another way."""

from datetime import date
from fractions import Fraction

import pytest

import matching
from matching.measuring.accounts import ACCOUNTS
from matching.measuring.programme import TARGETS


@pytest.fixture(scope="module")
def small() -> matching.Result:
    """Two communes, five children, one donor who gives and one on the register only."""
    rows = matching.ProblemBuilder(vintage="v")
    rows.add_commune("1", name="A", zone="III").add_commune("2", name="B", zone="I")
    consent = {"consent_representative": True, "consent_child": True, "consent_date": date(2025, 1, 1)}
    rows.add_child("a", "1", age=9, household="poor", circumstances={"g01"}, **consent)
    rows.add_child("b", "1", age=9, household="other", circumstances={"g11"}, **consent)
    rows.add_child("c", "1", age=9, household="other", ethnic_minority=True)
    rows.add_child("d", "2", age=9, household="near_poor", circumstances={"g04"})
    rows.add_child("e", "2", age=9, household="other")
    for child in "abcd":
        rows.add_need(f"meal-{child}", "meal", 2, child=child)
    for child in "bce":
        rows.add_need(f"clothes-{child}", "warm_clothes", 1, child=child, item="clothes-09-12-neutral")
    rows.add_need("play", "play_facility", 1, commune="2")
    rows.add("donors", donor="giver", name="Giver", since=2010).add("donors", donor="asked", name="Asked")
    rows.add_offer("goods", donor="giver").add_stock("goods", "meal", 5)
    rows.add_offer("money", modality="cash", budget=700_000).add_stock(
        "money", "warm_clothes", item="clothes-09-12-neutral"
    )
    rows.add("earmarks", offer="money", field="commune", values="v:1")
    return matching.solve(rows.build(date(2026, 1, 1)), "utilitarian", seed=3)


def test_every_indicator_counts_whom_its_definition_names(small: matching.Result) -> None:
    problem, served = small.problem, small.plan.per_need(small.problem)
    given = {need for need, units in zip(problem["needs"]["need"].tolist(), served, strict=True) if units}
    fed = {name[-1] for name in given if name.startswith("meal")}
    clothed = {name[-1] for name in given if name.startswith("clothes")}
    helped = fed | clothed
    told = {one.code: (one.reached, one.all) for one in small.indicators().indicators}
    assert told == {
        "tracked": (len(helped & set("abcd")), 4),
        "helped": (len(helped & set("abd")), 3),
        "introduced": (1, 3),
        "health": (len(fed), 4),
        "play": (3, 5),
        "warm_clothes": (1, 2),
        "mobilised": (1, 2),
        "lasting": (1, 1),
    }


def test_a_target_is_met_by_exact_shares_and_lacks_nothing_where_nobody_is_spoken_of(
    small: matching.Result,
) -> None:
    assert small.indicators({"introduced": 33})["introduced"].met
    assert not small.indicators({"introduced": 34})["introduced"].met
    empty = matching.ProblemBuilder("v").add_commune("1").build(date(2026, 1, 1))
    nobody = matching.solve(empty, "utilitarian").indicators()
    assert all(one.met and one.share is None for one in nobody.indicators)
    assert small.indicators()["lasting"].share == Fraction(1)


def test_unknown_indicators_targets_and_accounts_are_refused(small: matching.Result) -> None:
    with pytest.raises(KeyError, match="smiles"):
        small.indicators({"smiles": 50})
    with pytest.raises(ValueError, match="helped"):
        small.indicators({"helped": 101})
    with pytest.raises(KeyError, match="donor, kind, commune"):
        small.accounts("child")
    with pytest.raises(KeyError):
        small.indicators()["smiles"]


def test_what_is_received_and_used_by_donor_stands_in_money_and_in_goods(small: matching.Result) -> None:
    rows = {row["group"]: row for row in small.accounts("donor").to_rows()}
    assert rows["giver"] == {
        "group": "giver", "received_money": 0, "received_goods": 5 * 240_000, "used_money": 0,
        "used_goods": 5 * 240_000, "units": 5, "left_money": 0,
    }  # fmt: skip
    assert rows[""]["received_money"] == 700_000
    assert rows[""]["used_money"] == 620_000
    assert rows[""]["left_money"] == 80_000
    assert "asked" not in rows


@pytest.mark.parametrize("seed", range(3))
def test_accounts_by_donor_purpose_and_place_add_up_to_the_plan(seed: int) -> None:
    problem = matching.generate("ha-noi-14", children=40, seed=seed, offers="mixed")
    result = matching.solve(problem, "utilitarian", seed=seed)
    for by in ACCOUNTS:
        rows = result.accounts(by).to_rows()
        assert sum(int(row["units"]) for row in rows) == int(result.plan.quantity.sum())
        assert sum(int(row["used_money"]) for row in rows) == int(result.plan.amount.sum())
    for row in result.accounts("donor").to_rows():
        assert int(row["used_money"]) <= int(row["received_money"])


@pytest.mark.parametrize("language", ["en", "vi"])
def test_tables_are_told_in_both_languages_and_escape_what_they_show(
    language: str, small: matching.Result
) -> None:
    assert len(small.indicators().summary(language).splitlines()) == len(TARGETS) + 6
    text = small.accounts("donor").summary(language)
    assert "Giver" in text
    assert "<table>" in small.accounts("kind")._repr_html_()
