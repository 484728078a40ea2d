"""An interrupt while the command line is still being imported ends in words, not in a traceback."""

import subprocess
import sys

import pytest

from matching.reporting.wording import phrase

START = """
import sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "matching.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
from matching.cli.starting import start
sys.exit(start())
"""


@pytest.mark.parametrize("language", ["en", "vi"])
def test_an_interrupt_before_the_command_runs_is_told_in_one_line(language: str) -> None:
    words = ["solve", "nowhere", "--quiet", "--lang", language]
    said = subprocess.run(
        [sys.executable, "-c", START, *words], capture_output=True, encoding="utf-8", check=False
    )
    assert (said.returncode, said.stdout) == (130, "")
    assert said.stderr == phrase("command.interrupted", language) + "\n"


def test_an_interrupt_is_told_to_the_quiet_too(call, province, tmp_path, monkeypatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("matching.cli.main._executed", interrupted)
    said = call("solve", province, "--output", tmp_path / "out", "--quiet", "--lang", "en")
    assert (said.code, said.err) == (130, phrase("command.interrupted", "en") + "\n")
