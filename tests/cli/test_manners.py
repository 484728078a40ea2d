"""Manners on a terminal and in a pipe: quiet, colours, progress, completion, and a log that holds nothing of the data."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import matching
from cli.test_terminal import in_a_terminal, shown
from matching.cli.console import Console
from matching.cli.progress import progress_of, step_name
from matching.files.writing import write_problem
from matching.reporting.wording import phrases
from matching.timing import Step
from small_children import named_problem

SOURCE = Path(matching.__file__).parent
RUN = "import sys; from matching.cli.main import run; sys.exit(run(sys.argv[1:]))"


def test_quiet_prints_results_and_errors_alone(call, province, tmp_path):
    said = call("check", province, "--quiet")
    assert (said.code, said.err) == (0, "")
    assert "400 children" in said.out
    assert (
        "solve"
        not in call("--quiet", "generate", "--profile", "lao-cai", "--children", "9", tmp_path / "in").err
    )
    wrong = call("check", tmp_path / "nowhere", "--quiet")
    assert wrong.code == 3
    assert wrong.err or wrong.out


def test_progress_is_drawn_on_a_terminal_and_wiped_away(province, tmp_path):
    process, seat = in_a_terminal(RUN, "solve", province, "--output", tmp_path / "out", "--lang", "en")
    told = shown(seat)
    assert process.wait(timeout=60) == 0
    assert "Solving" in told
    assert re.search(
        r"Solving \((plan audited|reasons found|handed out to children|rows put in order|network built)", told
    )


def test_no_color_leaves_a_terminal_without_colours(province, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    process, seat = in_a_terminal(RUN, "solve", province, "--output", tmp_path / "out", "--lang", "en")
    told = shown(seat)
    assert process.wait(timeout=60) == 0
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", told)


def test_a_pipe_sees_no_progress(call, province, tmp_path):
    said = call("solve", province, "--output", tmp_path / "out")
    assert "\x1b" not in said.out + said.err


def test_progress_goes_to_the_library_as_callbacks_and_it_prints_nothing(capsys):
    seen, counts = [], []
    problem = matching.demo_problem()
    matching.solve(problem, steps=seen.append)
    matching.compare(problem, ["greedy", "utilitarian"], progress=lambda *pair: counts.append(pair))
    assert {step.name for step in seen} >= {"audit", "reasons"}
    assert counts == [(1, 2), (2, 2)]
    assert capsys.readouterr() == ("", "")


def test_steps_of_a_process_of_its_own_are_heard_as_well():
    seen = []
    result = matching.solve(matching.demo_problem(), isolate=True, steps=seen.append)
    assert [step.name for step in seen if step.name == "audit"] == ["audit"]
    assert sum(step.seconds for step in seen) == pytest.approx(sum(result.seconds.values()))


def test_the_frontier_tells_how_many_levels_are_asked():
    counts = []
    matching.frontier(matching.demo_problem(), levels=3, progress=lambda *pair: counts.append(pair))
    assert counts
    assert counts[-1][0] <= counts[-1][1] == 3


def test_every_step_of_the_source_has_a_name_in_both_languages():
    names = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            lap = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "lap"
            if lap and isinstance(node.args[0], ast.Constant):
                names.add(node.args[0].value)
    assert len(names) > 10
    for language in ("en", "vi"):
        assert [name for name in names if f"step.{name}".replace(" ", "_") not in phrases()[language]] == []
    assert step_name("goal 3", "en") == "goal 3 settled"
    assert step_name("lottery", "vi") == "đã bốc thăm"


def test_progress_without_a_terminal_only_feeds_the_log(tmp_path):
    from matching.cli.bug_log import BugLog

    log = BugLog(tmp_path / "log.txt")
    with progress_of(Console(log=log), "progress.solving") as progress:
        progress.step(Step("audit", 0.5))
        progress.count(1, 2)
    assert "step name=audit seconds=0.5" in log.path.read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_knows_every_command(call, shell):
    script = call("completion", shell).out
    for word in ("what-if", "--time-limit", "--reference-date", "audit"):
        assert word in script


def test_the_completion_of_bash_is_bash(call):
    script = call("completion", "bash").out
    finished = subprocess.run(["bash", "-n"], input=script.encode(), capture_output=True, check=False)
    assert finished.returncode == 0, finished.stderr.decode()


def test_without_the_extra_completion_says_how_to_install_it(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "shtab", None)
    said = call("completion", "bash")
    assert said.code == 1
    assert "donor-need-matching[cli]" in said.err


CANARY = "Hoa0912345678"
"""A name and telephone number put wherever the data has text, and into the names of files."""


def test_the_log_holds_nothing_of_the_data(call, tmp_path):
    folder, log = tmp_path / CANARY / "in", tmp_path / "log.txt"
    write_problem(named_problem(CANARY), folder)
    plan, ledger = folder.parent / "plan", folder.parent / f"{CANARY}.sqlite"
    logged = ("--log", log)
    assert call("check", folder, *logged).code == 0
    assert call("solve", folder, "--output", plan, *logged).code == 0
    assert call("audit", folder, plan, *logged).code == 0
    assert call("explain", folder, plan, "--need", f"n{CANARY}0", *logged).code == 0
    assert call("explain", folder, plan, "--need", f"unknown{CANARY}", *logged).code == 2
    assert call("report", folder, plan, "--output", folder.parent / f"{CANARY}.html", *logged).code == 0
    assert call("apply", folder, plan, "--ledger", ledger, "--operator", CANARY, *logged).code == 0
    for name, wrong in (("children.csv", f"{CANARY}x"), ("needs.csv", f"{CANARY},{CANARY}")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8-sig") + wrong + "\n" + f"{CANARY}\n", encoding="utf-8")
    broken = (folder / "donors.csv").read_text(encoding="utf-8-sig").replace("name", CANARY, 1)
    (folder / "donors.csv").write_text(broken, encoding="utf-8")
    assert call("check", folder, *logged).code == 3
    assert call("solve", folder, "--output", plan, "--policy", f"{CANARY}.json", *logged).code == 2
    text = log.read_text(encoding="utf-8")
    assert CANARY not in text
    assert "Hoa" not in text
    for told in (
        "command name=solve",
        "option policy=equal-coverage",
        "end code=0",
        "issue severity=error code=",
    ):
        assert told in text
    assert "step name=audit" in text


def test_the_log_tells_where_an_unforeseen_error_came_from_without_its_words(
    call, tmp_path, province, monkeypatch
):
    def broken(path):
        raise RuntimeError(f"cell {CANARY}")

    monkeypatch.setattr("matching.files.reading.check_problem", broken)
    said = call("check", province, "--log", tmp_path / "log.txt")
    assert said.code == 1
    text = (tmp_path / "log.txt").read_text()
    assert "error kind=RuntimeError" in text
    assert re.search(r"frame at=matching/cli/check\.py:\d+ function=execute", text)
    assert CANARY not in text


def test_a_log_that_cannot_be_written_is_told(call, province, tmp_path):
    said = call("check", province, "--log", tmp_path / "no" / "log.txt")
    assert said.code == 1
    assert "Traceback" not in said.err


def test_the_next_command_keeps_the_language_that_was_asked_for(call, tmp_path):
    assert "--lang vi" in call("template", tmp_path / "a.xlsx", "--lang", "vi").err
    assert "--lang" not in call("template", tmp_path / "b.xlsx").err


def test_versions_tell_the_packages_that_matter(call):
    data = json.loads(call("versions", "--json").out)
    assert {"python", "donor-need-matching", "ortools", "highspy", "numpy"} <= data.keys()
