"""The whole run from files, step by step, beside what merely reading the files and one raw flow cost."""

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars

from benchmarks.raw_flow import raw_flow_seconds
from matching.files.plan_writing import write_plan
from matching.files.reading import read_problem
from matching.files.writing import write_problem
from matching.solving import solve
from matching.synthetic.provinces import generate


@dataclass(frozen=True, slots=True)
class WholeRun:
    """Seconds by step, the yardsticks, and what was solved."""

    name: str
    children: int
    needs: int
    offers: int
    nodes: int
    arcs: int
    seconds: dict[str, float]
    polars_read: float
    raw_flow: float
    verdict: str
    peak_mebibytes: int

    @property
    def total(self) -> float:
        """Seconds of all steps."""
        return sum(self.seconds.values())

    @property
    def ratio(self) -> float:
        """The whole run divided by reading the files with polars and one raw flow."""
        return self.total / (self.polars_read + self.raw_flow)

    @property
    def goals_ratio(self) -> float:
        """From arrays to individuals (order, classes, goals, spread) divided by one raw flow."""
        steps = [
            seconds
            for name, seconds in self.seconds.items()
            if name.startswith(("goal ", "spread", "order", "classes", "network"))
        ]
        return sum(steps) / self.raw_flow


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def whole_run(profile: str, children: int, policy: str, seed: int = 1, offers: str = "goods") -> WholeRun:
    """Generate a province, write its files, and time every step from reading them to writing the audited plan."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in", Path(folder) / "out"
        write_problem(generate(profile, children, seed, offers), source)
        polars_read, _ = _timed(
            lambda: [polars.read_csv(path, infer_schema=False) for path in sorted(source.glob("*.csv"))]
        )
        reading, problem = _timed(lambda: read_problem(source))
        raw_flow, nodes, arcs = raw_flow_seconds(problem)
        result = solve(problem, policy)
        writing, _ = _timed(lambda: write_plan(result, target))
    seconds = {"read and check": reading, **result.seconds, "write": writing}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    verdict = result.report.verdict if result.report is not None else "none"
    return WholeRun(
        f"{profile}/{policy}", children, len(problem["needs"]), len(problem["offers"]), nodes, arcs,
        seconds, polars_read, raw_flow, verdict, peak,
    )  # fmt: skip
