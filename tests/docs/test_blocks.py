"""Every block of commands and of Python on every page runs as printed, in the order of the page, in a folder of its own."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

import matching
from files.officer import filled
from matching.cli.main import run
from small_children import infeasible_problem

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.vi.md")
"""They begin with `make` and are run by `tests/examples/test_documents.py`, in processes of their own."""

BLOCK = re.compile(r"(?<!-->\n)^```(bash|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LEFT_OUT = re.compile(r"<!-- not run: [^\n]{10,} -->\n```(bash|python)\n")
"""A block that needs what a test does not have, such as a cluster, says so in a comment above it."""

SHOWN = {"", "text", "csv", "json", "toml"}
"""Kinds of blocks that are read, not run; those in braces are directives, which the building of the site runs."""


def pages():
    found = [ROOT / name for name in (*READMES, "CONTRIBUTING.md", "CHANGELOG.md")]
    found += sorted((ROOT / "docs").rglob("*.md"))
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in found}


PAGES = pages()
RUN = [
    (name, kind)
    for name, text in PAGES.items()
    for kind in ("bash", "python")
    if name not in READMES and any(found == kind for found, _ in BLOCK.findall(text))
]
"""Pages with the kind of blocks: commands and Python are two ways of doing the same, each in a folder of its own."""


@pytest.fixture(scope="module")
def round_of_300(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    assert (
        run(["generate", "--profile", "lao-cai", "--children", "300", "--seed", "1", str(folder / "in")]) == 0
    )
    assert run(["solve", str(folder / "in"), "--output", str(folder / "out"), "--seed", "2026"]) == 0
    return folder


def set_up(name, kind, folder, names):
    """Lay down what a page takes for granted besides a problem in `in` and its plan in `out`."""
    if name == "docs/files.md":
        shutil.rmtree(folder / "in")
        (folder / "in").mkdir()
        for file, text in re.findall(r"\*\*`([\w.]+)`\*\*[^\n]*\n\n```\w+\n(.*?)```", PAGES[name], re.DOTALL):
            (folder / "in" / file).write_text(text, encoding="utf-8")
    elif name == "docs/explanations.md":
        change = {"verb": "amend", "table": "stock", "where": {"offer": "O0002"}, "values": {"quantity": 60}}
        (folder / "changes.json").write_text(json.dumps([change]), encoding="utf-8")
    elif (name, kind) == ("docs/tutorial.md", "python"):
        (folder / "in").rename(folder / "round")
        (folder / "out").rename(folder / "plan")
    elif (name, kind) == ("docs/excel.md", "python"):
        (folder / "checked.xlsx").write_bytes(filled())
    elif name == "docs/cycles.md":
        names |= {"matching": matching, "batches": list(matching.generate_year("lao-cai", 60, 1))[:2]}
    elif name == "docs/conflicts.md":
        names |= {"problem": infeasible_problem(), "policy": matching.named_policy("utilitarian"), "seed": 1}


@pytest.mark.parametrize(("name", "kind"), RUN)
def test_every_block_of_the_page_runs_in_order(name, kind, round_of_300, tmp_path, monkeypatch):
    shutil.copytree(round_of_300, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MATCHING_LANG", raising=False)
    names = {"__name__": "page"}
    set_up(name, kind, tmp_path, names)
    blocks = [text for found, text in BLOCK.findall(PAGES[name]) if found == kind]
    for text in blocks:
        if kind == "python":
            exec(compile(text, name, "exec"), names)
        else:
            for line in text.splitlines():
                run_line(line)


def run_line(line):
    words = shlex.split(line, comments=True)
    if not words:
        return
    if words[2].partition(".")[0] == "benchmarks":
        # Benchmarks take long; that they exist is all that is looked at here.
        module = ROOT / words[2].replace(".", "/")
        assert module.is_dir() or module.with_suffix(".py").is_file(), line
        return
    assert words[:3] == ["python", "-m", "matching"], f"{line!r} is not run: mark the block as text"
    assert run(words[3:]) == 0, line
    if words[3] == "template":
        Path(words[4]).write_bytes(filled())


def test_the_pages_that_run_are_many_and_none_is_left_out():
    assert len(RUN) >= 16
    for name, text in PAGES.items():
        fences = [line.strip().removeprefix("```") for line in text.splitlines() if line.startswith("```")]
        kinds = {kind for kind in fences[::2] if not kind.startswith("{")}
        told = sum(kind in ("bash", "python") for kind in fences[::2])
        assert told == len(BLOCK.findall(text)) + len(LEFT_OUT.findall(text)), name
        assert kinds - SHOWN - {"bash", "python"} == set(), f"{name}: say how these blocks are run"
