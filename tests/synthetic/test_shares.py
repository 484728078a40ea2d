"""Measured shares of the synthetic provinces beside the figures of their profiles."""

import numpy as np
import pytest

from matching.problem.problem import Problem
from matching.synthetic.measures import summary
from matching.synthetic.profile_data import named_profile, parameters, profile_names
from matching.synthetic.provinces import generate
from matching.vocabulary import ENUMERATIONS

Province = tuple[str, Problem]


def test_shares_of_children_follow_the_profile(province: Province) -> None:
    name, problem = province
    profile, settings, measured = named_profile(name), parameters("children"), summary(problem)
    table = [
        ("special_circumstances", profile.listed_special, 0.001),
        ("at_risk", profile.listed_at_risk, 0.001),
        ("two_circumstances", settings["two_circumstances"], 0.025),
        ("boys", settings["boys"], 0.01),
        ("ages_0_5", settings["ages_0_5"], 0.015),
        ("consent", settings["consent"], 0.01),
    ]
    for measure, expected, tolerance in table:
        assert measured[measure] == pytest.approx(expected, abs=tolerance), measure


def test_no_child_is_both_in_special_circumstances_and_at_risk(province: Province) -> None:
    children = province[1]["children"]
    assert not np.any((children["circumstances"] > 0) & (children["at_risk"] > 0))


def test_groups_of_special_circumstances_follow_the_mix(province: Province) -> None:
    circumstances = province[1]["children"]["circumstances"]
    held = np.array([np.count_nonzero(circumstances >> bit & 1) for bit in range(14)]) / np.count_nonzero(
        circumstances
    )
    mix = parameters("children")["circumstances"]
    expected = np.array([mix[group] for group in ENUMERATIONS["Circumstance"]])
    assert np.all(np.abs(held - expected) < 0.06)


def test_communes_have_the_zones_of_the_profile(province: Province) -> None:
    name, problem = province
    zones = problem["communes"]["zone"]
    expected = dict(named_profile(name).zones)
    counted = {zone: int(np.count_nonzero(zones == code)) for code, zone in enumerate(ENUMERATIONS["Zone"])}
    assert counted | {"none": int(np.count_nonzero(zones == -1))} == expected


@pytest.mark.parametrize(
    ("column", "figure", "tolerance"),
    [
        ("poor_share", "poor", 0.05),
        ("near_poor_share", "near_poor", 0.04),
        ("minority_share", "minority", 0.06),
    ],
)
def test_communes_are_as_poor_and_as_mixed_as_their_zone(column: str, figure: str, tolerance: float) -> None:
    expected = parameters("places")[figure]
    for name in profile_names():
        communes = generate(name, 10, seed=2)["communes"]
        for code, zone in [*enumerate(ENUMERATIONS["Zone"]), (-1, "none")]:
            shares = communes[column][communes["zone"] == code] / 10_000
            if len(shares) >= 10:
                assert shares.mean() == pytest.approx(expected[zone], abs=tolerance), (name, zone)


def test_children_of_ethnic_minorities_follow_their_communes(province: Province) -> None:
    measured = summary(province[1])["minority_by_zone"]
    for zone, share in measured.items():
        assert share == pytest.approx(parameters("places")["minority"][zone], abs=0.15), zone
    assert measured.get("III", 1.0) > measured["II"] > measured["I"] - 0.1


def test_remoter_zones_are_poorer(province: Province) -> None:
    poor = summary(province[1])["poor_by_zone"]
    assert poor["II"] > poor["I"]
    assert poor.get("III", 1.0) > poor["II"]


def test_thanh_hoa_lists_two_children_at_risk_for_each_in_special_circumstances() -> None:
    children = generate("thanh-hoa", 12_000)["children"]
    assert np.count_nonzero(children["circumstances"]) == 4_000
    assert np.count_nonzero(children["at_risk"]) == 8_000


def test_a_child_has_about_two_needs(province: Province) -> None:
    assert 1.8 <= summary(province[1])["needs_per_child"] <= 2.6


def test_offers_meet_a_fifth_to_a_half_of_every_kind(province: Province) -> None:
    measured = summary(province[1])
    for kind, needed in measured["units_needed"].items():
        assert needed > 0, kind
        if needed > 100:
            assert 0.195 <= measured["units_offered"][kind] / needed <= 0.505, kind


def test_two_thirds_of_the_value_of_mixed_offers_is_cash_and_nothing_is_gained_or_lost() -> None:
    goods, mixed = (
        summary(generate("lao-cai", 6000, seed=1, offers=offers)) for offers in ("goods", "mixed")
    )
    assert mixed["money_offered"] == goods["money_offered"]
    assert goods["cash_offered"] == 0
    assert mixed["cash_offered"] / mixed["money_offered"] == pytest.approx(2 / 3, abs=0.05)
    assert mixed["units_needed"] == goods["units_needed"]


def test_wishes_are_as_common_as_the_parameters_say() -> None:
    problem = generate("lao-cai", 60_000, seed=1)
    earmarks, count = problem["earmarks"], len(problem["offers"])
    fields = [ENUMERATIONS["EarmarkField"][code] for code in earmarks["field"].tolist()]
    shares = {
        field: len(
            {offer for offer, name in zip(earmarks["offer"].tolist(), fields, strict=True) if name == field}
        )
        / count
        for field in set(fields)
    }
    assert shares["commune"] + shares["zone"] == pytest.approx(0.85, abs=0.04)
    assert shares["age"] == pytest.approx(0.5, abs=0.05)
    assert shares["sex"] == pytest.approx(0.17, abs=0.04)
    assert shares["special_circumstances"] == pytest.approx(0.05, abs=0.03)
    assert {"household", "circumstances", "ethnic_minority", "difficult_hamlet"} <= set(shares)


def test_limits_of_offers_are_as_common_as_the_parameters_say() -> None:
    offers = generate("lao-cai", 60_000, seed=1)["offers"]
    assert np.mean(offers["commune_max"] > 0) == pytest.approx(0.25, abs=0.04)
    assert np.mean(offers["shows_child"] == 1) == pytest.approx(0.05, abs=0.025)
    assert np.mean(offers["child_max"] > 0) == pytest.approx(0.03, abs=0.01)
    assert offers["child_max"].max() <= 3


def test_mixed_offers_use_every_limit_that_needs_integer_programming() -> None:
    problem = generate("lao-cai", 60_000, seed=1, offers="mixed")
    offers = problem["offers"]
    used = [
        offers["commune_min"] > 0,
        offers["visit_cost"] > 0,
        offers["max_communes"] > 0,
        offers["all_or_nothing"] == 1,
    ]
    assert all(flags.any() for flags in used)
    assert np.mean(np.any(used, axis=0)) == pytest.approx(0.10, abs=0.03)
    assert len(problem["providers"]) == 20
    kinds = np.bincount(problem["stock"]["offer"], minlength=len(offers))
    assert kinds[offers.is_("modality", "cash")].mean() > 2


def test_goods_offers_use_no_rule_that_needs_integer_programming() -> None:
    offers = generate("thanh-hoa", 6_000, seed=1)["offers"]
    for limit in (
        "budget",
        "child_min",
        "commune_min",
        "max_communes",
        "visit_cost",
        "setup_cost",
        "reserve",
        "matches",
    ):
        assert np.all(offers[limit] == -1), limit
    assert not np.any(offers["all_or_nothing"] + offers["exclusive"])


def test_weights_are_few_and_life_saving_needs_exist(province: Province) -> None:
    needs = province[1]["needs"]
    assert len(np.unique(needs["weight"])) <= 45
    assert needs["weight"].min() >= 1
    assert np.any(needs.is_("tier", "life_saving"))
    assert np.all(needs["registered_on"] < province[1].today)
