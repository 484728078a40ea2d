"""Many problems of one folder, each solved, audited and written by itself: the provinces of a country."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from matching.doors import solve
from matching.errors import MatchingError
from matching.files.plan_writing import write_plan
from matching.files.reading import read_problem
from matching.isolation.memory import peak_bytes
from matching.plan.coverage_tables import coverage
from matching.problem.policy import Policy
from matching.studies.questions import policy_of
from matching.timing import Stopwatch

PROBLEM = "problem.json"
"""Name of the file by which a folder is known to hold a problem."""


@dataclass(frozen=True, slots=True)
class FolderRun:
    """What became of the problem of one folder.

    Parameters
    ----------
    name
        Name of the folder.
    verdict
        ``proved``, ``not_proved`` or ``violated`` as the audit says; ``none`` without a plan.
    why
        Why there is no plan, empty with one.
    children, needs, offers
        Sizes of its tables.
    units, met
        Confirmed units needed and met.
    lowest
        Lowest coverage of a commune, in [0, 1].
    seconds
        Seconds by step: reading, solving with its audit, writing; then the steps of solving.
    cpu_seconds
        Processor seconds of the whole, which other work on the machine does not lengthen as it does the others.
    peak_bytes
        Most memory its process has held so far.
    plan_id
        Identity of the plan, empty without one.
    """

    name: str
    verdict: str
    why: str = ""
    children: int = 0
    needs: int = 0
    offers: int = 0
    units: int = 0
    met: int = 0
    lowest: float = 0.0
    seconds: tuple[tuple[str, float], ...] = ()
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    plan_id: str = ""


def solve_folders(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    policy: str | Policy = "equal-coverage",
    *,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[FolderRun], None] | None = None,
) -> tuple[FolderRun, ...]:
    """Solve, audit and write the problem of every folder inside a folder; no more of them are in memory than run at once.

    Problems that share no offer are independent. Under a policy whose goals are sums and leximin, such as
    ``equal-coverage``, plans that are best one by one are together best for all folders as one problem, and each folder's
    own certificate proves its part; under other goals (``max_min``, shares kept of a total) each folder is best by itself.

    Parameters
    ----------
    source
        Folder whose folders each hold a problem, for example one for every province.
    target
        Folder for the plans; each gets the name of its problem's folder.
    policy, seed
        As for ``matching.solve``.
    executor
        Any executor of ``concurrent.futures``, for example that of a Dask client, whose workers see both folders; by
        default a new process for every folder, as many at once as there are processors.

    Returns
    -------
    One record per folder, by name; a folder that cannot be read or solved is told by its error, and the others go on.

    Raises
    ------
    FileNotFoundError
        If no folder inside ``source`` holds a problem.
    PolicyError
        If no shipped policy has the name given.
    """
    chosen = policy_of(policy)
    folders = _problem_folders(Path(source))
    with _running(executor) as pool:
        # The largest go first, so that none is left to run alone at the end.
        ordered = sorted(folders, key=_size, reverse=True)
        futures = [
            pool.submit(_solved, folder, Path(target) / folder.name, chosen, seed) for folder in ordered
        ]
        found: list[FolderRun] = []
        for future in as_completed(futures):
            found.append(future.result())
            if progress is not None:
                progress(found[-1])
    return tuple(sorted(found, key=lambda run: run.name))


def _problem_folders(source: Path) -> list[Path]:
    folders = (
        [path for path in sorted(source.iterdir()) if (path / PROBLEM).is_file()] if source.is_dir() else []
    )
    if not folders:
        raise FileNotFoundError(f"no folder inside {source} holds a problem ({PROBLEM})")
    return folders


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


@contextmanager
def _running(executor: Executor | None) -> Iterator[Executor]:
    """Yield the executor given, which goes on, or processes of its own that end with the last folder."""
    if executor is not None:
        yield executor
        return
    # A process that ends gives all of its memory back before the next folder begins.
    with ProcessPoolExecutor(mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        yield pool


def _solved(folder: Path, target: Path, policy: Policy, seed: int) -> FolderRun:
    watch, cpu = Stopwatch(), time.process_time()
    try:
        problem = read_problem(folder)
        watch.lap("read and check")
        result = solve(problem, policy, seed=seed)
        watch.lap("solve and audit")
        write_plan(result, target)
        watch.lap("write")
    except MatchingError as error:
        return FolderRun(folder.name, "none", str(error))
    by_commune = coverage(problem, result.plan.per_need(problem), "commune")
    return FolderRun(
        name=folder.name,
        verdict="none" if result.report is None else result.report.verdict,
        children=len(problem["children"]),
        needs=len(problem["needs"]),
        offers=len(problem["offers"]),
        units=int(by_commune.needed.sum()),
        met=int(by_commune.met.sum()),
        lowest=float(by_commune.coverage.min(initial=1.0)),
        seconds=(*watch.laps.items(), *result.seconds.items()),
        cpu_seconds=time.process_time() - cpu,
        peak_bytes=peak_bytes(),
        plan_id=result.plan_id,
    )
