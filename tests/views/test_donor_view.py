"""A donor sees consented children only, under pseudonyms, each hidden among at least k."""

import json
from collections import Counter
from datetime import date

import numpy as np
import pytest

import matching
from matching.problem.people import showable
from matching.views.crowds import REFUSED, age_bands, crowds
from views.crowded_round import DAY, HIDDEN, builder

KEY = b"sixteen bytes or"


def donor(result, **options):
    return matching.view(result, "donor", **{"donor": "D1", "key": KEY, **options})


def test_only_children_whose_consent_holds_are_listed(result):
    problem, plan = result.problem, result.plan
    mine = problem["offers"]["donor"][plan.offer] == 0
    children = problem["needs"]["child"][plan.need[mine]]
    allowed = np.unique(children[showable(problem)[children]])
    shown = donor(result, k=2).profiles
    assert 0 < len(shown) <= len(allowed)
    assert sum(profile.quantity for profile in shown) <= plan.quantity[mine].sum()


@pytest.mark.parametrize(
    "consent",
    [
        {"consent_representative": False},
        {"consent_child": False},
        {"consent_date": None},
        {"consent_date": date(2026, 2, 1)},
        {"consent_expiry": date(2025, 12, 31)},
        *({"circumstances": {group}} for group in HIDDEN),
    ],
    ids=str,
)
def test_without_consent_or_in_a_hidden_group_no_child_is_listed(consent):
    given = {
        "consent_representative": True,
        "consent_child": True,
        "consent_date": date(2025, 9, 1),
        "age": 8,
    }
    for options, listed in ((given, 6), (given | consent, 0)):
        made = matching.ProblemBuilder("2025-07").add_commune("09700")
        for number in range(6):
            child = f"c{number}"
            made.add_child(child, ("2025-07", "09700"), **options).add_need(
                f"n{number}", "meal", 1, child=child
            )
        made.add("donors", donor="D1").add_offer("O1", donor="D1").add_stock("O1", "meal", 9)
        assert len(donor(matching.solve(made.build(DAY))).profiles) == listed


def test_below_seven_the_representative_alone_consents():
    made = matching.ProblemBuilder("2025-07").add_commune("09700")
    for number in range(6):
        made.add_child(
            f"c{number}",
            ("2025-07", "09700"),
            age=6,
            consent_representative=True,
            consent_date=date(2025, 9, 1),
        ).add_need(f"n{number}", "meal", 1, child=f"c{number}")
    made.add("donors", donor="D1").add_offer("O1", donor="D1").add_stock("O1", "meal", 9)
    assert len(donor(matching.solve(made.build(DAY))).profiles) == 6


@pytest.mark.parametrize("k", [2, 3, 5, 8, 30])
def test_every_description_fits_at_least_k_children_who_are_not_described_more_finely(result, k):
    problem = result.problem
    found = crowds(problem, k)
    children = problem["children"]
    province = problem["communes"]["province"].tolist()
    zone = problem["communes"]["zone"].tolist()

    def described(child: int, level: int) -> tuple[object, ...]:
        place, sex, band = (
            int(children["commune"][child]),
            int(children["sex"][child]),
            age_bands(problem)[child],
        )
        where = [(place,), (place,), (place,), (province[place], zone[place]), (province[place],), ()][level]
        return (*where, *([int(band)] if level == 0 else []), *([sex] if level <= 1 else []))

    groups = Counter(
        (kind, level, described(child, level))
        for child, kind, level in zip(
            found.child.tolist(), found.kind.tolist(), found.level.tolist(), strict=True
        )
        if level < REFUSED
    )
    assert all(size >= k for size in groups.values())


def test_who_fits_no_crowd_is_not_listed(result):
    assert donor(result, k=1000).profiles == ()


def test_pseudonyms_differ_by_donor_kind_and_key_and_are_stable():
    problem = builder().build(DAY)
    solved = [matching.solve(problem, seed=2026) for _ in range(2)]
    first, again = ({profile.pseudonym for profile in donor(one, k=2).profiles} for one in solved)
    assert first == again
    other = {profile.pseudonym for profile in donor(solved[0], k=2, key=b"another key here").profiles}
    assert not first & other
    assert len(first) == len(donor(solved[0], k=2).profiles)


def test_no_id_and_no_hidden_group_is_told(result):
    for name in ("D1", "D2"):
        text = json.dumps(donor(result, donor=name, k=2).to_dict(), ensure_ascii=False)
        assert "canary" not in text
        assert "secret" not in text
        assert not any(group in text for group in HIDDEN)


def test_the_gifts_of_a_donor_add_up(result):
    (gift,) = donor(result).gifts
    assert gift.used + gift.left == 150
    assert gift.communes == 4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"donor": "D9"}, "no donor"),
        ({"key": b"short"}, "at least 16 bytes"),
        ({"key": None}, "secret key"),
        ({"donor": None}, "id of the donor"),
        ({"k": 1}, "k is at least 2"),
        ({"language": "fr"}, "unknown language"),
    ],
)
def test_unfit_questions_are_refused_in_words(result, options, said):
    with pytest.raises(ValueError, match=said):
        donor(result, **options)


def test_an_unknown_view_is_refused(result):
    with pytest.raises(ValueError, match="unknown view"):
        matching.view(result, "press")


def village(*, special: int, quantities=(1,) * 6):
    """Six girls of six years in one commune, the first few in special circumstances, all introduced and served."""
    made = matching.ProblemBuilder("2025-07").add_commune("09700", name="Một")
    for number, quantity in enumerate(quantities):
        made.add_child(
            f"c{number}",
            ("2025-07", "09700"),
            age=6,
            sex="girl",
            circumstances={"g01"} if number < special else set(),
            consent_representative=True,
            consent_date=date(2025, 9, 1),
        ).add_need(f"n{number}", "meal", quantity, child=f"c{number}")
    made.add("donors", donor="D1").add_offer("O1", donor="D1").add_stock("O1", "meal", 99)
    return matching.solve(made.build(DAY))


@pytest.mark.parametrize(
    ("special", "told"), [(1, {""}), (5, {""}), (6, {"special circumstances"}), (0, {""})]
)
def test_a_priority_that_fewer_than_k_children_share_is_told_of_nobody_there(special, told):
    shown = donor(village(special=special), k=5).profiles
    assert len(shown) == 6
    assert {profile.circumstances for profile in shown} == told


def test_each_of_two_priorities_is_told_where_k_children_share_it():
    shown = donor(village(special=3), k=3).profiles
    assert Counter(profile.circumstances for profile in shown) == {"special circumstances": 3, "": 3}


@pytest.mark.parametrize(
    ("quantities", "told"),
    [
        ((9, 1, 1, 1, 1, 1), {(1, True)}),
        ((9, 8, 3, 3, 3, 1), {(3, True), (1, False)}),
        ((1, 2, 2, 2, 2, 2), {(1, False), (2, False)}),
    ],
)
def test_a_quantity_is_told_only_as_far_as_k_children_need_as_much(quantities, told):
    shown = donor(village(special=0, quantities=quantities), k=5).profiles
    assert len(shown) == 6
    assert {(profile.quantity, profile.or_more) for profile in shown} == told


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_every_printed_row_fits_at_least_k_children_in_all_its_columns(result, k):
    problem = result.problem
    children, needs = problem["children"], problem["needs"]
    names = problem["communes"]["name"].tolist()
    years = children["age"].tolist()
    for name in ("D1", "D2"):
        for row in donor(result, donor=name, k=k).profiles:
            first, _, last = row.age.partition("–")
            kind = {"Nutritious meals": "meal"}.get(row.kind, "gift")
            fitting = 0
            for child, asked, of_kind in zip(
                needs["child"].tolist(), needs["quantity"].tolist(), needs["kind"].tolist(), strict=True
            ):
                if child < 0 or problem["kinds"]["kind"][of_kind] != kind:
                    continue
                sex = ("boy", "girl")[children["sex"][child]]
                special = "special circumstances" if children["circumstances"][child] > 0 else ""
                fitting += (
                    (row.place not in names or row.place == names[children["commune"][child]])
                    and (not row.age or int(first) <= years[child] <= int(last))
                    and (row.sex or sex) == sex
                    and (row.circumstances or special) == special
                    and row.quantity <= asked
                )
            assert fitting >= k


def test_a_donor_of_money_is_told_what_is_not_spent_and_no_units_left(result):
    shown = donor(result, donor="D2")
    (gift,) = shown.gifts
    assert gift.left is None
    assert shown.money_left == 2_400_000 - gift.amount == shown.to_dict()["money_left"]
    assert donor(result).money_left is None
    assert "None" not in shown._repr_html_()
