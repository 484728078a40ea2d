"""Many problems of one folder are solved one by one, wherever their executor runs."""

from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from matching.files.reading import read_problem
from matching.files.writing import write_problem
from matching.plan.result import Result
from matching.problem.joining import joined
from matching.solving import solve
from matching.studies.folders import FolderRun, solve_folders
from matching.synthetic.nation import generate_nation
from matching.synthetic.provinces import generate

SIZES = {"dien-bien": 150, "ha-noi-14": 400, "lao-cai": 250}


@pytest.fixture(scope="module")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provinces")
    for name, children in SIZES.items():
        write_problem(generate(name, children, seed=4), folder / name)
    return folder


@pytest.fixture(scope="module")
def one_by_one(
    provinces: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[tuple[FolderRun, ...], Path]:
    target = tmp_path_factory.mktemp("plans")
    with ThreadPoolExecutor(1) as pool:
        return solve_folders(provinces, target, seed=5, executor=pool), target


def test_every_folder_has_its_audited_plan(
    provinces: Path, one_by_one: tuple[tuple[FolderRun, ...], Path]
) -> None:
    runs, target = one_by_one
    assert [run.name for run in runs] == sorted(SIZES)
    for run in runs:
        alone = solve(read_problem(provinces / run.name), seed=5)
        assert run.verdict == "proved"
        assert run.plan_id == alone.plan_id
        assert run.children == SIZES[run.name]
        assert run.met == int(alone.plan.quantity.sum())
        assert (target / run.name / "manifest.json").is_file()


def test_a_cluster_writes_the_same_plans(
    provinces: Path, one_by_one: tuple[tuple[FolderRun, ...], Path], dask: Executor, tmp_path: Path
) -> None:
    runs = solve_folders(provinces, tmp_path, seed=5, executor=dask)
    assert [run.plan_id for run in runs] == [run.plan_id for run in one_by_one[0]]
    for run in runs:
        for name in ("allocation.csv", "unmet.csv", "communes.csv", "certificate.json"):
            assert (tmp_path / run.name / name).read_bytes() == (one_by_one[1] / run.name / name).read_bytes()


def test_a_folder_with_mistakes_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_problem(generate("ha-noi-14", 30, seed=4), tmp_path / "in" / name)
    (tmp_path / "in" / "a" / "needs.csv").write_text("need,kind\n", encoding="utf-8")
    with ThreadPoolExecutor(1) as pool:
        wrong, sound = solve_folders(tmp_path / "in", tmp_path / "out", executor=pool)
    assert (wrong.verdict, wrong.plan_id) == ("none", "")
    assert "quantity" in wrong.why
    assert sound.verdict == "proved"
    assert not (tmp_path / "out" / "a").exists()


def test_by_default_every_folder_has_a_process_of_its_own_and_is_told_as_it_is_done(tmp_path: Path) -> None:
    write_problem(generate("ha-noi-14", 30, seed=4), tmp_path / "in" / "a")
    told: list[FolderRun] = []
    (run,) = solve_folders(tmp_path / "in", tmp_path / "out", seed=5, progress=told.append)
    assert told == [run]
    assert run.plan_id == solve(read_problem(tmp_path / "in" / "a"), seed=5).plan_id
    assert run.peak_bytes < 2**30


def test_a_folder_without_problems_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds a problem"):
        solve_folders(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("policy", ["equal-coverage", "utilitarian", "nobody-with-nothing"])
def test_independent_provinces_solved_one_by_one_are_solved_best_together(policy: str) -> None:
    parts = [problem for _, problem in islice(generate_nation(3_400, seed=3), 3, 5)]
    whole = solve(joined(parts[0], parts[1]), policy, seed=9)
    apart = [solve(part, policy, seed=9) for part in parts]
    assert whole.report is not None
    assert whole.report.verdict == "proved"
    assert lines_of(whole) == sorted(line for result in apart for line in lines_of(result))


def lines_of(result: Result) -> list[tuple[str, str, int]]:
    offers, needs, plan = result.problem["offers"]["offer"], result.problem["needs"]["need"], result.plan
    return sorted(
        zip(offers[plan.offer].tolist(), needs[plan.need].tolist(), plan.quantity.tolist(), strict=True)
    )
