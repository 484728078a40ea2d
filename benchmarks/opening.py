"""Seconds until the package is imported and until its help is printed, each in a fresh process."""

import os
import subprocess
import sys
import time
from statistics import median

SOLVERS = ("ortools", "highspy", "polars", "pandas", "altair", "pydantic")
"""Packages that neither importing nor asking for help may load."""

REPEATS = 5


def opening_table() -> str:
    """Return the medians as a Markdown table, with what of the heavy packages was loaded."""
    rows = [
        "| what | seconds, median of 5 | of the processor | the processor, less an empty Python | heavy packages loaded |",
        "|---|---|---|---|---|",
    ]
    empty = _seconds("pass")[1]
    for name, code in (("`import matching`", "import matching"), ("`python -m matching --help`", HELP)):
        wall, busy = _seconds(code)
        loaded = ", ".join(_loaded(code)) or "none"
        rows.append(f"| {name} | {wall:.2f} | {busy:.2f} | {busy - empty:.2f} | {loaded} |")
    return "\n".join(rows)


HELP = """
import contextlib, io, runpy, sys
sys.argv = ["matching", "--help"]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    runpy.run_module("matching", run_name="__main__", alter_sys=True)
"""


def _seconds(code: str) -> tuple[float, float]:
    """Return seconds on the clock and of the processor, the medians of several processes."""
    pairs = [_once(code) for _ in range(REPEATS)]
    return median(wall for wall, _ in pairs), median(busy for _, busy in pairs)


def _once(code: str) -> tuple[float, float]:
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    wall, after = time.perf_counter() - started, os.times()
    user, system = (
        after.children_user - before.children_user,
        after.children_system - before.children_system,
    )
    return wall, user + system


def _loaded(code: str) -> list[str]:
    told = f"{code}\nimport sys\nprint(*[name for name in {SOLVERS!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return done.stdout.split()
