"""One province in one process, streamed, on a pool and on a cluster: byte-identical plans."""

import hashlib
import json
from concurrent.futures import Executor
from pathlib import Path

import pytest

from matching.files import folder as folder_form
from matching.files import piecewise
from matching.files.plan_writing import write_plan
from matching.files.reading import read_problem
from matching.files.writing import write_problem
from matching.problem.problem import Problem
from matching.solving import solve
from matching.synthetic.provinces import generate

SEED = 7


@pytest.fixture(scope="module", params=["csv", "parquet"])
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param) / "in"
    write_problem(generate("lao-cai", 500, seed=2), folder, request.param)
    return folder


@pytest.fixture(autouse=True)
def many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables count as large and are cut into many pieces, so that a small province is a fair trial."""
    monkeypatch.setattr(folder_form, "BIG_FILE", 0)
    monkeypatch.setattr(piecewise.piecewise_table, "__defaults__", (None, 10_000))


def plan_of(problem: Problem, folder: Path) -> dict[str, str]:
    """Solve, write, and return the hash of every file as the manifest lists it; seconds are left out of the result."""
    write_plan(solve(problem, seed=SEED), folder)
    hashes = json.loads((folder / "manifest.json").read_bytes())["sha256"]
    result = json.loads((folder / "result.json").read_bytes())
    assert hashes["result.json"] == hashlib.sha256((folder / "result.json").read_bytes()).hexdigest()
    return {**hashes, "result.json": json.dumps({**result, "seconds": None})}


def test_one_process_streaming_and_a_cluster_give_the_same_bytes(
    province: Path, tmp_path: Path, dask: Executor
) -> None:
    problems = {
        "memory": read_problem(province),
        "streaming": read_problem(province, engine="streaming"),
        "dask": read_problem(province, executor=dask),
    }
    assert len({problem.digest for problem in problems.values()}) == 1
    plans = {name: plan_of(problem, tmp_path / name) for name, problem in problems.items()}
    assert plans["streaming"] == plans["memory"]
    assert plans["dask"] == plans["memory"]
    assert {"allocation.csv", "unmet.csv", "certificate.json"} <= plans["memory"].keys()
    lines = {name: (tmp_path / name / "allocation.csv").read_bytes() for name in plans}
    assert lines["memory"] == lines["streaming"] == lines["dask"]
    assert lines["memory"].count(b"\n") > 100
