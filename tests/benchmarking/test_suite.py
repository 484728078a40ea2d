import json
from pathlib import Path

from benchmarks.__main__ import ACTIONS, ARGUMENTS, HELP
from benchmarks.suite import Plan, write_runs
from benchmarks.suite_table import read_records, tables


def record(gap: float | None, **changes: object) -> dict[str, object]:
    goal = {"goal": "weight, sum", "value": "9", "bound": "9", "gap": gap}
    told = {
        "what": "ours", "family": "lots", "children": 10, "seed": 1, "policy": "utilitarian", "needs": 7,
        "verdict": "proved", "goals": [goal], "seconds": {"read": 1.0, "goal 1": 2.0}, "mebibytes": {"read": 5},
    }  # fmt: skip
    return {**told, **changes}


def test_a_run_without_bound_or_end_is_not_counted_as_close() -> None:
    ended = {
        name: value for name, value in record(0.0).items() if name not in ("goals", "seconds", "mebibytes")
    }
    told = tables(
        [record(0.0), record(0.0009), record(0.002), record(None), {**ended, "verdict": "not finished"}]
    )
    assert "2 of 5 runs (40.0%)" in told
    assert "2 of 4 goals" in told


def test_steps_are_medians_over_seeds() -> None:
    slow = record(0.0, seed=2, seconds={"read": 3.0, "goal 1": 4.0})
    assert "| 2.00 | 0.00 | 0.00 | 0.00 | 3.00 |" in tables([record(0.0), slow])


def test_one_instance_is_told_with_steps_memory_and_gaps(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    write_runs(Plan(("ha-noi-14",), (40,), (1,), ("equal-coverage",), limit=60.0, peers=0.0), path)
    (told,) = read_records(path)
    assert told["verdict"] == "proved"
    assert [goal["gap"] for goal in told["goals"]] == [0.0] * 4
    steps = {
        "read",
        "check",
        "order",
        "classes",
        "network",
        "goal 1",
        "spread",
        "audit",
        "reasons",
        "explain",
        "write",
    }
    assert steps <= set(told["seconds"]) == set(told["mebibytes"])
    assert json.loads(path.read_text(encoding="utf-8")) == told


def test_every_command_has_a_help_arguments_and_an_action() -> None:
    assert set(HELP) == set(ARGUMENTS) == set(ACTIONS)
