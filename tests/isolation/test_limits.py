"""A process of its own: whatever ends the search, the best audited plan is kept, and nothing else is called a plan."""

import time
from pathlib import Path

import injected_works as works
import pytest

import matching
from matching.errors import (
    InfeasibleError,
    MemoryRefusedError,
    NoPlanError,
    OverflowRefusedError,
    SolverError,
)
from matching.isolation.question import Question, Work
from matching.isolation.solving_apart import solve_apart
from matching.plan.draft import Draft
from matching.plan.outcome import Feasibility, Proof, StopReason
from matching.problem.policy import named_policy

ENOUGH = 5.0
"""Seconds in which a process surely starts and finds the plans of these works."""


@pytest.fixture(scope="module")
def question() -> Question:
    return Question(matching.demo_problem(), named_policy("equal-coverage"), 3)


def units(question: Question, draft: Draft) -> int:
    return int(draft.allocation.per_need(question.problem).sum())


def test_an_answer_in_time_is_the_answer_of_the_same_process(question: Question) -> None:
    here = matching.solve(question.problem, question.policy, seed=3)
    apart = solve_apart(question, work=works.finishes)
    assert apart.outcome == here.outcome
    assert apart.plan.need.tolist() == here.plan.need.tolist()
    assert apart.report == here.report
    assert apart.problem is question.problem


def test_what_a_solver_prints_is_not_taken_for_a_message(question: Question) -> None:
    assert solve_apart(question, work=works.chatters).outcome.proof is Proof.PROVED


def test_every_better_plan_is_told_as_it_comes(question: Question) -> None:
    told: list[Draft] = []
    with pytest.warns(RuntimeWarning, match="exit code 3"):
        solve_apart(question, work=works.leaves_after_two_drafts, progress=told.append)
    assert [units(question, draft) for draft in told] == sorted(units(question, draft) for draft in told)
    assert len(told) == 2


def test_a_work_that_minds_its_limit_answers_by_itself(question: Question) -> None:
    result = solve_apart(question, work=works.ends_by_itself, time_limit=ENOUGH)
    assert (result.outcome.stop, result.outcome.proof) == (StopReason.TIME_LIMIT, Proof.PROVED)


def test_at_the_limit_the_last_plan_is_kept_with_its_values_and_no_proof(question: Question) -> None:
    began = time.monotonic()
    result = solve_apart(question, work=works.sleeps_after_two_drafts, time_limit=ENOUGH)
    assert time.monotonic() - began >= ENOUGH
    outcome = result.outcome
    assert (outcome.stop, outcome.feasibility) == (StopReason.TIME_LIMIT, Feasibility.FEASIBLE)
    assert (outcome.proof, outcome.has_plan) == (Proof.NOT_PROVED, True)
    assert result.plan.quantity.sum() == works.full_draft(question).allocation.quantity.sum()
    assert result.report is not None
    assert result.report.verdict == "not proved"
    assert len(result.goals) == len(question.policy.goals)
    assert all(goal.bound is None for goal in result.goals)


def test_a_kept_plan_accounts_for_every_unit_of_need_and_stock(question: Question) -> None:
    with pytest.warns(RuntimeWarning, match="exit code 3"):
        result = solve_apart(question, work=works.leaves_after_a_draft)
    problem, plan = question.problem, result.plan
    given, taken = plan.per_need(problem), plan.per_line(problem)
    given[result.unmet.need] += result.unmet.quantity
    taken[result.unused.line] += result.unused.quantity
    assert given.tolist() == problem["needs"]["quantity"].tolist()
    assert taken.tolist() == problem["stock"]["quantity"].tolist()


def test_a_plan_that_breaks_a_rule_is_never_returned_and_the_one_before_is(question: Question) -> None:
    with pytest.warns(RuntimeWarning, match="exit code 3"):
        result = solve_apart(question, work=works.leaves_after_a_broken_draft)
    assert result.plan.promised.all()
    assert result.report is not None
    assert result.report.verdict == "not proved"


def test_plans_that_all_break_rules_are_no_plan(question: Question) -> None:
    with pytest.raises(SolverError, match="before there was a plan"):
        solve_apart(question, work=works.leaves_after_broken_drafts_only)


def test_a_false_proof_costs_the_proof_and_not_the_plan(question: Question) -> None:
    with pytest.warns(RuntimeWarning, match="exit code 3"):
        result = solve_apart(question, work=works.leaves_after_a_false_proof)
    assert result.certificate is None
    assert result.outcome.proof is Proof.NOT_PROVED
    assert len(result.plan) > 0


def test_no_plan_at_the_limit_is_told_as_none_yet(question: Question) -> None:
    with pytest.raises(NoPlanError, match=r"none yet: the time limit of 0\.5 s"):
        solve_apart(question, work=works.sleeps_before_any, time_limit=0.5)


@pytest.mark.parametrize(
    ("work", "stop", "told"),
    [
        (works.leaves_after_a_draft, StopReason.CRASHED, "exit code 3"),
        (works.is_killed_after_a_draft, StopReason.CRASHED, "SIGKILL"),
        (works.breaks_memory_after_a_draft, StopReason.CRASHED, "SIGSEGV"),
        (works.fails_after_a_draft, StopReason.CRASHED, "ZeroDivisionError: a mistake"),
        (works.needs_too_much_after_a_draft, StopReason.MEMORY, "allocate"),
    ],
)
def test_a_crash_keeps_the_plan_found_before_it_and_warns_why(
    question: Question, work: Work, stop: StopReason, told: str
) -> None:
    with pytest.warns(RuntimeWarning, match=told):
        result = solve_apart(question, work=work)
    assert result.outcome.stop is stop
    assert result.outcome.proof is Proof.NOT_PROVED
    assert len(result.plan) > 0


@pytest.mark.parametrize(
    ("work", "error", "told"),
    [
        (works.leaves_before_any, SolverError, "exit code 3"),
        (works.is_killed_before_any, SolverError, "SIGKILL; the system does that when memory runs out"),
        (works.breaks_memory_before_any, SolverError, "SIGSEGV"),
        (works.needs_too_much_before_any, MemoryRefusedError, "ran out of memory"),
        (works.refuses_as_infeasible, InfeasibleError, "^floor 3 cannot be met$"),
        (works.refuses_as_overflow, OverflowRefusedError, r"^2\*\*70 is too large$"),
        (works.fails_with_an_unportable_error, SolverError, "UnportableError: this and that"),
    ],
)
def test_without_a_plan_the_cause_is_raised_in_words(
    question: Question, work: Work, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        solve_apart(question, work=work)


def test_a_process_that_cannot_be_started_is_told_in_words(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(SolverError, match="no process can be started"):
        solve_apart(question, work=works.finishes)


def test_files_in_the_current_folder_do_not_pose_as_modules(
    question: Question, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert solve_apart(question, work=works.finishes).outcome.proof is Proof.PROVED


def test_an_error_in_the_listener_of_progress_is_raised_and_ends_the_process(question: Question) -> None:
    def refuses(draft: Draft) -> None:
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        solve_apart(question, work=works.keeps_finding, progress=refuses)
