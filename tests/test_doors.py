"""What a user imports: quick, typed, whole; results show themselves and travel between processes."""

import pickle

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
