"""What a user imports: quick, typed, whole; results show themselves and travel between processes."""

import pickle
from dataclasses import replace
from datetime import date

import pytest

import matching


@pytest.fixture(scope="module")
def result() -> matching.Result:
    return matching.solve(matching.demo_problem(), seed=3)


def test_every_name_offered_can_be_had() -> None:
    for name in matching.__all__:
        assert getattr(matching, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'slove'"):
        matching.slove  # noqa: B018


@pytest.mark.parametrize("policy", ["equal-coverage", "greedy"])
def test_a_result_survives_pickling_whole(policy: str) -> None:
    before = matching.solve(matching.demo_problem(), policy)
    after = pickle.loads(pickle.dumps(before))
    assert type(after) is type(before)
    assert after.problem == before.problem
    assert after.plan_id == before.plan_id
    assert after.plan.quantity.tolist() == before.plan.quantity.tolist()
    assert after.goals == before.goals
    assert after.report == before.report
    assert dict(after.versions) == dict(before.versions)


def test_a_result_shows_itself_without_scripts(result: matching.Result) -> None:
    page = result._repr_html_()
    assert "Khánh Thượng" in page
    assert "<script" not in page
    assert "proved" in repr(result)


def test_units_met_and_unmet_add_up_to_the_need(result: matching.Result) -> None:
    met = result.plan.per_need(result.problem)
    unmet = met * 0
    unmet[result.unmet.need] = result.unmet.quantity
    assert (met + unmet == result.problem["needs"]["quantity"]).all()


def test_units_given_and_left_add_up_to_the_stock(result: matching.Result) -> None:
    left = result.plan.per_line(result.problem)
    left[result.unused.line] += result.unused.quantity
    assert (left == result.problem["stock"]["quantity"]).all()


def test_frames_come_back_in_the_library_asked_for(result: matching.Result) -> None:
    frames = result.to_frames("polars")
    assert set(frames) == {"allocation", "unmet", "unused", "communes"}
    assert type(frames["allocation"]).__module__.startswith("polars")
    assert frames["allocation"]["quantity"].sum() == int(result.plan.quantity.sum())


def test_the_audit_at_the_door_agrees_with_the_result(result: matching.Result) -> None:
    assert matching.audit(result.problem, result) == result.report


def test_another_seed_draws_other_lots() -> None:
    problem = matching.demo_problem()
    plans = {tuple(matching.solve(problem, seed=seed).plan.need.tolist()) for seed in (1, 2, 3)}
    assert len(plans) > 1


@pytest.mark.parametrize(
    ("seed", "error"),
    [(-1, ValueError), (2**63, ValueError), ("1", TypeError), (1.0, TypeError), (True, TypeError)],
)
def test_a_seed_out_of_range_is_refused_in_words(seed: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="seed"):
        matching.solve(matching.demo_problem(), seed=seed)  # type: ignore[arg-type]


def test_something_else_than_a_problem_is_refused_in_words() -> None:
    with pytest.raises(TypeError, match="needs a Problem"):
        matching.solve("in")  # type: ignore[arg-type]


def test_an_unknown_grouping_names_the_known_ones(result: matching.Result) -> None:
    with pytest.raises(KeyError, match="commune, kind, zone"):
        result.coverage("planet")


def test_a_plan_drawn_with_another_seed_is_not_proved_for_the_announced_one(result: matching.Result) -> None:
    other = matching.solve(result.problem, seed=4)
    assert other.plan.need.tolist() != result.plan.need.tolist()
    forged = replace(other, seed=3)
    assert matching.audit(result.problem, forged).verdict == "violated"


def test_a_tie_between_unlike_children_is_drawn_by_the_seed() -> None:
    """Three children of one commune, alike to every goal but not in age; two sets: everybody loses under some seed."""
    builder = matching.ProblemBuilder()
    builder.add("communes", vintage="v", code="00001", zone="III")
    for child, age in (("a", 6), ("b", 7), ("c", 8)):
        builder.add("children", child=child, commune="v:00001", age=age, sex="girl")
        builder.add("needs", need=f"n-{child}", child=child, kind="gift", quantity=1)
    builder.add("offers", offer="o", modality="goods")
    builder.add("stock", offer="o", kind="gift", quantity=2)
    problem = builder.build(date(2026, 1, 1))
    losers = {int(matching.solve(problem, seed=seed).unmet.need[0]) for seed in range(20)}
    assert losers == {0, 1, 2}
