"""``python -m benchmarks.instance FOLDER POLICY SECONDS``: one problem from its files to its written, explained plan.

Prints one line of JSON: seconds and peak memory by step, and how far every goal is from its proved bound.
"""

import json
import sys
import tempfile
import time
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import matching
from benchmarks.measuring import Phases
from matching.files import folder as reading
from matching.plan.outcome import GoalValue
from matching.solving import solve


def instance(folder: Path, policy: str, seconds: float) -> dict[str, Any]:
    """Return what the whole run of one folder took and reached; integer programs end after some seconds."""
    phases = Phases()
    problem = _read(folder, phases)
    chosen = matching.named_policy(policy)
    structure = matching.structure(problem, chosen)
    with patch("matching.solving.Stopwatch", phases.stopwatch):
        result = solve(problem, chosen, time_limit=None if structure.is_network else seconds)
    phases.timed("explain", partial(matching.explain_all, result, "polars"))
    with tempfile.TemporaryDirectory() as target:
        phases.timed("write", partial(matching.write_plan, result, Path(target) / "out"))
    return {
        "needs": len(problem["needs"]),
        "offers": len(problem["offers"]),
        "network": structure.is_network,
        "lines": len(result.plan),
        "verdict": "" if result.report is None else result.report.verdict,
        "seconds": {name: round(one, 4) for name, one in phases.seconds.items()},
        "mebibytes": phases.mebibytes,
        "goals": [_goal(value) for value in result.goals],
        "versions": dict(result.versions),
    }


def _read(folder: Path, phases: Phases) -> matching.Problem:
    """Read a folder; checking is timed apart from reading."""
    parse = reading.parsed_problem
    checking = 0.0

    def timed(*told: Any) -> Any:
        nonlocal checking
        started = time.perf_counter()
        found = parse(*told)
        checking = time.perf_counter() - started
        return found

    started = time.perf_counter()
    with patch("matching.files.folder.parsed_problem", timed):
        problem = matching.read(folder)
    phases.end("read", time.perf_counter() - started - checking)
    phases.end("check", checking)
    return problem


def _goal(value: GoalValue) -> dict[str, Any]:
    goal = value.goal
    name = f"{goal.measure}, {goal.criterion}" + ("" if goal.group == "everyone" else f" by {goal.group}")
    pairs = [(value.value, value.bound), *((step.value, step.bound) for step in value.steps)]
    gaps = [_relative(reached, bound) for reached, bound in pairs]
    return {
        "goal": name,
        "value": str(value.value),
        "bound": None if value.bound is None else str(value.bound),
        "gap": None if None in gaps else max(gap for gap in gaps if gap is not None),
    }


def _relative(value: int | Fraction, bound: int | Fraction | None) -> float | None:
    """Return the distance to the bound as a share of the value; 1 where the value is nothing and the bound is not."""
    if bound is None:
        return None
    return float(abs(bound - value) / abs(value)) if value else float(bound != value)


def main() -> None:
    """Run one instance and print what came of it."""
    folder, policy, seconds = sys.argv[1:]
    print(json.dumps(instance(Path(folder), policy, float(seconds))))


if __name__ == "__main__":
    main()
