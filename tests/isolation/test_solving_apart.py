"""``matching.solve`` under limits, as users call it."""

import subprocess
import sys
from pathlib import Path

import pytest

import matching
from matching.errors import NoPlanError


def test_a_result_from_a_process_of_its_own_is_the_same_and_shows_itself() -> None:
    problem = matching.demo_problem()
    here, apart = (matching.solve(problem, seed=3, isolate=isolate) for isolate in (False, True))
    assert type(apart) is matching.Result
    assert apart.problem is problem
    assert apart.plan.need.tolist() == here.plan.need.tolist()
    assert (apart.outcome, apart.goals, apart.report) == (here.outcome, here.goals, here.report)
    assert apart.summary() == here.summary()


def test_a_limit_too_short_for_a_plan_is_told_as_none_yet() -> None:
    with pytest.raises(NoPlanError, match="none yet"):
        matching.solve(matching.demo_problem(), time_limit=0.001)


def test_a_generous_limit_changes_nothing() -> None:
    result = matching.solve(matching.demo_problem(), time_limit=120)
    assert result.outcome.stop == "finished"
    assert result.outcome.proof == "proved"


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf")])
def test_a_limit_that_is_no_time_is_refused_in_words(limit: float) -> None:
    with pytest.raises(ValueError, match="seconds above 0"):
        matching.solve(matching.demo_problem(), time_limit=limit)


def test_what_the_solver_refuses_is_refused_alike_from_a_process_of_its_own() -> None:
    with pytest.raises(ValueError, match="the seed lies in"):
        matching.solve(matching.demo_problem(), seed=-1, isolate=True)
    with pytest.raises(TypeError, match="needs a Problem"):
        matching.solve("in", isolate=True)  # type: ignore[arg-type]


def test_a_program_without_a_main_guard_solves_once(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import matching\nprint(matching.solve(matching.demo_problem(), isolate=True).outcome.proof)"
    )
    told = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    assert told.stdout == "proved\n"
    assert told.stderr == ""
