"""Interrupts from the keyboard, sent to a program that solves: the first keeps the best plan, the second ends all."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="children are found through /proc"
)

HERE = Path(__file__).parent

PROGRAM = """
import signal
import sys
import time
# A program that is started in the background may be told to ignore the keyboard.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {here!r})
import injected_works as works
import matching
from matching.isolation import stopped_result
from matching.isolation.question import Question
from matching.isolation.solving_apart import solve_apart
from matching.problem.policy import named_policy

drafts = []

def told(draft):
    drafts.append(draft)
    if len(drafts) == {wanted}:
        print("ready", flush=True)

if {slow_audit}:
    def slow(*arguments):
        print("auditing", flush=True)
        time.sleep(600)
    stopped_result.audit = slow

question = Question(matching.demo_problem(), named_policy("equal-coverage"), 3)
if not {wanted}:
    print("ready", flush=True)
try:
    result = solve_apart(question, work=works.{work}, progress=told)
    print(result.outcome.stop, result.outcome.proof, len(result.plan) > 0, flush=True)
except KeyboardInterrupt:
    print("no plan", flush=True)
"""
"""Tells when it is ready for an interrupt, and how it ended."""


def started(work: str, wanted: int, slow_audit: bool = False) -> subprocess.Popen[str]:
    code = textwrap.dedent(PROGRAM).format(here=str(HERE), work=work, wanted=wanted, slow_audit=slow_audit)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_gone(pid: int) -> bool:
    """Whether a process ends within a few seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_first_interrupt_keeps_the_best_plan_and_ends_the_child() -> None:
    with started("sleeps_after_two_drafts", 2) as process:
        assert line_of(process) == "ready"
        (child,) = children_of(process.pid)
        os.kill(process.pid, signal.SIGINT)
        assert line_of(process) == "interrupted not_proved True"
        assert process.wait(timeout=20) == 0
        assert is_gone(child)


def test_an_interrupt_before_any_plan_is_an_interrupt() -> None:
    with started("sleeps_before_any", 0) as process:
        assert line_of(process) == "ready"
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGINT)
        assert line_of(process) == "no plan"
        assert process.wait(timeout=20) == 0


def test_the_second_interrupt_ends_the_audit_too() -> None:
    with started("sleeps_after_two_drafts", 2, slow_audit=True) as process:
        assert line_of(process) == "ready"
        os.kill(process.pid, signal.SIGINT)
        assert line_of(process) == "auditing"
        os.kill(process.pid, signal.SIGINT)
        assert line_of(process) == "no plan"
        assert process.wait(timeout=20) == 0


def test_a_child_does_not_outlive_a_program_that_is_killed() -> None:
    with started("sleeps_after_two_drafts", 2) as process:
        assert line_of(process) == "ready"
        (child,) = children_of(process.pid)
        process.kill()
        process.wait(timeout=20)
        assert is_gone(child)
