"""Sweeps over policies tell the same whichever executor solves them."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from matching.comparing.comparison import Standing
from matching.errors import InfeasibleError, MatchingError, NotANetworkError
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.studies.answering_ahead import ahead
from matching.studies.index import sensitivity
from matching.studies.policies import compare
from matching.synthetic.provinces import generate

POLICIES = ("equal-coverage", "utilitarian", "max-min", "greedy")


@pytest.fixture(scope="module")
def province() -> Problem:
    return generate("lao-cai", 200, seed=6)


def told(comparison: Any) -> Any:
    document = comparison.to_document()
    return {**document, "policies": [{**row, "seconds": None} for row in document["policies"]]}


def plans(comparison: Any) -> dict[str, str]:
    return {name: result.plan_id for name, result in comparison.results.items()}


def test_a_cluster_a_pool_of_processes_and_this_process_tell_the_same(
    province: Problem, dask: Executor
) -> None:
    here = compare(province, POLICIES, seed=3)
    there = compare(province, POLICIES, seed=3, executor=dask)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        beside = compare(province, POLICIES, seed=3, executor=pool)
    assert told(here) == told(there) == told(beside)
    assert plans(here) == plans(there) == plans(beside)
    assert len(plans(here)) == 4
    assert all(entry.result.problem is province for entry in there.entries if entry.result is not None)


def test_sensitivities_are_the_same_on_workers() -> None:
    province = generate("lao-cai", 60, seed=6)
    here = sensitivity(province, seed=3, changes=[1])
    with ThreadPoolExecutor(2) as pool:
        there = sensitivity(province, seed=3, changes=[1], executor=pool)
    assert here.variants == there.variants
    assert any(variant.targets_moved for variant in here.variants)


def test_what_workers_refuse_stands_with_the_reason(dask: Executor) -> None:
    mixed = generate("ha-noi-14", 60, seed=6, offers="mixed")
    (entry,) = compare(mixed, ["greedy"], reference="greedy", executor=dask).entries
    assert entry.standing is Standing.REFUSED
    assert entry.why == compare(mixed, ["greedy"], reference="greedy").entries[0].why


class Counting(Executor):
    """Runs at once and counts."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except MatchingError as error:
            future.set_exception(error)
        return future


def test_equal_questions_are_sent_once_and_others_are_answered_here(province: Problem) -> None:
    executor = Counting()
    policy = named_policy("utilitarian")
    twin = Policy("twin", "2", policy.goals, policy.disadvantage)
    solve = ahead(province, [policy, twin], executor, 1, None)
    assert executor.calls == 1
    assert solve(province, twin, seed=1, time_limit=None).policy is twin
    assert solve(province, named_policy("max-min"), seed=1, time_limit=None).policy.name == "max-min"
    assert executor.calls == 1


@pytest.mark.parametrize("error", [InfeasibleError("no plan"), NotANetworkError(["a rule"])])
def test_errors_travel_between_processes(error: MatchingError) -> None:
    import pickle

    assert str(pickle.loads(pickle.dumps(error))) == str(error)
