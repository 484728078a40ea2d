"""Searches that are cut short: time limits, interrupts, crashes, wrong answers of a solver, either order of imports."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import injected_works as works
import numpy as np
from test_interrupts import line_of, started
from test_many_limits import OVERRUN, answer, question_of

from matching.errors import InfeasibleError, MatchingError
from matching.isolation.question import Question, solve_question
from matching.isolation.solving_apart import solve_apart
from matching.plan.outcome import Proof, StopReason
from matching.plan.result import Result
from matching.problem.policy import named_policy
from matching.solving import solve
from matching.synthetic.provinces import generate
from oracle.brute_force import best_value, evaluate, is_feasible
from oracle.random_problems import FEATURES, NETWORK_FEATURES, SMALL, TINY, random_problem
from properties.planting import planted
from properties.policies import SHIPPED, policy_called
from trust.suite import NOT_APPLICABLE, Suite

POLICIES = (*SHIPPED, "leave-no-one-behind", "fewest-visits", "weighted-communes")


def _fault(result: Result) -> str:
    """Return what is wrong with a result that was cut short."""
    if result.report is None or result.report.verdict == "violated":
        return "a plan left that the audit refuses"
    if result.outcome.proof is Proof.PROVED and result.report.verdict != "proved":
        return "called proved without a proof"
    return ""


def time_limit(number: int) -> str:
    """Solve a large random problem under a random limit: a plan or a clear answer, in time."""
    rng = Random(number)
    limit = rng.uniform(0.1, 5.0)
    work = (solve_question, works.keeps_finding)[number % 2]
    result, late = answer(question_of(rng), limit, work)
    if late > OVERRUN:
        return f"{late:.1f} s late after a limit of {limit:.1f} s"
    return "" if result is None else _fault(result)


def interrupt(number: int) -> str:
    """Interrupt a program that has found plans: the best is kept, in time."""
    with started("keeps_finding", 1) as process:
        assert line_of(process) == "ready"
        time.sleep(Random(number).uniform(0.0, 2.0))
        sent = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        line = line_of(process)
        late = time.monotonic() - sent
        ended = process.wait(timeout=20)
    if ended or line != "interrupted not_proved True":
        return f"{line or 'no answer'}, exit code {ended}"
    return f"answered after {late:.1f} s" if late > OVERRUN else ""


CRASHES: tuple[Callable[..., Result], ...] = (
    works.leaves_before_any,
    works.leaves_after_a_draft,
    works.leaves_after_two_drafts,
    works.is_killed_before_any,
    works.is_killed_after_a_draft,
    works.breaks_memory_before_any,
    works.breaks_memory_after_a_draft,
    works.needs_too_much_before_any,
    works.needs_too_much_after_a_draft,
    works.fails_after_a_draft,
    works.fails_with_an_unportable_error,
    works.leaves_after_a_broken_draft,
    works.leaves_after_broken_drafts_only,
    works.leaves_after_a_false_proof,
)


def crash(number: int) -> str:
    """Let the solver's process die, run out of memory or lie: a sound plan or an error in words, and life goes on."""
    work = CRASHES[number % len(CRASHES)]
    question = Question(generate("lao-cai", 40, number), named_policy("equal-coverage"), number)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            result = solve_apart(question, work=work)
        except (MatchingError, MemoryError) as error:
            told = str(error)
            before_any = "before" in work.__name__ or "only" in work.__name__ or "unportable" in work.__name__
            return "" if told and before_any else f"{work.__name__}: its plan was lost: {told}"
    if result.outcome.stop is StopReason.FINISHED:
        return f"{work.__name__}: told as finished"
    return _fault(result)


SOLVERS = ("solve_min_cost_flow", "solve_max_flow", "solve_integer_program")


@contextlib.contextmanager
def lying(rng: Random) -> Iterator[list[str]]:
    """Let the answers of one solver be wrong in one place, with some chance; yield what was changed."""
    told: list[str] = []
    places = []
    for name, module in sorted(sys.modules.items()):
        if name.startswith("matching.") and ".engines" not in name:
            places += [(module, solver) for solver in SOLVERS if hasattr(module, solver)]
    real = {solver: getattr(module, solver) for module, solver in places}

    def wrong(solver: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            answer = real[solver](*arguments, **options)
            return _spoiled(rng, answer, told) if rng.random() < 0.5 else answer

        return call

    liar = rng.choice(SOLVERS)
    for module, solver in places:
        if solver == liar:
            setattr(module, solver, wrong(solver))
    try:
        yield told
    finally:
        for module, solver in places:
            setattr(module, solver, real[solver])


def _spoiled(rng: Random, answer: Any, told: list[str]) -> Any:
    """Return an answer with one number of one array changed by one."""
    if isinstance(answer, np.ndarray):
        return _shifted(rng, answer, told)
    names = [
        name
        for name in (getattr(answer, "__slots__", None) or vars(answer))
        if isinstance(getattr(answer, name), np.ndarray)
        and getattr(answer, name).dtype == np.int64
        and len(getattr(answer, name))
    ]
    if not names:
        return answer
    from dataclasses import replace

    name = rng.choice(names)
    return replace(answer, **{name: _shifted(rng, getattr(answer, name), told)})


def _shifted(rng: Random, values: Any, told: list[str]) -> Any:
    if not len(values):
        return values
    changed = values.copy()
    changed[rng.randrange(len(values))] += rng.choice((1, -1))
    told.append("changed")
    return changed


def wrong_answer(number: int) -> str:
    """Let a solver lie: nothing but the best may be called proved, nothing that breaks a rule a plan."""
    rng = Random(f"lie {number}")
    network = number % 2 == 0
    features = {
        name for name in sorted(NETWORK_FEATURES - {"floors"} if network else FEATURES) if rng.random() < 0.3
    }
    problem = random_problem(rng, SMALL if network else TINY, features)
    policy = policy_called(POLICIES[number % len(SHIPPED)] if network else POLICIES[number % len(POLICIES)])
    with lying(rng) as told:
        try:
            result = solve(problem, policy)
        except InfeasibleError:
            if not told:
                return NOT_APPLICABLE
            # Infeasible by one lying solver's word alone is a false answer, whoever is to blame.
            return "" if best_value(problem, policy) is None else "called infeasible on a lying solver's word"
        except Exception:  # whatever stops the run lets no plan out
            return "" if told else NOT_APPLICABLE
    if not told:
        return NOT_APPLICABLE
    assert result.report is not None
    if result.report.verdict == "violated":
        return ""
    if not is_feasible(problem, result.plan):
        return f"a plan that breaks a rule is called {result.report.verdict}"
    best = best_value(problem, policy)
    short = best is None or any(
        (min(value, asked) if goal.keep is not None else value) != asked
        for goal, value, asked in zip(policy.goals, evaluate(problem, policy, result.plan), best, strict=True)
    )
    return "a plan that is not best is called proved" if short and result.report.verdict == "proved" else ""


def planted_plan(number: int) -> str:
    """Solve a problem that was built around a plan: never called infeasible, and proved."""
    result = solve(planted(90_000 + number).problem, policy_called(POLICIES[number % len(POLICIES)]))
    assert result.report is not None
    return "" if result.report.verdict == "proved" else result.report.verdict


FIRST_IMPORTS = (
    "highspy",
    "ortools.graph.python.min_cost_flow",
    "ortools.graph.python.max_flow",
    "networkx",
    "numpy",
    "polars",
    "pydantic",
    "matching",
)
BOTH = """
import {first}
import matching
problem = matching.generate("lao-cai", 30, {seed}, "{mix}")
for policy in ({policies}):
    print(matching.solve(problem, policy, seed=1).outcome.proof)
import highspy, ortools.graph.python.min_cost_flow
"""


def import_order(number: int) -> str:
    """Import libraries in another order in a fresh process: both solvers load and both solve."""
    policies = '"equal-coverage", "leave-no-one-behind"'
    code = BOTH.format(
        first=FIRST_IMPORTS[number % len(FIRST_IMPORTS)], seed=number, mix="goods", policies=policies
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=140
    )
    return (
        ""
        if run.returncode == 0 and run.stdout.split() == ["proved"] * 2
        else f"{run.stdout} {run.stderr[-300:]}"
    )


SUITES = (
    Suite("planted", "Problems built around a plan: never infeasible", planted_plan, 1_000, 150, 20, (1, 2)),
    Suite("wrong-answers", "Solvers that lie", wrong_answer, 1_000, 150, 60, (1, 2)),
    Suite("crashes", "Solvers that die, run out of memory, or lie while they die", crash, 60, 150, 15, (6,)),
    Suite("time-limits", "Random time limits on large problems", time_limit, 100, 260, 10, (6,)),
    Suite("interrupts", "Interrupts from the keyboard at random times", interrupt, 50, 120, 6, (6,)),
    Suite("import-orders", "Libraries imported in another order", import_order, 16, 90, 4, (4,)),
)
