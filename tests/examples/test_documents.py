"""Documents that cannot drift: commands run, every rule has its section, every link leads to a file."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from matching.auditing.registry import RULES
from matching.cli.exit_codes import ExitCode
from matching.cli.main import run
from matching.formulation.network_rules import NETWORK_RULES
from matching.problem.policy import policy_from_dict, policy_names

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.vi.md")
DOCUMENTS = [*READMES, "CONTRIBUTING.md", *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))]


def _text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def _blocks(name, language):
    return re.findall(rf"```{language}\n(.*?)```", _text(name), re.DOTALL)


def _environment():
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "LANG": "en_GB.UTF-8", "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_readme_works_one_after_another(readme, tmp_path):
    commands = [line for block in _blocks(readme, "bash") for line in block.splitlines() if line.strip()]
    ours = [shlex.split(line, comments=True) for line in commands if line.startswith("python -m matching")]
    assert len(ours) >= 4
    for words in ours:
        finished = subprocess.run(
            [sys.executable, *words[1:]], cwd=tmp_path, env=_environment(), capture_output=True, check=False
        )
        assert finished.returncode == 0, (words, finished.stderr.decode())


@pytest.mark.parametrize("readme", READMES)
def test_the_python_of_the_readme_runs_after_its_commands(readme, tmp_path):
    generate = [
        sys.executable,
        "-m",
        "matching",
        "generate",
        "--profile",
        "lao-cai",
        "--children",
        "300",
        "in",
    ]
    subprocess.run(generate, cwd=tmp_path, env=_environment(), capture_output=True, check=True)
    blocks = _blocks(readme, "python")
    assert blocks
    for block in blocks:
        command = [sys.executable, "-c", block]
        finished = subprocess.run(command, cwd=tmp_path, env=_environment(), capture_output=True, check=False)
        assert finished.returncode == 0, finished.stderr.decode()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_within_the_repository_leads_to_a_file(document):
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", _text(document))
    inside = [target for target in targets if not target.startswith("http")]
    missing = [target for target in inside if not ((ROOT / document).parent / target).exists()]
    assert missing == []


def test_every_rule_of_audit_and_structure_has_its_section():
    sections = set(re.findall(r"^### (\w+)$", _text("docs/rules.md"), re.MULTILINE))
    assert {rule.name for rule in RULES} <= sections
    refused = {rule.name for rule in NETWORK_RULES}
    told = _text("docs/rules.md")
    assert [name for name in refused if name not in sections and f"`{name}`" not in told] == []


@pytest.mark.parametrize("document", [*READMES, "docs/goals.md"])
def test_every_policy_is_described(document):
    assert [name for name in policy_names() if f"`{name}`" not in _text(document)] == []


def test_the_policy_file_of_the_documentation_is_a_policy():
    (block,) = _blocks("docs/goals.md", "json")
    assert policy_from_dict(json.loads(block)).name == "our-province"


@pytest.mark.parametrize("readme", READMES)
def test_every_exit_code_is_told(readme):
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", _text(readme), re.MULTILINE)}
    assert told == set(ExitCode) - {ExitCode.PIPE_CLOSED}


@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.vi.md", "vi")])
def test_the_table_of_the_readme_is_what_the_demonstration_prints(readme, language, tmp_path, capsys):
    assert run(["demo", "--lang", language, "--output", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    (picture,) = _blocks(readme, "text")
    table, verdict = picture.strip().split("\n\n")
    assert table in printed
    assert printed.rstrip().endswith(verdict)
