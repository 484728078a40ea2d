"""Ctrl-C in a terminal while an integer program runs: the best plan so far is written, and people are told."""

import fcntl
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from matching.files.plan_reading import read_plan
from matching.files.reading import read_problem
from matching.files.writing import write_problem
from matching.synthetic.provinces import generate

PROGRAM = """
import sys
from matching import doors
from matching.cli.main import run
from matching.plan.draft import Draft

apart = doors.solve_apart
def telling(question, *, time_limit, progress):
    def heard(message):
        if isinstance(message, Draft):
            print("first plan", flush=True)
        progress(message)
    return apart(question, time_limit=time_limit, progress=heard)
doors.solve_apart = telling
sys.exit(run(sys.argv[1:]))
"""
"""The command line as it is, but for a word when the search has found a plan."""

INTERRUPT = b"\x03"
"""What the keys Ctrl and C send."""


def in_a_terminal(code: str, *words: object) -> tuple[subprocess.Popen[bytes], int]:
    """Start Python in a terminal of its own; return the process, and the side that people sit at."""
    seat, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(terminal)
    return process, seat


def shown(seat: int, until: str = "") -> str:
    """Return what the terminal shows, up to a word or to the end."""
    text = b""
    while not (until and until.encode() in text):
        try:
            piece = os.read(seat, 4096)
        except OSError:  # how a terminal says that nobody writes to it any more
            break
        if not piece:
            break
        text += piece
    return text.decode()


@pytest.fixture(scope="module")
def long_search(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mixed province whose integer program takes far longer than any test."""
    folder = tmp_path_factory.mktemp("province")
    write_problem(generate("lao-cai", 1_200, 1, "mixed"), folder)
    return folder


def test_ctrl_c_writes_the_best_plan_says_so_and_ends_with_130(long_search: Path, tmp_path: Path) -> None:
    words = (
        "solve",
        long_search,
        "--output",
        tmp_path / "out",
        "--lang",
        "en",
        "--policy",
        "leave-no-one-behind",
    )
    process, seat = in_a_terminal(PROGRAM, *words)
    before = shown(seat, until="first plan")
    assert "first plan" in before, before
    os.write(seat, INTERRUPT)
    told = shown(seat)
    os.close(seat)
    assert process.wait(timeout=30) == 130
    assert "Stopped early (interrupted)" in told
    assert "Not proved best possible" in told
    assert "Traceback" not in told
    problem = read_problem(long_search)
    stored = read_plan(problem, tmp_path / "out")
    assert not stored.faults
    assert stored.document["outcome"]["stop"] == "interrupted"
    assert stored.allocation.quantity.sum() > 0


def test_ctrl_c_before_any_plan_is_told_in_a_line_and_writes_nothing(
    long_search: Path, tmp_path: Path
) -> None:
    process, seat = in_a_terminal(PROGRAM, "solve", long_search, "--output", tmp_path / "out", "--lang", "en")
    shown(seat, until="Solving")
    os.write(seat, INTERRUPT)
    told = shown(seat)
    os.close(seat)
    assert process.wait(timeout=30) == 130
    assert "Traceback" not in told
    assert "nterrupted" in told
    assert not (tmp_path / "out").exists()
