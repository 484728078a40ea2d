from unittest.mock import patch

import pytest

import matching
from matching.formulation import preparation

NETWORKS = (
    "equal-coverage",
    "utilitarian",
    "max-min",
    "nobody-with-nothing",
    "zones-in-order",
    "cheapest",
    "greedy",
)


@pytest.fixture(scope="module")
def problem() -> matching.Problem:
    return matching.generate("ha-noi-14", 60, 2)


def test_a_prepared_problem_gives_the_plans_and_proofs_of_solve(problem: matching.Problem) -> None:
    ready = matching.prepare(problem, seed=7)
    for policy in NETWORKS:
        mine, alone = ready.solve(policy), matching.solve(problem, policy, seed=7)
        assert mine.plan_id == alone.plan_id
        assert mine.goals == alone.goals
        assert mine.outcome == alone.outcome


def test_policies_that_are_no_network_are_solved_as_always(problem: matching.Problem) -> None:
    ready = matching.prepare(problem, seed=7)
    policy = matching.policy_from_dict({"name": "few", "version": "1", "goals": [{"measure": "visits"}]})
    assert ready.solve(policy).plan_id == matching.solve(problem, policy, seed=7).plan_id


def test_what_policies_share_is_made_once(problem: matching.Problem) -> None:
    with (
        patch.object(preparation, "localities", wraps=preparation.localities) as places,
        patch.object(preparation, "classes", wraps=preparation.classes) as classes,
    ):
        matching.compare(problem, ["equal-coverage", "utilitarian", "max-min"])
    assert places.call_count == 1
    assert classes.call_count == 1


def test_nothing_but_a_problem_is_prepared() -> None:
    with pytest.raises(TypeError):
        matching.prepare("in")  # type: ignore[arg-type]
