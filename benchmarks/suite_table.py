"""The suite's records as Markdown tables for the docs."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.families.registry import FAMILIES

Record = dict[str, Any]

CLOSE = 0.001
"""A goal counts as settled within 0.1 % of its bound."""

STEPS = (
    ("read", ("read",)),
    ("check", ("check",)),
    ("classes", ("order", "classes")),
    ("network", ("network", "classes and network")),
    ("goals", ("goal ", "flow", "search", "lives", "relaxation", "first round", "rounds", "lottery")),
    ("spread", ("spread",)),
    ("proof", ("certificate", "proof", "bounds")),
    ("audit", ("audit",)),
    ("reasons", ("reasons",)),
    ("explain", ("explain",)),
    ("write", ("write",)),
)
"""Columns of the table of steps, and the laps that belong to each."""


def read_records(path: Path) -> list[Record]:
    """Return the records of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tables(records: Sequence[Record]) -> str:
    """Return all tables: gaps by family, steps by family, and one table of peers per instance."""
    ours = [record for record in records if record["what"] == "ours"]
    peers = [record for record in records if record["what"] == "peer"]
    parts = [_gaps(ours), _steps(ours)] if ours else []
    for key, rows in _grouped(peers, ("family", "children", "seed")).items():
        parts.append(_peers(key, rows))
    return "\n\n".join(parts)


def _grouped(records: Iterable[Record], names: Sequence[str]) -> dict[tuple[Any, ...], list[Record]]:
    groups: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for record in records:
        groups[tuple(record[name] for name in names)].append(record)
    return groups


def _gaps(ours: Sequence[Record]) -> str:
    rows = [
        "| family | what it varies | children | policy | runs | proved | all goals ≤ 0.1 % | largest gap | not finished |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for (family, children, policy), records in _grouped(ours, ("family", "children", "policy")).items():
        gaps = [_largest_gap(record) for record in records]
        known = [gap for gap in gaps if gap is not None]
        told = "no bound" if len(known) < len(gaps) else f"{max(known, default=0.0):.2%}"
        rows.append(
            f"| {family} | {FAMILIES[family].what} | {children:,} | {policy} | {len(records)} "
            f"| {sum(record['verdict'] == 'proved' for record in records)} | {sum(map(_is_close, gaps))} "
            f"| {told} | {sum('goals' not in record for record in records)} |"
        )
    close = sum(_is_close(_largest_gap(record)) for record in ours)
    goals = [goal for record in ours for goal in record.get("goals", [])]
    near = sum(_is_close(goal["gap"]) for goal in goals)
    summary = f"{close} of {len(ours)} runs ({close / len(ours):.1%}) have every goal within 0.1 % of its proved bound"
    return "\n".join([*rows, "", f"{summary}; {near:,} of {len(goals):,} goals."])


def _largest_gap(record: Record) -> float | None:
    """Return the largest gap of a run's goals, nothing where a goal has no bound or the run did not end."""
    gaps = [goal["gap"] for goal in record.get("goals", [])]
    return None if not gaps or None in gaps else max(gaps)


def _is_close(gap: float | None) -> bool:
    return gap is not None and gap <= CLOSE


def _steps(ours: Sequence[Record]) -> str:
    names = [name for name, _ in STEPS]
    rows = [
        f"| family | children | policy | needs | {' | '.join(names)} | whole s | peak MiB |",
        "|---" * (len(names) + 6) + "|",
    ]
    for (family, children, policy), records in _grouped(ours, ("family", "children", "policy")).items():
        ended = [record for record in records if "seconds" in record]
        if not ended:
            continue
        cells = [f"{median(_seconds(record, laps) for record in ended):.2f}" for _, laps in STEPS]
        whole = median(sum(record["seconds"].values()) for record in ended)
        peak = max(max(record["mebibytes"].values()) for record in ended)
        needs = round(median(record["needs"] for record in ended))
        rows.append(
            f"| {family} | {children:,} | {policy} | {needs:,} | {' | '.join(cells)} | {whole:.2f} | {peak:,} |"
        )
    return "\n".join(["Seconds by step (medians over the seeds):", "", *rows])


def _seconds(record: Record, laps: tuple[str, ...]) -> float:
    return sum(
        seconds
        for name, seconds in record["seconds"].items()
        if any(name == lap or (lap.endswith(" ") and name.startswith(lap)) for lap in laps)
    )


def _peers(key: tuple[Any, ...], records: Sequence[Record]) -> str:
    family, children, seed = key
    rows = [
        f"{family}, {children:,} children, seed {seed}:\n",
        "| tool | build s | solve s | weighted need met | of ours | | MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    ours = records[0]["value"]
    for record in records:
        value, memory = record["value"], record["mebibytes"]
        told = "–" if value is None else f"{value:,}"
        share = "–" if value is None or not ours else f"{value / ours:.1%}"
        rows.append(
            f"| {record['peer']} | {record['build']:.2f} | {record['solve']:.2f} | {told} | {share} "
            f"| {record['told']} | {f'{memory:,}' if memory else '–'} |"
        )
    return "\n".join(rows)
