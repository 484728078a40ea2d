"""Why, what would help and what if, as a user meets them: the doors, the sentences, and whom they tell what."""

import json
import pickle
import re

import numpy as np
import pytest

import matching
from matching.problem.people import communes_of_needs
from matching.reporting.reason_tables import offer_summary, reason_summary
from matching.vocabulary import ENUMERATIONS, HIDDEN_CIRCUMSTANCES


@pytest.fixture(scope="module")
def result() -> matching.Result:
    return matching.solve(matching.generate("ha-noi-14", children=200, seed=5), seed=5)


def need_with(result: matching.Result, reason: str) -> str:
    rows = np.flatnonzero(result.unmet.reason == ENUMERATIONS["Reason"].index(reason))
    return str(result.problem["needs"]["need"][result.unmet.need[rows[0]]])


def served_need(result: matching.Result) -> str:
    full = result.plan.per_need(result.problem) == result.problem["needs"]["quantity"]
    return str(result.problem["needs"]["need"][np.flatnonzero(full)[0]])


def test_reasons_of_all_needs_add_up_in_every_frame(result):
    frames = matching.explain_all(result, "polars")
    left = result.problem["needs"]["quantity"] - result.plan.per_need(result.problem)
    assert frames["needs"]["quantity"].sum() == int(left[left > 0].sum())
    for name in ("reasons", "communes"):
        assert frames[name]["units"].sum() == frames["needs"]["quantity"].sum()
        assert frames[name]["needs"].sum() == len(frames["needs"])


def test_the_draw_is_told_with_those_who_won_it(result):
    told = matching.explain(result, need_with(result, "lottery"), remedies=False)
    assert told.nearest is not None
    assert told.nearest.served
    drawn = [one for one in told.nearest.served if one.goal == len(result.policy.goals) - 1]
    assert drawn
    assert all(one.chance > told.chance for one in drawn)
    assert f"{told.chance:,}" in told.describe()


def test_a_need_that_is_met_has_no_reason_and_tells_what_it_went_before(result):
    told = matching.explain(result, served_need(result))
    assert (told.reason, told.unmet, told.remedies, told.remedy) == (None, 0, None, None)
    assert sum(gift.units for gift in told.gifts) == told.asked
    assert told.effects
    assert "met in full" in told.describe()


def test_a_remedy_can_be_asked_as_a_what_if(result):
    need = need_with(result, "lottery")
    told = matching.explain(result, need)
    assert told.remedy is not None
    difference = matching.what_if(result, told.remedy.changes)
    assert need in difference.needs.key.tolist()
    assert difference.gained >= 1
    assert sum(difference.possible.values()) <= difference.gained


def test_a_parent_is_told_nothing_of_others(result):
    ids = set(result.problem["needs"]["need"].tolist()) | set(result.problem["offers"]["offer"].tolist())
    ids |= set(result.problem["children"]["child"].tolist())
    for reason in {ENUMERATIONS["Reason"][code] for code in result.unmet.reason.tolist()}:
        told = matching.explain(result, need_with(result, reason), remedies=False)
        for language in ("en", "vi"):
            assert not ids & set(re.findall(r"\w+", told.describe(language, "parent")))


def test_an_officer_is_told_of_other_children_only_by_the_ids_of_needs(result):
    children = set(result.problem["children"]["child"].tolist())
    for reason in ("lottery", "earmark"):
        told = matching.explain(result, need_with(result, reason), remedies=False)
        text = told.describe() + json.dumps(told.to_dict()) + told._repr_html_()
        assert not children & set(re.findall(r"\w+", text))


def test_groups_that_are_never_shown_are_not_named_even_where_a_wish_names_them():
    builder = matching.ProblemBuilder(vintage="2025-07").add_commune("00001", name="An Phú")
    builder.add_child("c1", "00001", age=8, circumstances="g05").add_need("n1", "school_kit", 1, child="c1")
    builder.add_offer("o1", shows_child=True).add_stock("o1", "school_kit", 1)
    builder.add_offer("o2").add_stock("o2", "school_kit", 1)
    builder.add("earmarks", offer="o2", field="circumstances", values="g06|g09")
    from datetime import date

    solved = matching.solve(builder.build(date(2026, 1, 15)))
    told = matching.explain(solved, "n1")
    assert told.reason in ("consent", "earmark")
    assert told.remedy is None or told.remedy.code != "record_consent"
    for text in (told.describe(), told.describe("vi"), told._repr_html_()):
        assert not any(group in text for group in HIDDEN_CIRCUMSTANCES)


def test_what_is_unknown_is_said(result):
    with pytest.raises(KeyError, match="no need 'nobody'"):
        matching.explain(result, "nobody")
    with pytest.raises(KeyError, match="no offer 'nobody'"):
        offer_summary(result, "nobody")
    with pytest.raises(ValueError, match="reader"):
        matching.explain(result, served_need(result)).describe("en", "neighbour")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_summaries_name_every_reason(result, language):
    seen = set(result.unmet.reason.tolist())
    assert len(reason_summary(result, language).split("\n")) >= 1 + len(seen)
    assert offer_summary(result, str(result.problem["offers"]["offer"][0]), language)


def test_a_difference_adds_up_and_travels(result):
    other = matching.what_if(result, policy="utilitarian")
    assert other.goals == ()
    change = int((other.needs.after - other.needs.before).sum())
    assert change == other.gained - other.lost
    for part in (other.communes, other.kinds, other.offers):
        assert int((part.after - part.before).sum()) == change
    copy = pickle.loads(pickle.dumps(other))
    assert copy.to_dict() == other.to_dict()
    assert other.describe("vi")
    assert set(other.to_frames("polars")) == {"needs", "communes", "offers", "kinds", "children"}


def test_no_difference_is_said_to_be_none(result):
    same = matching.difference(result, result)
    assert (same.gained, same.lost) == (0, 0)
    assert "Nothing changes" in same.describe()
    assert all(goal.before == goal.after for goal in same.goals)


def test_a_difference_of_plans_without_a_common_need_says_so(result):
    problem = matching.generate("ha-noi-14", children=3, seed=1)
    needs = problem["needs"]
    from matching.problem.table import table_from

    renamed = table_from("needs", {**needs.columns, "need": np.char.add("x", needs["need"])})
    other = matching.solve(problem.replace(needs=renamed))
    told = matching.difference(result, other)
    assert (told.new_needs, told.gone_needs, told.common_needs) == (
        len(needs),
        len(result.problem["needs"]),
        0,
    )
    assert (told.gained, told.lost) == (other.plan.quantity.sum(), result.plan.quantity.sum())
    for language, sentence in (("en", "have no need in common"), ("vi", "không có nhu cầu nào chung")):
        assert sentence in told.describe(language)


def test_a_what_if_may_remove_all_needs_a_kind_or_a_commune(result):
    problem = result.problem
    kinds = [
        matching.remove_rows("needs", kind=str(problem["kinds"]["kind"][row]))
        for row in np.unique(problem["needs"]["kind"]).tolist()
    ]
    gone = matching.what_if(result, kinds)
    assert (gone.common_needs, gone.lost) == (0, result.plan.quantity.sum())
    served = np.flatnonzero(result.plan.per_need(problem))
    code = str(problem["communes"]["code"][communes_of_needs(problem)[served[0]]])
    wishes = [value for value in problem["earmarks"]["values"].tolist() if f":{code}" in value]
    changes = [matching.remove_rows("earmarks", values=value) for value in dict.fromkeys(wishes)]
    elsewhere = matching.what_if(result, [*changes, matching.remove_rows("communes", code=code)])
    assert elsewhere.gone_needs > 0
    for told in (gone, elsewhere, matching.difference(gone.after, result)):
        assert told.describe()
        assert told.describe("vi")
        assert told.to_dict()["common_needs"] == told.common_needs


def test_a_rule_of_thumb_is_explained_too(result):
    thumb = matching.solve(result.problem, "greedy", seed=5)
    told = matching.explain(thumb, need_with(thumb, "rule_of_thumb"))
    assert told.goal is None
    assert told.describe()


def test_a_result_is_read_back_as_it_was_written(result, tmp_path):
    matching.write_plan(result, tmp_path)
    again = matching.read_result(result.problem, tmp_path)
    assert again.plan_id == result.plan_id
    assert again.outcome == result.outcome
    for part, columns in (
        ("unmet", ("need", "quantity", "reason", "goal", "offer")),
        ("unused", ("line", "quantity", "reason")),
    ):
        for name in columns:
            assert (
                getattr(getattr(again, part), name).tolist() == getattr(getattr(result, part), name).tolist()
            )
    for name in ("offer", "amount", "reason"):
        kept, told = getattr(again.unused.money, name), getattr(result.unused.money, name)
        assert kept.tolist() == told.tolist()


def test_a_damaged_or_foreign_plan_is_not_read(result, tmp_path):
    matching.write_plan(result, tmp_path)
    with pytest.raises(matching.DataError):
        matching.read_result(matching.demo_problem(), tmp_path)
    (tmp_path / "unmet.csv").write_text("need_id\n")
    with pytest.raises(matching.DataError):
        matching.read_result(result.problem, tmp_path)
