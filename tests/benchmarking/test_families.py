from pathlib import Path

import numpy as np
import pytest
from benchmarks.families.registry import FAMILIES
from benchmarks.families.reshaping import with_scarcity

import matching


def test_there_are_at_least_ten_families_and_six_adversarial_ones() -> None:
    assert len(FAMILIES) >= 16
    adversarial = {
        "earmarked-away", "one-hospital", "one-huge-commune", "lots-above-needs", "all-or-nothing", "everything-tied",
    }  # fmt: skip
    assert adversarial <= set(FAMILIES)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_every_family_is_a_sound_problem_when_read_from_its_files(name: str, tmp_path: Path) -> None:
    problem = FAMILIES[name].make(30, 3)
    matching.write(problem, tmp_path / "in")
    again, issues = matching.check(tmp_path / "in")
    assert again is not None, issues
    assert {name: len(table) for name, table in again.tables.items()} == {
        name: len(table) for name, table in problem.tables.items()
    }


def test_the_same_seed_gives_the_same_instance_and_another_seed_another() -> None:
    make = FAMILIES["one-commune-each"].make
    assert make(40, 1).digest == make(40, 1).digest != make(40, 2).digest


@pytest.mark.parametrize("name", ["earmarked-away", "lots-above-needs"])
def test_where_nothing_can_be_given_the_empty_plan_is_proved(name: str) -> None:
    result = matching.solve(FAMILIES[name].make(60, 1))
    assert len(result.plan) == 0
    assert result.report is not None
    assert result.report.verdict == "proved"


def test_where_everything_is_tied_lots_alone_decide_between_communes_of_one_size() -> None:
    result = matching.solve(FAMILIES["everything-tied"].make(200, 1), seed=5)
    other = matching.solve(FAMILIES["everything-tied"].make(200, 1), seed=6)
    assert [one.value for one in result.goals[:-1]] == [one.value for one in other.goals[:-1]]
    assert result.plan_id != other.plan_id


@pytest.mark.parametrize("share", [0.03, 0.6])
def test_scarcity_is_the_share_of_needed_units_of_each_kind(share: float) -> None:
    problem = with_scarcity(matching.generate("thanh-hoa", 400, 1), share)
    needs, stock = problem["needs"], problem["stock"]
    needed = np.bincount(needs["kind"], needs["quantity"], len(problem["kinds"]))
    held = np.bincount(stock["kind"], stock["quantity"], len(problem["kinds"]))
    offered = held > 0
    assert (np.abs(held - share * needed)[offered] <= 0.5).all()
