"""What every synthetic problem must obey, checked row by row without the generator's own helpers."""

from pathlib import Path

import numpy as np
import pytest

from matching.files.reading import read_problem
from matching.files.writing import write_problem
from matching.problem.fields import registry
from matching.problem.problem import Problem
from matching.synthetic.provinces import OFFERS, demo_problem, generate
from matching.vocabulary import ENUMERATIONS


def test_references_point_to_existing_rows(problem: Problem) -> None:
    checked = 0
    for name, fields in registry().items():
        for field in fields:
            if field.base == "ref" and len(problem[name]):
                column = problem[name][field.name]
                assert column.min() >= (0 if field.required else -1), (name, field.name)
                assert column.max() < len(problem[field.parameter]), (name, field.name)
                checked += 1
    assert checked > 15


def test_numbers_and_codes_lie_in_the_registry_s_ranges(problem: Problem) -> None:
    for name, fields in registry().items():
        for field in fields:
            column = problem[name][field.name]
            if field.base in ("int", "money", "share"):
                present = column[column != -1] if not field.required else column
                if field.minimum is not None and len(present):
                    assert present.min() >= field.minimum, (name, field.name)
                if field.maximum is not None and len(present):
                    assert present.max() <= field.maximum, (name, field.name)
            elif field.base == "enum" and len(column):
                assert -1 <= column.min() <= column.max() < len(field.values), (name, field.name)


def test_keys_are_unique_and_never_empty(problem: Problem) -> None:
    for name, fields in registry().items():
        for field in fields:
            if field.base == "key":
                keys = problem[name][field.name].tolist()
                assert len(set(keys)) == len(keys), name
                assert "" not in keys, name
    places = list(
        zip(problem["communes"]["vintage"].tolist(), problem["communes"]["code"].tolist(), strict=True)
    )
    assert len(set(places)) == len(places)
    assert all(len(code) == 5 and code.isdigit() for _, code in places)


def test_a_need_has_exactly_one_beneficiary_and_play_places_are_needed_by_communes(problem: Problem) -> None:
    needs, kinds = problem["needs"], problem["kinds"]["kind"]
    beneficiaries = sum((needs[name] >= 0).astype(int) for name in ("child", "site", "commune"))
    assert np.all(beneficiaries == 1)
    play = kinds[needs["kind"]] == "play_facility"
    assert np.array_equal(needs["commune"] >= 0, play)
    assert play.any()


def test_every_child_has_a_need_of_each_kind_at_most_once(problem: Problem) -> None:
    needs = problem["needs"]
    personal = needs["child"] >= 0
    pairs = needs["child"][personal].astype(np.int64) * 100 + needs["kind"][personal]
    assert len(np.unique(pairs)) == len(pairs)
    assert set(range(len(problem["children"]))) == set(needs["child"][personal].tolist())


def test_children_are_of_the_age_of_the_kind(problem: Problem) -> None:
    needs, kinds = problem["needs"], problem["kinds"]
    personal = needs["child"] >= 0
    ages = problem["children"]["age"][needs["child"][personal]]
    assert ages.min() >= 0
    assert problem["children"]["age"].max() <= 15
    assert np.all(ages >= kinds["min_age"][needs["kind"][personal]])
    assert np.all(ages <= kinds["max_age"][needs["kind"][personal]])


@pytest.mark.parametrize("table", ["needs", "stock"])
def test_items_belong_to_their_kind_and_are_named_where_they_must_fit(problem: Problem, table: str) -> None:
    rows, kinds = problem[table], problem["kinds"]
    named = rows["item"] >= 0
    assert np.array_equal(problem["items"]["kind"][rows["item"][named]], rows["kind"][named])
    must = ~kinds.is_("fit", "none")[rows["kind"]]
    any_item = (
        problem["offers"].is_("modality", "cash")[rows["offer"]] & (kinds["needs_slot"][rows["kind"]] == 0)
        if table == "stock"
        else np.zeros(len(rows), bool)
    )
    assert np.array_equal(named, must & ~any_item)


def test_clothes_needed_are_of_the_child_s_sex_and_height(problem: Problem) -> None:
    needs, items, children = problem["needs"], problem["items"], problem["children"]
    rows = np.flatnonzero(problem["kinds"]["kind"][needs["kind"]] == "warm_clothes")
    item, child = needs["item"][rows], needs["child"][rows]
    assert np.array_equal(items["sex"][item], children["sex"][child])
    height = children["height"][child]
    smallest = items["size"][item] == 1
    assert np.all((height >= items["min_height"][item]) | smallest)
    assert np.all(height <= items["max_height"][item])


def test_children_attend_a_site_of_their_commune_and_age(problem: Problem) -> None:
    children, sites = problem["children"], problem["sites"]
    pupils = children["site"] >= 0
    assert pupils.any()
    site, ages = children["site"][pupils], children["age"][pupils]
    assert np.array_equal(sites["commune"][site], children["commune"][pupils])
    assert np.all((ages >= 3) & (ages <= 10))
    assert np.all(ages[sites.is_("kind", "preschool")[site]] <= 5)
    assert np.all(ages[sites.is_("kind", "primary")[site]] >= 6)


def test_windows_are_ordered(problem: Problem) -> None:
    for name in ("needs", "offers", "stock", "slots"):
        first, last = problem[name]["window_from"], problem[name]["window_to"]
        both = (first >= 0) & (last >= 0)
        assert np.all(first[both] <= last[both]), name
    assert np.any(problem["offers"]["window_from"] >= 0)


def test_zones_hold_on_the_reference_date(problem: Problem) -> None:
    communes = problem["communes"]
    zoned = communes["zone"] >= 0
    assert zoned.any()
    assert np.all(communes["zone_from"][zoned] <= problem.today)
    assert np.all(communes["zone_to"][zoned] >= problem.today)
    assert np.all(communes["zone_from"][~zoned] == -1)


def test_stock_rows_are_unique_and_only_cash_has_no_quantity(problem: Problem) -> None:
    stock, offers = problem["stock"], problem["offers"]
    rows = list(zip(stock["offer"].tolist(), stock["kind"].tolist(), stock["item"].tolist(), strict=True))
    assert len(set(rows)) == len(rows)
    cash = offers.is_("modality", "cash")
    assert np.array_equal(stock["quantity"] == -1, cash[stock["offer"]])
    assert np.all(stock["quantity"][~cash[stock["offer"]]] >= 1)
    assert np.array_equal(offers["budget"] > 0, cash)
    assert set(stock["offer"].tolist()) == set(range(len(offers)))
    prices = problem["kinds"]["price"][stock["kind"]]
    paid = stock["price"] != -1
    assert np.array_equal(paid, cash[stock["offer"]])
    own = paid & (stock["price"] != prices)
    assert np.all(stock["price"][own] % 1000 == 0)
    assert np.all((stock["price"][own] >= 0.79 * prices[own]) & (stock["price"][own] <= 1.21 * prices[own]))
    if cash.any():
        stating = np.isin(np.arange(len(offers)), stock["offer"][own])[cash]
        assert stating.mean() == pytest.approx(0.25, abs=0.15)


def test_cash_for_operations_names_one_row_of_the_slots_that_the_offer_can_meet(problem: Problem) -> None:
    stock, slots, offers = problem["stock"], problem["slots"], problem["offers"]
    names = ("provider", "item", "window_from", "window_to")
    known = set(zip(*(slots[name].tolist() for name in names), strict=True))
    cash = offers.is_("modality", "cash")[stock["offer"]]
    operation = problem["kinds"]["needs_slot"][stock["kind"]] == 1
    assert np.array_equal(cash & operation, cash & (stock["provider"] != -1))
    assert np.array_equal(cash & operation, cash & (stock["window_from"] != -1))
    for row in np.flatnonzero(cash & operation).tolist():
        assert tuple(stock[name].tolist()[row] for name in names) in known
        first, last = (int(offers[name][stock["offer"][row]]) for name in ("window_from", "window_to"))
        assert first == -1 or (stock["window_to"][row] >= first and stock["window_from"][row] <= last)
    assert cash.any() == (cash & operation).any()


@pytest.mark.parametrize("offers", OFFERS)
def test_what_is_generated_passes_the_library_s_own_checks_and_reads_back_as_it_was(
    offers: str, tmp_path: Path
) -> None:
    problem = generate("lao-cai", 600, seed=8, offers=offers)
    write_problem(problem, tmp_path / "in")
    again = read_problem(tmp_path / "in")
    assert all(again[name] == table for name, table in problem.tables.items() if name != "children")
    children, asked = problem["children"], problem["children"]["consent_child"] != -1
    for name, values in children.columns.items():
        # Files tell a child who is too young to be asked as one who did not agree.
        rows = asked if name == "consent_child" else slice(None)
        assert np.array_equal(again["children"][name][rows], values[rows]), name


def test_limits_per_commune_and_child_are_set_on_offers_of_one_thing_only(problem: Problem) -> None:
    offers = problem["offers"]
    rows = np.bincount(problem["stock"]["offer"], minlength=len(offers))
    goods = ~offers.is_("modality", "cash")
    assert np.all(rows[goods & (offers["commune_max"] > 0)] == 1)
    assert np.all(rows[goods & (offers["child_max"] > 0)] == 1)


def test_services_have_slots_at_the_same_provider_item_and_window(problem: Problem) -> None:
    stock, slots = problem["stock"], problem["slots"]
    capacity = {
        key: room
        for *key_parts, room in zip(
            *(slots[name].tolist() for name in ("provider", "item", "window_from", "window_to", "capacity")),
            strict=True,
        )
        for key in (tuple(key_parts),)
    }
    assert len(capacity) == len(slots)
    services = np.flatnonzero(problem["offers"].is_("modality", "service")[stock["offer"]])
    assert np.all(problem["kinds"]["needs_slot"][stock["kind"][services]] == 1)
    for row in services.tolist():
        key = tuple(int(stock[name][row]) for name in ("provider", "item", "window_from", "window_to"))
        capacity[key] -= int(stock["quantity"][row])
    assert min(capacity.values()) >= 0
    assert len(services)


def test_kinds_that_need_a_slot_are_never_given_as_goods(problem: Problem) -> None:
    stock = problem["stock"]
    goods = problem["offers"].is_("modality", "goods")[stock["offer"]]
    assert not np.any(problem["kinds"]["needs_slot"][stock["kind"][goods]])


def test_commitments_keep_within_need_and_stock_and_obey_every_rule(problem: Problem) -> None:
    commitments = problem["commitments"]
    assert len(commitments)
    given: dict[int, int] = {}
    for offer, need, quantity in zip(
        *(commitments[name].tolist() for name in ("offer", "need", "quantity")), strict=True
    ):
        assert quantity <= problem["needs"]["quantity"][need]
        row = _serving_row(problem, offer, need)
        given[row] = given.get(row, 0) + quantity
        assert meets_earmarks(problem, offer, need)
        for limit in ("child_max", "commune_max"):
            assert problem["offers"][limit][offer] == -1 or quantity <= problem["offers"][limit][offer]
    assert all(units <= problem["stock"]["quantity"][row] for row, units in given.items())
    assert len(set(commitments["need"].tolist())) == len(commitments)


def _serving_row(problem: Problem, offer: int, need: int) -> int:
    """Return the one stock row that suits the need."""
    stock, items = problem["stock"], problem["items"]
    kind, item = problem["needs"]["kind"][need], problem["needs"]["item"][need]
    rows = []
    for row in np.flatnonzero((stock["offer"] == offer) & (stock["kind"] == kind)).tolist():
        held = stock["item"][row]
        neutral = (
            held >= 0 and items["size"][held] == items["size"][item] and items.is_("sex", "neutral")[held]
        )
        if held in (-1, item) or neutral:
            rows.append(row)
    assert len(rows) == 1
    return rows[0]


def meets_earmarks(problem: Problem, offer: int, need: int) -> bool:
    """Read the wishes as a person would: any clause whose rows all hold."""
    earmarks = problem["earmarks"]
    clauses: dict[int, list[bool]] = {}
    for row in np.flatnonzero(earmarks["offer"] == offer).tolist():
        field = ENUMERATIONS["EarmarkField"][earmarks["field"][row]]
        wished = set(str(earmarks["values"][row]).split("|"))
        clauses.setdefault(int(earmarks["clause"][row]), []).append(
            bool(wished & _values(problem, field, need))
        )
    return not clauses or any(all(rows) for rows in clauses.values())


def _values(problem: Problem, field: str, need: int) -> set[str]:
    """Return what the needy child shows in a field, ages also as every range that holds them."""
    children, communes = problem["children"], problem["communes"]
    child = int(problem["needs"]["child"][need])
    commune = int(children["commune"][child])
    if field == "commune":
        return {f"{communes['vintage'][commune]}:{communes['code'][commune]}"}
    if field == "zone":
        return {ENUMERATIONS["Zone"][communes["zone"][commune]]} if communes["zone"][commune] >= 0 else set()
    if field == "district":
        return {str(communes["district"][commune])}
    if field == "age":
        age = int(children["age"][child])
        return {f"{low}..{high}" for low in range(age + 1) for high in range(age, 18)}
    if field in ("sex", "household"):
        return {ENUMERATIONS[field.capitalize()][children[field][child]]}
    groups = {
        name
        for bit, name in enumerate(ENUMERATIONS["Circumstance"])
        if children["circumstances"][child] >> bit & 1
    }
    if field == "circumstances":
        return groups
    if field == "special_circumstances":
        return {"yes" if groups else "no"}
    return {"yes" if children[field][child] == 1 else "no"}


def test_quotes_are_refusals_of_one_need_or_one_commune_and_touch_no_commitment(problem: Problem) -> None:
    quotes = problem["quotes"]
    assert len(quotes)
    assert np.all((quotes["need"] >= 0) != (quotes["commune"] >= 0))
    assert np.all(quotes["refused"] == 1)
    assert not set(quotes["offer"].tolist()) & set(problem["commitments"]["offer"].tolist())


def test_most_offers_in_kind_welcome_a_need_that_they_can_serve(problem: Problem) -> None:
    stock, needs = problem["stock"], problem["needs"]
    play = problem["kinds"]["kind"].tolist().index("play_facility")
    generator = np.random.Generator(np.random.PCG64(1))
    tried = reached = 0
    for row in np.flatnonzero((stock["quantity"] > 0) & (stock["kind"] != play)).tolist()[:60]:
        matching = np.flatnonzero(needs["kind"] == stock["kind"][row])
        sample = matching[generator.integers(0, len(matching), 200)].tolist()
        tried += 1
        reached += any(meets_earmarks(problem, int(stock["offer"][row]), need) for need in sample)
    assert reached >= 0.6 * tried


@pytest.mark.parametrize("offers", OFFERS)
@pytest.mark.parametrize("children", [1, 2, 7, 60])
def test_very_small_lists_are_possible(children: int, offers: str) -> None:
    problem = generate("ha-noi-14", children, seed=3, offers=offers)
    assert len(problem["children"]) == children
    assert len(problem["offers"]) >= 12
    assert set(range(children)) <= set(problem["needs"]["child"].tolist())


def test_the_demo_is_hanoi_s_fourteen_communes_by_their_own_names() -> None:
    problem = demo_problem()
    communes = problem["communes"]
    assert len(communes) == 14
    assert set(communes["vintage"].tolist()) == {"2024-12"}
    row = communes["code"].tolist().index("09703")
    assert communes["name"][row] == "Ba Vì"
    assert communes["district"][row] == "Ba Vì"
    second = communes["name"][communes.is_("zone", "II")].tolist()
    assert sorted(second) == sorted(["Ba Vì", "Khánh Thượng", "Yên Bài", "An Phú"])
    assert np.bincount(problem["children"]["commune"], minlength=14).min() > 20
