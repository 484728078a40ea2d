"""Threads and processes: problems and results may be shared freely, and solving at once gives what solving in turn gives."""

import multiprocessing
import pickle
import threading
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

import matching

WAYS = [("lao-cai", 60, "goods", "equal-coverage"), ("lao-cai", 40, "mixed", "utilitarian")]
"""A network and an integer program."""


def plan_of(problem: matching.Problem, policy: str, seed: int) -> tuple[str, list[int], list[int], str]:
    result = matching.solve(problem, policy, seed=seed)
    verdict = matching.audit(problem, result).verdict
    return result.plan_id, result.plan.need.tolist(), result.plan.quantity.tolist(), verdict


def problem_of(way: tuple[str, int, str, str]) -> matching.Problem:
    profile, children, kind, _ = way
    return matching.generate(profile, children, 7, kind)


@pytest.mark.parametrize("way", WAYS, ids=["network", "integer program"])
def test_threads_that_solve_one_problem_at_once_find_what_one_finds(way):
    problem, policy = problem_of(way), way[3]
    expected = [plan_of(problem, policy, seed) for seed in range(4)]
    gate = threading.Barrier(4)

    def together(seed):
        gate.wait(timeout=30)
        return plan_of(problem, policy, seed)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(together, range(4))) == expected


def test_threads_may_ask_different_things_of_one_result_at_once():
    result = matching.solve(matching.demo_problem(), seed=1)
    asks = [
        lambda: matching.summary(result, "vi"),
        lambda: matching.view(result, "public").to_dict(),
        lambda: matching.audit(result.problem, result).verdict,
        lambda: result.measures(by="sex").to_rows(),
    ] * 2
    expected = [ask() for ask in asks]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda ask: ask(), asks)) == expected


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_however_they_begin_find_what_one_finds(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    problem = problem_of(WAYS[1])
    ask = partial(plan_of, problem, WAYS[1][3])
    expected = [ask(seed) for seed in (1, 2)]
    with warnings.catch_warnings():
        # Newer interpreters warn of a fork while other threads run; none of ours does.
        warnings.simplefilter("ignore", DeprecationWarning)
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
            assert list(pool.map(ask, (1, 2))) == expected


def test_a_thread_may_solve_in_a_process_of_its_own():
    problem = problem_of(WAYS[0])
    expected = plan_of(problem, "equal-coverage", 3)[:3]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: matching.solve(problem, seed=3, isolate=True), range(2)))
    assert [(one.plan_id, one.plan.need.tolist(), one.plan.quantity.tolist()) for one in found] == [
        expected
    ] * 2


def test_what_is_shared_cannot_be_changed():
    problem = matching.demo_problem()
    result = matching.solve(problem)
    for column in (problem["needs"]["quantity"], result.plan.quantity):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 9
    with pytest.raises(AttributeError):
        problem.title = "other"
    with pytest.raises(TypeError):
        problem.tables["needs"] = problem["children"]


def test_problems_results_and_errors_travel_between_processes():
    problem = matching.demo_problem()
    result = matching.solve(problem)
    again = pickle.loads(pickle.dumps((problem, result)))
    assert again[0].digest == problem.digest
    assert np.array_equal(again[1].plan.quantity, result.plan.quantity)
    for error in (matching.NoPlanError("none"), matching.LedgerError("withdrawn", "x", ("o",), ("n",))):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), copy.code) == (type(error), str(error), error.code)
