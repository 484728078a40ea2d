"""The fences of the house, read from the source: who may import whom, and how large a room may be."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "matching"

FLOORS = (
    ("errors", "vocabulary", "timing", "package_versions", "installation", "markup"), ("problem",), ("intake",), ("plan",),
    ("measuring", "auditing"), ("formulation",), ("engines",), ("goals",), ("explanation",), ("fundraising",),
    ("solving",), ("comparing", "ledger"), ("cycles",),
    ("adapters", "isolation", "files", "reporting", "synthetic"), ("workbooks", "views"), ("pages",), ("doors",),
    ("explaining", "appealing"), ("studies",),
    ("cli", "__init__"), ("__main__",),
)  # fmt: skip
"""Rooms from the ground up; a room may import from itself and from the floors below."""

MODULES = sorted(path for path in SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor_of(room: str) -> int:
    (floor,) = [number for number, rooms in enumerate(FLOORS) if room in rooms]
    return floor


def imports_of(path: Path) -> list[str]:
    """Every module named by an import anywhere in the file; relative imports made absolute."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = (
                ["matching", *path.relative_to(SOURCE).parts[:-1]][: 1 - node.level or None]
                if node.level
                else []
            )
            origin = ".".join([*package, *([node.module] if node.module else [])])
            names += [f"{origin}.{alias.name}" if origin == "matching" else origin for alias in node.names]
    return names


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_every_module_lives_on_a_floor() -> None:
    rooms = {room for floor in FLOORS for room in floor}
    assert {room_of(path) for path in MODULES} <= rooms
    assert {"problem", "plan", "auditing", "errors"} <= {room_of(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_only_point_down(path: Path) -> None:
    own = room_of(path)
    for name in imports_of(path):
        if not name.startswith("matching."):
            continue
        room = name.split(".")[1]
        rooms = {room for floor in FLOORS for room in floor}
        if room not in rooms:
            assert own in ("cli", "__main__"), f"{name_of(path)} takes {room} from the façade"
            continue
        assert room == own or floor_of(room) < floor_of(own), (
            f"{name_of(path)} imports {name}, which is not below it"
        )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_inside_imports_the_facade(path: Path) -> None:
    if room_of(path) not in ("cli", "__main__"):
        assert "matching" not in imports_of(path)


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("pydantic", {"intake"}),
        ("ortools", {"engines"}),
        ("highspy", {"engines"}),
        ("networkx", {"engines"}),
        ("jinja2", {"pages"}),
    ],
)
def test_a_library_stays_in_its_room(library: str, rooms: set[str]) -> None:
    users = {
        room_of(path) for path in MODULES if any(name.split(".")[0] == library for name in imports_of(path))
    }
    assert users <= rooms


def test_the_audit_shares_no_code_with_formulation_engines_and_goals() -> None:
    for path in MODULES:
        if room_of(path) == "auditing":
            used = {name.split(".")[1] for name in imports_of(path) if name.startswith("matching.")}
            assert used <= {"errors", "vocabulary", "problem", "plan", "auditing"}, name_of(path)


def test_importing_the_library_loads_no_solver_and_no_data_frames() -> None:
    code = "import sys, matching; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(ast.literal_eval(told))
    assert "matching" in loaded
    assert not loaded & {"ortools", "highspy", "networkx", "scipy", "pandas", "polars", "pyarrow", "pydantic"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    if room_of(path) == "cli":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    assert "print" not in calls


def test_modules_are_small() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > 300} == {}
    assert statistics.median(lines.values()) <= 120
