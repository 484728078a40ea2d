"""Many limits and interrupts at random times on random problems: a plan or a clear answer, and soon."""

import os
import signal
import time
from random import Random

import injected_works as works
import pytest
from test_interrupts import line_of, started

from matching.errors import NoPlanError
from matching.isolation.question import Question, Work, solve_question
from matching.isolation.solving_apart import solve_apart
from matching.plan.outcome import Proof, StopReason
from matching.plan.result import Result
from matching.problem.policy import named_policy
from oracle.random_problems import FEATURES, LARGE, random_problem

pytestmark = pytest.mark.long

CONFLICTING = {"floors", "floors_by_group", "matches"}
"""Rules that some random problems cannot keep: no plan is then the right answer, which is not asked here."""

OVERRUN = 2.0
"""Most seconds that an answer may come late, the audit of the last plan included."""


def question_of(rng: Random) -> Question:
    """A large random problem of rules that cannot be in conflict: no floors, and no promise that another must match."""
    features = {feature for feature in sorted(FEATURES - CONFLICTING) if rng.random() < 0.35}
    return Question(random_problem(rng, LARGE, features), named_policy("equal-coverage"), rng.randrange(100))


def answer(question: Question, limit: float, work: Work) -> tuple[Result | None, float]:
    """Return the result and how late it came."""
    began = time.monotonic()
    try:
        result = solve_apart(question, time_limit=limit, work=work)
    except NoPlanError:
        result = None
    return result, time.monotonic() - began - limit


def test_a_hundred_time_limits_give_a_plan_or_none_yet_and_soon() -> None:
    late, plans = [], {"finished": 0, "time_limit": 0, "none yet": 0}
    for number in range(100):
        rng = Random(number)
        limit = rng.uniform(0.1, 5.0)
        result, overrun = answer(question_of(rng), limit, (solve_question, works.keeps_finding)[number % 2])
        late.append(overrun)
        plans["none yet" if result is None else str(result.outcome.stop)] += 1
        if result is not None:
            assert result.report is not None
            assert result.report.verdict != "violated"
            assert (result.outcome.proof is Proof.PROVED) >= (result.outcome.stop is StopReason.FINISHED)
    print(f"\nlimits: {plans}, largest overrun {max(late):.2f} s")
    assert max(late) <= OVERRUN


def test_fifty_interrupts_give_a_plan_or_none_and_soon() -> None:
    late, told = [], {}
    for number in range(50):
        rng = Random(1000 + number)
        with started("keeps_finding", 0) as process:
            assert line_of(process) == "ready"
            time.sleep(rng.uniform(0.0, 3.0))
            sent = time.monotonic()
            os.kill(process.pid, signal.SIGINT)
            line = line_of(process)
            late.append(time.monotonic() - sent)
            assert process.wait(timeout=20) == 0, line
        assert line in ("no plan", "interrupted not_proved True")
        told[line] = told.get(line, 0) + 1
    print(f"\ninterrupts: {told}, slowest answer {max(late):.2f} s")
    assert max(late) <= OVERRUN
