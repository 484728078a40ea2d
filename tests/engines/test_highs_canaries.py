"""Canaries: traps of the integer solver and of its neighbour; one that falls silent tells which guard can go."""

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import highspy
import numpy as np
import pytest

from matching.engines.highs_guard import import_failure, new_solver, refuse_wrong_version
from matching.engines.integer_program import solve_integer_program
from matching.errors import SolverError
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

ROOT = Path(__file__).parent.parent.parent


def whole(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


IMPOSSIBLE = IntegerProgram(
    whole(-1, 0, 0), whole(1, 3, 0), whole(0, 3, 6, 7), whole(0, 2, 1, 0, 1, 2, 2), whole(6, 1, 6, 5, 5, 4, -2),
    whole(-UNBOUNDED, 7, -UNBOUNDED), whole(17, 7, -1),
)  # fmt: skip
"""A program without points that the solver, by its own word, loses its way in."""


def raw_solver(program: IntegerProgram, weight: np.ndarray, **options: object) -> highspy.Highs:
    """The program handed over as it is, at the solver's own tolerances."""
    solver = new_solver(**options)
    solver.passModel(
        program.columns, program.rows, len(program.column), 2, -1, 0.0, weight.astype(float),
        program.lower.astype(float), program.upper.astype(float),
        np.where(program.row_lower > -UNBOUNDED, program.row_lower, -np.inf),
        np.where(program.row_upper < UNBOUNDED, program.row_upper, np.inf),
        program.row_start.astype(np.int32), program.column.astype(np.int32),
        program.coefficient.astype(float), np.ones(program.columns, dtype=np.int32),
    )  # fmt: skip
    solver.run()
    return solver


def told(solver: highspy.Highs) -> str:
    return solver.modelStatusToString(solver.getModelStatus())


def test_the_installed_version_lies_within_the_pin_and_the_wrong_one_without() -> None:
    installed = tuple(map(int, version("highspy").split(".")[:2]))
    assert (1, 12) <= installed < (1, 14), (
        "1.14.0 calls wrong points optimal; 1.15 does not load beside ortools"
    )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "highspy>=1.12,<1.14" in project["dependencies"]


def test_the_version_that_calls_wrong_points_optimal_is_refused_when_it_runs() -> None:
    with pytest.raises(SolverError, match=r"1\.14\.0 is known to call wrong points optimal.*pip install"):
        refuse_wrong_version("1.14.0")
    refuse_wrong_version(highspy.Highs().version())


@pytest.mark.parametrize("first", ["highspy", "ortools.graph.python.min_cost_flow"])
def test_both_solvers_load_in_either_order_and_both_solve(first: str) -> None:
    code = (
        f"import importlib; importlib.import_module({first!r}); import numpy as np\n"
        "from ortools.graph.python import min_cost_flow\n"
        "flow = min_cost_flow.SimpleMinCostFlow(); flow.add_arc_with_capacity_and_unit_cost(0, 1, 5, 3)\n"
        "flow.set_node_supply(0, 2); flow.set_node_supply(1, -2); assert flow.solve() == flow.OPTIMAL\n"
        "import highspy; solver = highspy.Highs(); solver.silent(); x = solver.addIntegral(0, 7)\n"
        "solver.maximize(2 * x); print(flow.optimal_cost(), solver.getObjectiveValue())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["6", "14.0"]), done.stderr


def test_a_clash_of_the_two_solvers_is_told_with_its_remedy() -> None:
    clash = ImportError("/lib/_core.so: undefined symbol: _ZN5Highs7runEv")
    assert "pip install 'highspy>=1.12,<1.14'" in str(import_failure(clash))
    assert "not installed" in str(import_failure(ModuleNotFoundError("No module named 'highspy'")))
    other = ImportError("something else")
    assert import_failure(other) is other


def test_an_option_that_the_solver_does_not_know_is_an_error() -> None:
    with pytest.raises(SolverError, match="refused the option"):
        new_solver(no_such_option=1)


def test_the_solver_still_loses_its_way_in_an_impossible_program_and_the_engine_does_not() -> None:
    program, weight = IMPOSSIBLE, whole(5, -4, 6)
    assert told(raw_solver(program, weight)) == "Solve error", "if this fails, the retry has one reason less"
    assert solve_integer_program(program, weight).infeasible


def test_the_solver_still_lets_units_trickle_through_a_closed_switch_and_the_engine_does_not() -> None:
    # x + y ≤ 10⁸·open and 2x + 3y ≤ 13: opening costs 20, which no x and y bring in.
    program = IntegerProgram(
        whole(0, 0, 0), whole(5, 5, 1), whole(0, 3, 5), whole(0, 1, 2, 0, 1), whole(1, 1, -(10**8), 2, 3),
        whole(-UNBOUNDED, -UNBOUNDED), whole(0, 13),
    )  # fmt: skip
    solver = raw_solver(program, whole(2, 3, -20), presolve="off")
    assert told(solver) == "Optimal"
    assert solver.getObjectiveValue() > 11, "if this fails, tighter tolerances have one reason less"
    assert solve_integer_program(program, whole(2, 3, -20)).bound == 0.0
