"""Seconds until the package is imported and until its help is printed, each in a fresh process."""

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
        "| what | seconds, median of 5 | less an empty Python | heavy packages loaded |",
        "|---|---|---|---|",
    ]
    empty = _median("pass")
    for name, code in (
        ("`import matching`", "import matching"),
        ("`matching.solve` looked up", "import matching; matching.solve"),
        ("`python -m matching --help`", HELP),
    ):
        seconds = _median(code)
        loaded = _loaded(code)
        rows.append(f"| {name} | {seconds:.2f} | {seconds - empty:.2f} | {', '.join(loaded) or 'none'} |")
    return "\n".join(rows)


HELP = """
import contextlib, io, runpy, sys
sys.argv = ["matching", "--help"]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    runpy.run_module("matching", run_name="__main__", alter_sys=True)
"""


def _median(code: str) -> float:
    return median(_seconds(code) for _ in range(REPEATS))


def _seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def _loaded(code: str) -> list[str]:
    told = f"{code}\nimport sys\nprint(*[name for name in {SOLVERS!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return done.stdout.split()
