"""A small province and its plan on disk, made once, and a way to call commands."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from matching.cli.main import run


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    for name in ("LC_ALL", "LC_MESSAGES", "MATCHING_DEBUG", "MATCHING_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def answered(*words: object) -> Said:
        capsys.readouterr()
        code = run([str(word) for word in words])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return answered


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province") / "in"
    assert run(["generate", "--profile", "lao-cai", "--children", "400", "--seed", "1", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def solved(province: Path) -> Path:
    folder = province.parent / "plan"
    assert run(["solve", str(province), "--output", str(folder), "--seed", "5"]) == 0
    return folder


@pytest.fixture
def plan(solved: Path, tmp_path: Path) -> Path:
    """A copy of the plan that a test may damage."""
    return Path(shutil.copytree(solved, tmp_path / "plan"))
