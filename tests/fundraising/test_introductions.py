"""The introduction list counts consented, safe profiles only, and says when the goal of the plan is out of reach."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

import matching
from matching.auditing.facts import Facts
from matching.fundraising.introducing import introduction_list, introductions
from matching.reporting.appeal_tables import introduction_sentences
from matching.vocabulary import HIDDEN_CIRCUMSTANCES

CONSENT = {"consent_representative": True, "consent_child": True, "consent_date": "2025-12-01"}


def facts_of(children: list[Mapping[str, Any]]) -> Facts:
    builder = matching.ProblemBuilder("v").add_commune("1", vintage="v")
    for number, child in enumerate(children):
        builder.add_child(f"c{number}", "1", **{"age": 10, "circumstances": ["g01"], **child})
        builder.add_need(f"n{number}", "gift", 1, child=f"c{number}")
    builder.add_offer("o").add_stock("o", "gift", 1)
    problem = builder.build(date(2026, 1, 1))
    result = matching.solve(problem, "utilitarian")
    return Facts(problem, result.plan, result.policy, 0)


def test_consent_of_child_and_representative_counts_from_seven_years_on() -> None:
    found = introductions(
        facts_of(
            [CONSENT, {**CONSENT, "consent_child": None}, {**CONSENT, "consent_child": None, "age": 6}, {}]
        )
    )
    assert (found.children, found.introducible, found.without_consent) == (4, 2, 2)


@pytest.mark.parametrize("group", sorted(HIDDEN_CIRCUMSTANCES))
def test_hidden_groups_never_count_whatever_the_consent(group: str) -> None:
    facts = facts_of(
        [{**CONSENT, "circumstances": [group]}, {**CONSENT, "circumstances": ["g01", group]}, CONSENT]
    )
    found = introductions(facts)
    assert (found.introducible, found.hidden, found.children) == (1, 2, 3)
    assert introduction_list(facts)["child"].tolist() in ([], ["c2"])


def test_expired_consent_and_children_outside_special_circumstances_do_not_count() -> None:
    found = introductions(
        facts_of([{**CONSENT, "consent_expiry": "2025-12-31"}, {**CONSENT, "circumstances": []}])
    )
    assert (found.children, found.introducible) == (1, 0)


def test_the_goal_is_rounded_up_and_what_is_missing_is_told() -> None:
    found = introductions(facts_of([CONSENT, {}, {}, {}]))
    assert (found.wanted, found.missing, found.reached, found.reachable) == (2, 1, False, True)
    assert "1 more consents" in "\n".join(introduction_sentences(found))


def test_a_goal_out_of_reach_is_called_so_because_hidden_children_never_count() -> None:
    hidden = {**CONSENT, "circumstances": ["g09"]}
    found = introductions(facts_of([hidden, hidden, hidden, hidden]))
    assert (found.reached, found.reachable, found.missing) == (False, False, 2)
    assert "cannot be reached" in introduction_sentences(found)[1]
    assert "Không thể đạt" in introduction_sentences(found, "vi")[1]
    assert "g09" not in str(found.to_dict())


def test_help_for_all_is_counted_apart_from_introductions() -> None:
    found = introductions(facts_of([CONSENT, {}, {"circumstances": ["g05"]}]))
    assert (found.helped, found.unhelped) == (1, 2)


def test_where_no_child_is_in_special_circumstances_no_goal_is_called_reached() -> None:
    (sentence,) = introduction_sentences(introductions(facts_of([{"circumstances": []}])))
    assert "no child in special circumstances" in sentence


def test_consent_without_a_date_is_no_consent() -> None:
    found = introductions(facts_of([{**CONSENT, "consent_date": None}]))
    assert (found.introducible, found.without_consent) == (0, 1)
