"""``python -m benchmarks.nation``: all 34 provinces by their official communes, from files to audited plans."""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from matching.files.writing import write_problem
from matching.studies.folders import FolderRun, solve_folders
from matching.synthetic.nation import generate_nation

STEPS = ("read and check", "solve and audit", "write")
"""Steps that add up to a folder's whole run."""


def main() -> None:
    """Generate a nation unless it stands there, solve and audit every province, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nation", description=__doc__)
    parser.add_argument("--children", type=int, default=5_600_000)
    parser.add_argument("--policy", default="equal-coverage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--folder", type=Path, help="where the provinces stand or are written; a temporary one by default"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        generated = write_nation(folder / "in", arguments.children, arguments.seed)
        print(f"generated in {generated:.0f} s", file=sys.stderr, flush=True)
        began = time.perf_counter()
        context = get_context("spawn")
        with ProcessPoolExecutor(arguments.processes, context, max_tasks_per_child=1) as pool:
            runs = solve_folders(
                folder / "in",
                folder / "out",
                arguments.policy,
                seed=arguments.seed,
                executor=pool,
                progress=told,
            )
        seconds = time.perf_counter() - began
    print("\n".join(table(runs, seconds, arguments.processes)))


def told(run: FolderRun) -> None:
    """Tell a province as soon as it is done."""
    print(
        f"{run.name}: {run.children:,} children, {run.verdict}, {run.cpu_seconds:.1f} processor s, "
        f"{run.peak_bytes / 2**30:.2f} GiB {run.why}",
        file=sys.stderr,
        flush=True,
    )


def write_nation(folder: Path, children: int, seed: int) -> float:
    """Write every province as Parquet unless a nation stands there; return the seconds that took."""
    began = time.perf_counter()
    if not folder.exists():
        for code, problem in generate_nation(children, seed):
            write_problem(problem, folder / code, "parquet")
    return time.perf_counter() - began


def table(runs: Sequence[FolderRun], seconds: float, processes: int) -> list[str]:
    """Return the whole nation and its steps as Markdown."""
    verdicts = {
        verdict: sum(run.verdict == verdict for run in runs) for verdict in {run.verdict for run in runs}
    }
    steps = {
        name: sum(told for run in runs for one, told in run.seconds if one == name) for name in _steps(runs)
    }
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    # At most so many of the largest provinces are in memory at once, beside the process that waits for them.
    peak = own + sum(sorted((run.peak_bytes for run in runs), reverse=True)[:processes])
    names = ("children", "needs", "offers", "units", "met")
    sizes = ", ".join(f"{sum(getattr(run, name) for run in runs):,} {name}" for name in names)
    return [
        f"{len(runs)} provinces, {sizes}; {verdicts}; lowest commune {min(run.lowest for run in runs):.1%}",
        "",
        "| figure | measured |",
        "|---|---|",
        f"| files to audited plans, {processes} processes | {seconds:.0f} s |",
        f"| processor seconds | {sum(run.cpu_seconds for run in runs):.0f} s |",
        f"| memory, at most | {peak / 2**30:.2f} GiB |",
        f"| largest province | {max(run.peak_bytes for run in runs) / 2**30:.2f} GiB |",
        *(f"| {name} | {told:.0f} s |" for name, told in steps.items()),
        *(f"| {run.name} has no plan | {run.why} |" for run in runs if run.why),
    ]


def _steps(runs: Sequence[FolderRun]) -> list[str]:
    told = dict.fromkeys(name for run in runs for name, _ in run.seconds)
    return [*STEPS, *(name for name in told if name not in STEPS)]


if __name__ == "__main__":
    main()
