"""``solve`` cut short: the best plan is written, and people are told why it stopped and what is not proved."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import matching
from matching.cli.console import Console
from matching.cli.telling import tell_result
from matching.files.plan_reading import read_plan
from matching.files.reading import read_problem
from matching.isolation.question import Question
from matching.isolation.stopped_result import best_result
from matching.plan.draft import Draft
from matching.plan.outcome import StopReason
from matching.plan.result import Result
from matching.problem.policy import named_policy
from matching.timing import Stopwatch

WORKS = Path(__file__).parent.parent / "isolation"

PROGRAM = """
import sys
from functools import partial
sys.path.insert(0, {works!r})
import injected_works
from matching import doors
from matching.cli.main import run

def told(draft, *, seen=[]):
    seen.append(draft)
    if len(seen) == 2:
        print("ready", flush=True)

apart = doors.solve_apart
def patched(question, *, time_limit, progress):
    return apart(question, time_limit=time_limit, progress=told, work=injected_works.{work})
doors.solve_apart = patched
sys.exit(run(sys.argv[1:]))
"""
"""The command line with another solver behind it."""


def command(work: str, *words: object) -> list[str]:
    code = PROGRAM.format(works=str(WORKS), work=work)
    return [sys.executable, "-c", code, *map(str, words)]


@pytest.fixture(scope="module")
def stopped(province: Path) -> Result:
    """The true plan without its proof, as kept at a time limit."""
    whole = matching.solve(read_problem(province), seed=5)
    question = Question(whole.problem, whole.policy, 5)
    result = best_result(question, [Draft(whole.plan)], StopReason.TIME_LIMIT, Stopwatch())
    assert result is not None
    return result


def test_a_plan_at_the_time_limit_is_written_and_told_as_not_proved(province: Path, tmp_path: Path) -> None:
    words = ("solve", province, "--output", tmp_path, "--time-limit", "6", "--json", "--lang", "en")
    said = subprocess.run(command("sleeps_after_two_drafts", *words), capture_output=True, text=True)
    assert said.returncode == 5
    assert "Stopped early (time limit reached)" in said.stderr
    assert "Not proved best possible" in said.stderr
    outcome = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["outcome"]
    assert outcome == {
        "stop": "time_limit",
        "feasibility": "feasible",
        "proof": "not_proved",
        "has_plan": True,
    }
    problem = read_problem(province)
    stored = read_plan(problem, tmp_path)
    assert not stored.faults
    assert matching.audit(problem, stored_result(problem, stored)).verdict == "not proved"


def stored_result(problem: matching.Problem, stored: object) -> Result:
    question = Question(problem, stored.policy, stored.seed)  # type: ignore[attr-defined]
    draft = Draft(stored.allocation, stored.certificate)  # type: ignore[attr-defined]
    result = best_result(question, [draft], StopReason.TIME_LIMIT, Stopwatch())
    assert result is not None
    return result


def test_an_interrupt_writes_the_best_plan_and_ends_with_130(province: Path, tmp_path: Path) -> None:
    words = ("solve", province, "--output", tmp_path, "--lang", "en")
    with subprocess.Popen(
        command("sleeps_after_two_drafts", *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        os.kill(process.pid, signal.SIGINT)
        told = process.stderr.read()
        assert process.wait(timeout=30) == 130
    assert "Stopped early (interrupted)" in told
    assert (tmp_path / "manifest.json").is_file()


def test_a_crash_before_any_plan_is_told_in_words_and_writes_nothing(province: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    words = ("solve", province, "--output", folder)
    said = subprocess.run(command("is_killed_before_any", *words), capture_output=True, text=True)
    assert said.returncode == 4
    assert "solver_failed" in said.stderr
    assert "SIGKILL" in said.stderr
    assert not folder.exists()


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        (StopReason.TIME_LIMIT, 5),
        (StopReason.CRASHED, 5),
        (StopReason.MEMORY, 5),
        (StopReason.INTERRUPTED, 130),
    ],
)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_why_it_stopped_is_told_in_both_languages(
    stopped: Result, province: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    stop: StopReason, code: int, language: str,
) -> None:  # fmt: skip
    question = Question(stopped.problem, stopped.policy, stopped.seed)
    result = best_result(question, [Draft(stopped.plan)], stop, Stopwatch())
    assert result is not None
    assert tell_result(result, province, tmp_path / "out", Console(language)) == code
    told = capsys.readouterr().err
    phrases = matching.reporting.wording.phrases()[language]
    assert phrases[f"stop.{stop}"] in told
    assert all(goal.describe(language) in told for goal in named_policy("equal-coverage").goals)


def test_goals_that_are_proved_at_the_limit_are_told_as_proved(
    stopped: Result, province: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = matching.solve(stopped.problem, seed=5)
    question = Question(whole.problem, whole.policy, 5)
    proved = Draft(whole.plan, whole.certificate)
    result = best_result(question, [Draft(stopped.plan), proved], StopReason.TIME_LIMIT, Stopwatch())
    assert result is not None
    assert tell_result(result, province, tmp_path / "out", Console()) == 0
    told = capsys.readouterr().err
    assert "Proved best possible: " in told
    assert "Not proved best possible" not in told
