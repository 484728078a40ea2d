"""Nothing in the library unpickles a file, evaluates a text or opens a connection; licences of what it needs are listed."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "matching"
MODULES = sorted(SOURCE.rglob("*.py"))

NETWORK = {
    "socket", "ssl", "urllib", "http", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "asyncio",
    "requests", "httpx", "aiohttp", "webbrowser", "socketserver",
}  # fmt: skip
UNSAFE = {"pickle", "marshal", "shelve", "yaml", "dill", "cloudpickle", "joblib"}
RUNNING = {"eval", "exec", "compile", "__import__"}


def imported(path: Path) -> set[str]:
    """The libraries that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_opens_connections_unpickles_or_runs_texts(path: Path) -> None:
    names = imported(path)
    assert not names & NETWORK
    # Only between a run and the process that it has started itself.
    assert not names & UNSAFE or path.parent.name == "isolation"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            assert not (isinstance(called, ast.Name) and called.id in RUNNING)
            assert not (isinstance(called, ast.Attribute) and called.attr == "read_pickle")
            assert not any(keyword.arg in ("shell", "allow_pickle") for keyword in node.keywords)


def test_every_direct_dependency_stands_in_the_list_of_licences() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for more in project["optional-dependencies"].values() for one in more),
    ]
    names = {re.split(r"[<>=\[ ]", one)[0] for one in wanted} - {"donor-need-matching"}
    page = (ROOT / "docs" / "dev" / "licences.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([^ |]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))
    told = {re.sub(r"[-_.]+", "-", name).lower(): licence for name, licence in listed.items()}
    assert len(names) > 10
    assert {name: told.get(name, "missing") for name in names if told.get(name, "UNKNOWN") == "UNKNOWN"} == {}


@pytest.mark.parametrize("name", ["dev", "docs", "trust", "peers", "lowest"])
def test_every_locked_list_has_a_hash_for_every_package(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pinned = [number for number, line in enumerate(lines) if re.match(r"[A-Za-z0-9]", line)]
    assert len(pinned) > 20
    assert all("==" in lines[number] and "--hash=sha256:" in lines[number + 1] for number in pinned)


def test_the_list_of_oldest_versions_asks_for_what_the_library_says_it_works_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for more in project["optional-dependencies"].values() for one in more),
    ]
    listed = (ROOT / "requirements" / "lowest.in").read_text(encoding="utf-8").split()
    assert [one for one in wanted if one not in listed and "[" not in one] == []
