"""The suites count what truly ran, and each of them fails when the promise that it checks is broken on purpose."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT)]

from trust.sabotage import SABOTAGE, noticed  # noqa: E402
from trust.suites.files_in import hostile_cases  # noqa: E402
from trust.suites.registry import SUITES  # noqa: E402
from trust.tally import Tally  # noqa: E402

PROMISES = range(1, 9)
MINUTES = 60


def test_every_promise_has_a_suite_and_every_suite_a_promise_of_its_own_that_is_broken_on_purpose() -> None:
    assert {number for suite in SUITES.values() for number in suite.promises} == set(PROMISES)
    # Other versions of libraries and a folder that cannot be written are not ours to break.
    assert set(SUITES) - {suite for _, suite in SABOTAGE.values()} == {"versions", "read-only"}


def test_a_run_that_tried_less_than_its_target_is_short_and_one_that_lost_anything_is_broken() -> None:
    assert Tally("x", 10, tried=10).verdict == "held"
    assert Tally("x", 10, tried=9).verdict == "short"
    assert Tally("x", 10, tried=10, lost=["attempt 3"]).verdict == "broken"
    assert Tally("x", 0).verdict == "short"


def test_every_hostile_file_is_tried_in_a_full_run() -> None:
    assert len(hostile_cases()) <= SUITES["hostile-files"].target


def test_a_suite_runs_alone_and_prints_its_figures() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "trust", "overflow", "--attempts", "2"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[1].split()[:5] == ["overflow", "2", "2", "0", "2"]


def test_an_unread_manifest_is_noticed() -> None:
    assert noticed("unread-manifest")[0]


@pytest.mark.long
@pytest.mark.parametrize("name", SABOTAGE)
def test_every_promise_broken_on_purpose_is_noticed(name: str) -> None:
    seen, word = noticed(name)
    assert seen, word
