"""A donor's page: it adds up, names no child, hides small numbers, counts loosened wishes, tells what the gift changed."""

import json
from datetime import date

import numpy as np
import pytest

import matching
from matching.auditing.facts import Facts
from matching.auditing.pairs import admissible
from matching.reporting.appeal_texts import appeal_phrases
from matching.vocabulary import HIDDEN_CIRCUMSTANCES, EarmarkField


@pytest.fixture(scope="module")
def result() -> matching.Result:
    return matching.solve(matching.demo_problem(), seed=3)


def test_places_and_what_is_left_add_up_to_the_offer(result: matching.Result) -> None:
    problem, plan = result.problem, result.plan
    for row, offer in enumerate(problem["offers"]["offer"].tolist()):
        page = matching.explain_offer(result, offer, value=False)
        given = int(plan.quantity[plan.offer == row].sum())
        assert page.units == given == sum(place.units for place in page.places)
        assert sum(place.units for place in page.for_donor().places) == given
        if not problem["offers"].is_("modality", "cash")[row]:
            held = int(problem["stock"]["quantity"][problem["stock"]["offer"] == row].sum())
            assert held - given == sum(left.units for left in page.left)


def test_no_id_and_no_hidden_group_is_told_in_any_language(result: matching.Result) -> None:
    problem = result.problem
    ids = {*problem["children"]["child"].tolist(), *problem["needs"]["need"].tolist()}
    for donor in problem["donors"]["donor"].tolist():
        page = matching.explain_donor(result, donor, value=False)
        texts = [
            page.describe(language, reader) for language in ("en", "vi") for reader in ("donor", "officer")
        ]
        words = set(
            " ".join([*texts, json.dumps(page.to_dict("donor")), page._repr_html_()])
            .replace(",", " ")
            .split()
        )
        assert not words & ids
        assert not words & {group.value for group in HIDDEN_CIRCUMSTANCES}


def test_a_donor_is_not_told_where_fewer_than_five_children_live(result: matching.Result) -> None:
    hidden = 0
    for offer in result.problem["offers"]["offer"].tolist():
        for place in matching.explain_offer(result, offer, value=False).to_dict("donor")["places"]:
            assert place["children"] is None or place["children"] == 0 or place["children"] >= 5
            hidden += place["commune"] is None
    assert hidden


def test_a_dropped_condition_admits_exactly_the_units_that_are_told(result: matching.Result) -> None:
    problem = result.problem
    found = 0
    for row, offer in enumerate(problem["offers"]["offer"].tolist()):
        for wish in matching.explain_offer(result, offer, value=False).wishes:
            field = list(EarmarkField).index(EarmarkField(wish.field))
            own = (problem["earmarks"]["offer"] == row) & (problem["earmarks"]["field"] == field)
            if own.sum() != 1:
                continue
            loosened = problem.replace(earmarks=problem["earmarks"].take(np.flatnonzero(~own)))
            assert wish.waiting == _waiting(result, loosened, row) - _waiting(result, problem, row)
            found += 1
    assert found > 3


def _waiting(result: matching.Result, problem: matching.Problem, offer: int) -> int:
    facts = Facts(problem, result.plan, result.policy, 3)
    lines = np.flatnonzero(problem["stock"]["offer"] == offer)
    need = np.arange(len(problem["needs"]))
    left = problem["needs"]["quantity"] - facts.given
    total = 0
    for line in lines[~facts.slotless[lines]].tolist():
        total += int(left[admissible(facts, np.full(len(need), line), need)].sum())
    return total


def test_a_gift_without_which_nothing_would_be_lost_is_told_apart_from_one_that_counts() -> None:
    builder = matching.ProblemBuilder("v").add_commune("1", vintage="v").add_child("c", "1", age=8)
    builder.add_need("n", "gift", 2, child="c")
    for name, units in (("a", 2), ("b", 3)):
        builder.add("donors", donor=name).add_offer(name, donor=name).add_stock(name, "gift", units)
    result = matching.solve(builder.build(date(2026, 1, 1)), "utilitarian")
    pages = [matching.explain_donor(result, name) for name in ("a", "b")]
    for page in pages:
        assert page.value is not None
        assert all(
            not goal.change for goal in page.value if result.policy.goals[goal.goal].measure == "weight"
        )
    both = matching.explain_offer(result, "a").describe()
    assert "others would have given the same" in both or "Nothing of it" in both


def test_the_value_of_a_gift_is_what_solving_without_it_loses(result: matching.Result) -> None:
    page = matching.explain_offer(result, "O0001")
    assert page.value is not None
    weight = [goal.measure for goal in result.policy.goals].index("weight")
    problem = result.problem
    stock = problem["stock"].take(np.flatnonzero(problem["stock"]["offer"] != 0))
    without = matching.solve(problem.replace(stock=stock), result.policy, seed=3)
    assert page.value[weight].change == int(result.goals[weight].value - without.goals[weight].value)


def test_unknown_names_are_refused(result: matching.Result) -> None:
    with pytest.raises(KeyError, match="no offer"):
        matching.explain_offer(result, "nobody")
    with pytest.raises(KeyError, match="no donor"):
        matching.explain_donor(result, "nobody")


def test_every_sentence_stands_in_both_languages_and_every_field_has_a_word() -> None:
    english, vietnamese = (appeal_phrases()[language] for language in ("en", "vi"))
    assert english.keys() == vietnamese.keys()
    assert {f"field.{field}" for field in EarmarkField} <= english.keys()
