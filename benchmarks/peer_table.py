"""Ours and the peers on the same mixed province, side by side: seconds, values, memory."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import matching
from benchmarks.need_level import MOST_WEIGHT, export
from benchmarks.peers.__main__ import PEERS
from matching.errors import OverflowRefusedError

ROOT = Path(__file__).parent.parent
PEER_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
"""Environment of the modelling languages, made by ``make peers``; their HiGHS and ortools cannot share a process."""

OWN_ENVIRONMENT = ("MathOpt HiGHS", "MathOpt SCIP", "CP-SAT")
"""Peers that come with ortools, which our own environment holds."""


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What one tool reached: seconds to build and to solve, the value of its plan (``None``: none), memory."""

    name: str
    build: float
    solve: float
    value: int | None
    mebibytes: int
    told: str = ""


def peer_table(profile: str, children: int, seconds: float, seed: int = 1) -> str:
    """Return the table of one mixed province as Markdown."""
    problem = matching.generate(profile, children, seed, "mixed")
    started = time.perf_counter()
    result = matching.solve(problem, MOST_WEIGHT, isolate=False)
    ours = time.perf_counter() - started
    goal = result.goals[0]
    rows = [
        f"| **ours, plan, proof and audit** | – | {ours:.2f} | {goal.value:,} | {_verdict(result)} | |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        try:
            columns, count, entries = export(problem, path)
        except OverflowRefusedError as error:
            return f"\n{profile}/mixed, {children:,} children: {error}\n\n{_head()}\n{rows[0]}"
        for name in PEERS:
            run = _run(name, path, seconds)
            value = "–" if run.value is None else f"{run.value:,}"
            rows.append(
                f"| {name} | {run.build:.2f} | {run.solve:.2f} | {value} | {run.told} | {run.mebibytes:,} |"
            )
    head = (
        f"\n{profile}/mixed, {children:,} children, {len(problem['needs']):,} needs, {len(problem['offers'])} offers; "
        f"need-level model of {columns:,} columns, {count:,} rows, {entries:,} entries; limit {seconds:.0f} s a peer\n"
    )
    return "\n".join([head, _head(), *rows])


def _head() -> str:
    return "| tool | build s | solve s | weighted need met | | MiB |\n|---|---|---|---|---|---|"


def _verdict(result: matching.Result) -> str:
    return result.report.verdict if result.report is not None else ""


def _run(name: str, path: Path, seconds: float) -> PeerRun:
    python = sys.executable if name in OWN_ENVIRONMENT else str(PEER_PYTHON)
    command = [python, "-m", "benchmarks.peers", str(path), name, str(seconds)]
    started = time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=2 * seconds + 60, check=True
        )
    except subprocess.TimeoutExpired:
        return PeerRun(name, 0.0, time.perf_counter() - started, None, 0, "stopped, no answer")
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:] or [f"exit code {error.returncode}"]
        return PeerRun(name, 0.0, time.perf_counter() - started, None, 0, last[0][:80])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return PeerRun(name, told["build"], told["solve"], told["value"], told["mebibytes"])
