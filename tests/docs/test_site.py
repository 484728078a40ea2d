"""The documentation site: no page stands alone, every public name is described once, and the tutorial runs as printed."""

import json
import re
import shlex
from pathlib import Path

import pytest

import matching
from matching.cli.main import run

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LISTED = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"(?:.*<)?([^<>]+?)>?$")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def source(stem: Path) -> Path:
    """Return the file behind an entry of a table of contents."""
    return next(path for path in (stem.with_name(stem.name + end) for end in (".md", ".py")) if path.exists())


def entries(page: Path) -> list[Path]:
    found = []
    for block in LISTED.findall(text(page)) if page.suffix == ".md" else ():
        for line in (line.strip() for line in block.splitlines()):
            if not line or line.startswith(":"):
                continue
            name = ENTRY.match(line)[1]  # type: ignore[index]
            base = ROOT / name[1:] if name.startswith("/") else page.parent / name
            if "*" in name:
                found += sorted(base.parent.glob(base.name + ".md"))
            else:
                found.append(source(base))
    return found


def reached() -> set[Path]:
    seen, waiting = {DOCS / "index.md"}, [DOCS / "index.md"]
    while waiting:
        new = [page for page in entries(waiting.pop()) if page not in seen]
        seen |= set(new)
        waiting += new
    return seen


def test_every_page_and_example_is_reached_from_the_first_page():
    wanted = {*DOCS.rglob("*.md"), *(ROOT / "examples").rglob("*.py"), *ROOT.glob("*.md")}
    assert {str(page.relative_to(ROOT)) for page in wanted - reached()} == set()


def test_the_gallery_tells_of_every_example():
    table = text(DOCS / "gallery.md").partition("```{toctree}")[0]
    for example in (ROOT / "examples").rglob("*.py"):
        assert f"](../{example.relative_to(ROOT).as_posix()})" in table


def test_every_public_name_has_one_place_in_the_reference():
    told = re.findall(r"^\.\. auto\w+:: matching\.(\w+)$", text(DOCS / "api.md"), re.MULTILINE)
    assert sorted(told) == sorted(name for name in matching.__all__ if name != "__version__")


def test_every_public_name_explains_itself():
    for name in matching.__all__:
        if name != "__version__":
            assert (getattr(matching, name).__doc__ or "").strip(), name


def run_page(name: str) -> None:
    """Run a page's commands and Python in the order in which they stand."""
    names: dict[str, object] = {}
    for language, block in re.findall(r"```(bash|python)\n(.*?)```", text(DOCS / name), re.DOTALL):
        if language == "python":
            exec(compile(block, name, "exec"), names)
            continue
        for line in block.splitlines():
            if line.startswith("python -m matching"):
                assert run(shlex.split(line, comments=True)[3:]) == 0, line


@pytest.mark.parametrize("name", ["tutorial.md", "certificates.md", "lotteries.md", "fairness.md"])
def test_what_a_page_shows_runs_as_printed(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run_page(name)
    assert capsys.readouterr().out


@pytest.fixture
def a_round(tmp_path, monkeypatch):
    """The folders ``in`` and ``out`` that pages speak of."""
    monkeypatch.chdir(tmp_path)
    assert run(["generate", "--profile", "lao-cai", "--children", "60", "--seed", "1", "in"]) == 0
    assert run(["solve", "in", "--output", "out", "--seed", "2026"]) == 0
    change = {"verb": "amend", "table": "stock", "where": {"offer": "O0002"}, "values": {"quantity": 60}}
    (tmp_path / "changes.json").write_text(json.dumps([change]))
    return tmp_path


@pytest.mark.parametrize("name", ["appeals.md", "explanations.md"])
def test_what_a_page_shows_of_a_round_runs_as_printed(name, a_round, capsys):
    run_page(name)
    assert capsys.readouterr().out
