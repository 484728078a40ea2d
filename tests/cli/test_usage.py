import subprocess
import sys
from pathlib import Path

import pytest

from matching.cli.console import language_of
from matching.cli.next_command import command_line, interpreter
from matching.cli.parsing import COMMANDS
from matching.synthetic.profile_data import profile_names


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("slove",), "Did you mean solve?"),
        (("solve", "in", "--output", "out", "--polcy", "x"), "--policy"),
        (("solve", "in", "--output", "out", "--policy", "equal-coverge"), "Did you mean equal-coverage?"),
        (("generate", "--profile", "lao-ca", "--children", "5", "in"), "Did you mean lao-cai?"),
        (("solve", "in", "--output", "out", "--seed", "-1"), "seed"),
        (("solve", "in", "--output", "out", "--seed", str(2**63)), "2^63"),
        (("solve", "in", "--output", "out", "--time-limit", "0"), "above 0"),
        (("solve", "in", "--output", "out", "--time-limit", "nan"), "above 0"),
        (("demo", "--lang", "fr"), "invalid choice"),
        ((), "required"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_was_probably_meant(call, words, hint):
    said = call(*words)
    assert said.code == 2
    assert hint in said.err
    assert said.out == ""


@pytest.mark.parametrize("words", [("--seed", "-1"), ("--seed",), ("--time-limit", "0")])
def test_an_option_that_was_right_is_not_suggested(call, words):
    assert "Did you mean" not in call("solve", "in", "--output", "out", *words).err


def test_language_and_json_may_stand_before_the_command(call, province):
    assert "400 trẻ em" in call("--lang", "vi", "check", province).out
    assert call("--json", "check", province).data["sound"] is True
    assert "400 children" in call("--lang", "vi", "check", province, "--lang", "en").out


def test_generate_lists_the_profiles(call):
    told = call("generate", "--help").out
    assert [name for name in profile_names() if name not in told] == []


def test_the_next_command_names_an_interpreter_that_runs_the_library(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    running = Path(sys.executable)
    inside = running.is_relative_to(Path.cwd())
    assert interpreter() == str(running.relative_to(Path.cwd()) if inside else running)
    assert command_line("check", "my folder").endswith(" -m matching check 'my folder'")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert interpreter() in ("python", "python3")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(call, command):
    said = call(command, "--help")
    assert said.code == 0
    assert "--json" in said.out
    assert "--lang" in said.out


def test_help_imports_no_solver():
    code = (
        "import sys; from matching.cli.main import run; run(['--help']); "
        "sys.exit(any(name in sys.modules for name in ('ortools', 'networkx', 'polars', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "vi_VN", "LANG": "en_GB.UTF-8"}, "vi"),
        ({"LANG": "", "LC_MESSAGES": "vi"}, "vi"),
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"MATCHING_LANG": "vi", "LC_ALL": "C"}, "vi"),
        ({"MATCHING_LANG": "en", "LANG": "vi_VN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_terminals(environment, language):
    assert language_of(environment) == language


def test_versions_and_schema_speak_json(call):
    assert "python" in call("versions", "--json").data
    assert "python: 3." in call("versions").out
    assert call("schema").data["$schema"].startswith("https://json-schema.org")


def test_output_goes_through_a_stream_that_cannot_carry_vietnamese(province):
    finished = subprocess.run(
        [sys.executable, "-m", "matching", "check", str(province), "--lang", "vi"],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": ":".join(sys.path)},
    )
    assert finished.returncode == 0
    assert b"h?p l?" in finished.stdout
