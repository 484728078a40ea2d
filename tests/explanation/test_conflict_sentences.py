"""Conflicts in words, on a small problem whose numbers can be counted by hand."""

import pickle
import re
from dataclasses import replace

import pytest

from matching.errors import InfeasibleError
from matching.explanation.conflicts import Clashing, Conflict, conflict_of
from matching.explanation.relaxations import Relaxation, applied
from matching.explanation.rule_uses import FREE
from matching.explanation.unplaced import Unplaced, unplaced
from matching.problem.policy import named_policy
from matching.problem.problem import Problem, problem_from
from matching.reporting.conflict_sentences import conflict_sentences, unplaced_sentences
from matching.reporting.wording import phrases
from matching.solving import solve
from matching.vocabulary import ENUMERATIONS
from oracle.random_problems import REFERENCE, table_of

POLICY = named_policy("equal-coverage")
MEAL = 0


def village(minimum: int = 40, stock: int = 31, **offer: int) -> Problem:
    """Two communes that need 31 and 12 units of the first kind, one offer, and a floor for the first commune."""
    tables = {
        "communes": [
            {"vintage": "2025-07", "code": "00001", "name": "Mường Lý"},
            {"vintage": "2025-07", "code": "00002", "name": "Sen Ngoài"},
        ],
        "needs": [
            {"need": "n1", "commune": 0, "kind": MEAL, "quantity": 31},
            {"need": "n2", "commune": 1, "kind": MEAL, "quantity": 12},
        ],
        "offers": [{"offer": "D", "modality": ENUMERATIONS["Modality"].index("goods"), **offer}],
        "stock": [{"offer": 0, "kind": MEAL, "quantity": stock}],
        "floors": [{"group": 0, "value": "2025-07:00001", "kind": MEAL, "minimum": minimum}],
    }
    return problem_from({name: table_of(name, rows) for name, rows in tables.items()}, REFERENCE)


def told(problem: Problem, language: str = "en") -> list[str]:
    conflict = conflict_of(problem, POLICY, 0, time_limit=60)
    assert conflict is not None
    return conflict_sentences(problem, conflict, language)


def test_a_floor_above_what_reaches_its_commune_is_told_with_the_largest_number_that_works() -> None:
    sentences = told(village())
    assert len(sentences) == 4
    assert "floor 1 asks for at least 40 units" in sentences[1]
    assert "in commune Mường Lý (2025-07:00001)" in sentences[1]
    assert "at most 31 can be given" in sentences[1]
    assert sentences[3].strip() == "lower the minimum of floor 1 from 40 to 31"


def each_commune(minimum: int, stock: int = 31) -> Problem:
    """The floor of the village, for each of its communes: the second needs only 12."""
    problem = village(minimum, stock)
    floors = [{"group": 0, "value": "", "kind": MEAL, "minimum": minimum}]
    return problem.replace(floors=table_of("floors", floors))


def test_of_a_floor_over_each_commune_the_one_that_fails_is_named() -> None:
    conflict = conflict_of(each_commune(13), POLICY, 0, time_limit=60)
    assert conflict is not None
    assert conflict.rules == (Clashing("floors", "0", "minimum", 13, 12, ("2025-07:00002",)),)
    (_, sentence, *_) = told(each_commune(13))
    assert "in every commune that needs any" in sentence
    assert sentence.endswith("it cannot hold in commune Sen Ngoài (2025-07:00002)")
    assert told(each_commune(13), "vi")[1].endswith("không thể giữ được ở xã Sen Ngoài (2025-07:00002)")


def test_communes_that_only_fail_together_are_named_together() -> None:
    (_, sentence, *_) = told(each_commune(6, stock=11))
    assert "it cannot hold at the same time in commune Mường Lý" in sentence
    assert "in commune Sen Ngoài" in sentence


def test_the_error_names_the_rules_that_clash() -> None:
    with pytest.raises(InfeasibleError) as refusal:
        solve(village(minimum=30, reserve=5), POLICY)
    assert str(refusal.value).endswith("cannot all be kept: floors row 1 (minimum 30); reserve D (5)")
    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)
    with pytest.raises(InfeasibleError) as refusal:
        solve(each_commune(13), POLICY)
    assert "floors row 1 (minimum 13) in 2025-07:00002" in str(refusal.value)
    assert str(InfeasibleError("nothing is known")) == "nothing is known"


def test_a_limit_that_clashes_with_a_floor_can_be_raised_or_the_floor_lowered() -> None:
    conflict = conflict_of(village(minimum=30, commune_max=20), POLICY, 0, time_limit=60)
    assert conflict is not None
    assert conflict.rules == (
        Clashing("floors", "0", "minimum", 30, 20),
        Clashing("commune_max", "D", "commune_max", 20),
    )
    assert conflict.relaxations == (
        Relaxation("floors", "0", "minimum", 30, 20),
        Relaxation("commune_max", "D", "commune_max", 20, 30),
    )


def test_a_reserve_that_clashes_with_a_floor_is_lowered_by_no_more_than_needed() -> None:
    problem = village(minimum=30, reserve=5)
    sentences = told(problem)
    assert "  lower the reserve of offer D from 5 to 1" in sentences
    assert "  lower the minimum of floor 1 from 30 to 26" in sentences


def test_money_is_raised_to_the_last_dong() -> None:
    cash = {
        "modality": ENUMERATIONS["Modality"].index("cash"), "budget": 1_000_000, "overhead": 500,
        "visit_cost": 10_000,
    }  # fmt: skip
    problem = village(minimum=30, **cash)
    conflict = conflict_of(problem, POLICY, 0, time_limit=60)
    assert conflict is not None
    (change,) = [one for one in conflict.relaxations if one.rule == "budget"]
    price = int(problem["kinds"]["price"][MEAL])
    assert change.new == -(-30 * price * 10_500 // 10_000) + 10_000
    assert conflict_of(applied(problem, change), POLICY, 0, time_limit=60) is None
    assert conflict_of(applied(problem, replace(change, new=change.new - 1)), POLICY, 0, time_limit=60)


def test_a_lot_above_every_need_in_reach_is_told_although_nothing_clashes() -> None:
    problem = village(minimum=0, stock=60, commune_min=40)
    assert conflict_of(problem, POLICY, 0, time_limit=60) is None
    found = unplaced(problem, POLICY, 0, time_limit=60)
    assert found == (Unplaced("commune_min", "D", 40, 31),)
    (sentence,) = unplaced_sentences(found)
    assert "lot is 40 units per commune" in sentence
    assert "lower the lot to 31" in sentence


def test_an_offer_given_whole_that_is_larger_than_all_need_is_told() -> None:
    found = unplaced(village(minimum=0, stock=60, all_or_nothing=1), POLICY, 0, time_limit=60)
    assert found == (Unplaced("all_or_nothing", "D", 60, 43),)


RULES = (*FREE, "floors", "budget", "cofunding", "excludes_group", "bundle", "unsplittable")


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_and_every_way_out_has_words(rule: str, language: str) -> None:
    problem = village()
    subject = "0" if rule == "floors" else "D"
    column = "minimum" if rule == "floors" else rule
    ways = []
    if rule not in ("visit_cost", "setup_cost", "all_or_nothing", "exclusive", "matches") and rule in FREE:
        ways.append(Relaxation(rule, subject, column, 40, 31))
    elif rule in ("floors", "budget"):
        ways += [Relaxation(rule, subject, column, 40, 31)]
    else:
        ways += [Relaxation(rule, subject, column, 0, None)]
    conflict = Conflict((Clashing(rule, subject, column, 7),), True, tuple(ways), (), True)
    sentences = conflict_sentences(problem, conflict, language)
    assert len(sentences) == 4
    assert not re.search(r"[{}]", " ".join(sentences))


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("group", ENUMERATIONS["FloorGroup"])
def test_every_group_of_a_floor_has_a_name(group: str, language: str) -> None:
    values = {
        "commune": "2025-07:00002",
        "zone": "II",
        "province": "Thanh Hóa",
        "sex": "girl",
        "ethnic_minority": "yes",
    }
    for value in {values.get(group, ""), ""}:
        row = {"group": ENUMERATIONS["FloorGroup"].index(group), "value": value, "minimum": 1}
        problem = village().replace(floors=table_of("floors", [row]))
        conflict = Conflict((Clashing("floors", "0", "minimum", 1, 0),), True, (), (), True)
        sentence = conflict_sentences(problem, conflict, language)[1]
        assert phrases()[language]["floor.all_kinds"] in sentence
        assert value != "II" or "II" in sentence


@pytest.mark.parametrize("language", ["en", "vi"])
def test_long_lists_are_cut_and_counted(language: str) -> None:
    rules = tuple(Clashing("all_or_nothing", f"o{number}", "all_or_nothing") for number in range(25))
    sentences = conflict_sentences(village(), Conflict(rules, False, (), (), False), language)
    assert len(sentences) == 1 + 20 + 1 + 1
    assert "5" in sentences[21]


@pytest.mark.parametrize("rule", ["commune_min", "child_min", "all_or_nothing", "bundle"])
def test_offers_without_a_place_have_words_in_both_languages(rule: str) -> None:
    for language in ("en", "vi"):
        (sentence,) = unplaced_sentences([Unplaced(rule, "D", 4000, 31)], language)
        assert "D" in sentence
        assert ("4,000" if language == "en" else "4.000") in sentence
        assert "31" in sentence
