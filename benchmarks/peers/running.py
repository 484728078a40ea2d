"""Peers on the files of one problem: each in a process and an environment of its own, with a limit."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matching
from benchmarks.need_level import MOST_WEIGHT, export, flow_graph
from benchmarks.peers.registry import PEERS, SEQUENTIAL, Peer
from matching.errors import InfeasibleError, NotANetworkError, OverflowRefusedError
from matching.plan.measures import total_of
from matching.problem.problem import Problem

ROOT = Path(__file__).parent.parent.parent

THUMBS = ("greedy", "first-come", "proportional", "lottery")
"""Rules of thumb that donors' offices use."""


def peer_runs(folder: Path, problem: Problem, seconds: float) -> Iterator[dict[str, Any]]:
    """Yield ours on the peers' goal, then every rule of thumb and every peer on the same problem."""
    # What is imported late is imported now, as every peer's imports are before its clock starts.
    matching.solve(matching.generate("ha-noi-14", 20), MOST_WEIGHT, isolate=False)
    yield _ours(problem)
    for name in THUMBS:
        yield _thumb(problem, name)
    with tempfile.TemporaryDirectory() as place:
        paths = {"program": Path(place) / "program.npz", "graph": Path(place) / "graph.npz"}
        refused = _exported(problem, paths)
        for name, peer in PEERS.items():
            if refused.get(peer.reads):
                yield _empty(name, refused[peer.reads])
            else:
                yield _run(name, peer, ["benchmarks.peers", str(paths[peer.reads]), name], seconds)
    for name, peer in SEQUENTIAL.items():
        yield _run(name, peer, ["benchmarks.sequential_leximin", str(folder), name], seconds)


def _exported(problem: Problem, paths: dict[str, Path]) -> dict[str, str]:
    """Write the model as arrays, as a program and as a graph; return why one of them cannot be."""
    refused = {}
    for name, write in (("program", export), ("graph", flow_graph)):
        try:
            write(problem, paths[name])
        except OverflowRefusedError:
            refused[name] = "too many pairs of a line and a need"
        except NotANetworkError as error:
            refused[name] = f"no graph: {error}"
    return refused


def _ours(problem: Problem) -> dict[str, Any]:
    started = time.perf_counter()
    result = matching.solve(problem, MOST_WEIGHT, isolate=False)
    seconds = time.perf_counter() - started
    told = "" if result.report is None else result.report.verdict
    return _empty("ours: plan, proof and audit", told) | {
        "solve": round(seconds, 3), "value": int(result.goals[0].value),
    }  # fmt: skip


def _thumb(problem: Problem, name: str) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        result = matching.solve(problem, name)
    except (NotANetworkError, InfeasibleError) as error:
        return _empty(f"rule of thumb: {name}", str(error)[:80])
    seconds = time.perf_counter() - started
    value = total_of(problem, result.plan, "weight", 0)
    return _empty(f"rule of thumb: {name}", "no proof") | {"solve": round(seconds, 3), "value": value}


def _empty(name: str, told: str) -> dict[str, Any]:
    return {"peer": name, "build": 0.0, "solve": 0.0, "value": None, "mebibytes": 0, "told": told}


def _run(name: str, peer: Peer, command: list[str], seconds: float) -> dict[str, Any]:
    python = Path(sys.executable) if not peer.environment else ROOT / peer.environment / "bin" / "python"
    if not python.exists():
        return _empty(name, f"{peer.environment} is not there: make peers")
    started = time.perf_counter()
    try:
        done = subprocess.run(
            [str(python), "-m", *command, str(seconds)],
            cwd=ROOT, capture_output=True, text=True, timeout=2 * seconds + 60, check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _empty(name, "not finished") | {"solve": round(time.perf_counter() - started, 1)}
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:] or [f"exit code {error.returncode}"]
        return _empty(name, last[0][:80])
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    missing = answer.get("value") is None and not answer.get("told")
    return {"peer": name, "told": "not finished" if missing else "", **answer}
