"""Every family × size × seed in a process of its own, ours and the peers on the same files; one line of JSON each."""

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.families.registry import FAMILIES
from benchmarks.peers.running import peer_runs
from matching.files.writing import write_problem

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Plan:
    """What a suite runs.

    Parameters
    ----------
    families, children, seeds, policies
        Names, sizes, numbers of the instances, and what is solved.
    limit
        Seconds for an integer program; a run is stopped after ten times as many.
    peers
        Seconds for each peer, 0 to leave them out.
    """

    families: Sequence[str]
    children: Sequence[int]
    seeds: Sequence[int]
    policies: Sequence[str]
    limit: float
    peers: float


def runs(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield one record per instance and policy, and one with the peers per instance."""
    for family in plan.families:
        for children in plan.children:
            for seed in plan.seeds:
                yield from _of_instance(plan, family, children, seed)


def _of_instance(plan: Plan, family: str, children: int, seed: int) -> Iterator[dict[str, Any]]:
    told = {"family": family, "children": children, "seed": seed, "machine": _machine()}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        started = time.perf_counter()
        problem = FAMILIES[family].make(children, seed)
        write_problem(problem, folder)
        made = round(time.perf_counter() - started, 3)
        for policy in plan.policies:
            found = _answered(["benchmarks.instance", str(folder), policy, str(plan.limit)], 10 * plan.limit)
            yield {**told, "what": "ours", "policy": policy, "generate": made, **found}
        if plan.peers:
            for peer in peer_runs(folder, problem, plan.peers):
                yield {**told, "what": "peer", **peer}


def _answered(command: list[str], seconds: float) -> dict[str, Any]:
    """Return what a process of our own tells, or why it told nothing."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=True
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"verdict": "not finished"}
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:] or [f"exit code {error.returncode}"]
        return {"verdict": "failed", "why": last[0][:200]}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _machine() -> str:
    return f"{platform.machine()} {platform.system()}, Python {platform.python_version()}"


def write_runs(plan: Plan, path: Path) -> None:
    """Append every record to a file of JSON lines as soon as it is there, and tell of it."""
    with path.open("a", encoding="utf-8") as lines:
        for record in runs(plan):
            lines.write(json.dumps(record) + "\n")
            lines.flush()
            print(_line(record), flush=True)


def _line(record: dict[str, Any]) -> str:
    name = record.get("policy") or record["peer"]
    end = record.get("verdict") or record.get("told") or "done"
    return f"{record['family']}, {record['children']:,} children, seed {record['seed']}, {name}: {end}"
