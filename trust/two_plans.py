"""Two plans of one small problem and two problems, and how to tell which of them stands in a place, whole."""

import atexit
import json
import os
import pickle
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matching.errors import DataError
from matching.files.plan_reading import read_plan
from matching.files.plan_writing import plan_contents, write_plan
from matching.files.reading import check_problem
from matching.files.writing import write_problem
from matching.plan.result import Result
from matching.problem.problem import Problem
from matching.solving import solve
from matching.synthetic.provinces import generate

KEPT = "TRUST_PAIR"
"""Environment variable that names the file in which started processes find the plans."""

PLACES = ("plan", "problem", "problem.json", "problem.xlsx")
"""What is written: a plan's folder, a problem's folder, and two single files."""


@dataclass(frozen=True)
class Pair:
    """What is written in turn."""

    plans: tuple[Result, Result]
    problems: tuple[Problem, Problem]

    def write(self, place: Path, which: int) -> None:
        """Write the first or the second over whatever stands in a place, whose name tells what it is."""
        if place.name == "plan":
            write_plan(self.plans[which], place)
        else:
            write_problem(self.problems[which], place, overwrite=True)

    def standing(self, place: Path) -> str:
        """Return in words what a place holds: ``0`` or ``1``, or what is wrong with it."""
        try:
            return self._plan(place) if place.name == "plan" else self._problem(place)
        except (DataError, OSError) as error:
            return f"{type(error).__name__}: {str(error)[:200]}"

    def _plan(self, place: Path) -> str:
        stored = read_plan(self.plans[0].problem, place)
        if stored.faults:
            return "; ".join(f"{fault.table}: {fault.message}" for fault in stored.faults)
        for which, plan in enumerate(self.plans):
            if stored.plan_id == plan.plan_id:
                wanted = plan_contents(plan)
                wrong = [name for name, data in stored.contents.items() if data != wanted[name]]
                return f"{', '.join(wrong)} of another plan" if wrong else str(which)
        return "a plan that nobody wrote"

    def _problem(self, place: Path) -> str:
        problem, issues = check_problem(place)
        if problem is None:
            return "; ".join(f"{issue.table}: {issue.message}" for issue in issues[:3])
        found = [which for which, one in enumerate(self.problems) if one.digest == problem.digest]
        return str(found[0]) if found else "a mixture of two problems"


@cache
def pair() -> Pair:
    """Return the plans and problems; a process that is started by another takes over what that one has made."""
    if KEPT in os.environ:
        # Made a moment ago by the process that started this one.
        return pickle.loads(Path(os.environ[KEPT]).read_bytes())
    problem, other = generate("lao-cai", 60, 5), generate("dien-bien", 40, 6)
    first, second = solve(problem, seed=1), solve(problem, "utilitarian", seed=2)
    assert first.plan_id != second.plan_id
    made = Pair((first, second), (problem, other))
    folder = tempfile.mkdtemp(prefix="trust-")
    os.chmod(folder, 0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = Path(folder) / "pair.pickle"
    kept.write_bytes(pickle.dumps(made))
    os.environ[KEPT] = str(kept)
    return made


def leftovers(place: Path) -> list[str]:
    """Return hidden files that a writer has left in a folder."""
    return sorted(path.name for path in place.glob(".*")) if place.is_dir() else []


def bytes_of(place: Path) -> str:
    """Return the names and sizes of all files of a place, for messages."""
    paths = sorted(place.iterdir()) if place.is_dir() else [place]
    return json.dumps({path.name: path.stat().st_size for path in paths if path.exists()})
