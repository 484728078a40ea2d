"""The record of the last run of every suite, and the table that people read."""

import json
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trust.suite import Suite
from trust.tally import Tally

RECORD = Path(__file__).parent / "figures.json"
"""Figures of the last full run of every suite; ``docs/trust.md`` is filled from it."""

HEADINGS = ("suite", "tried", "caught", "lost", "target", "seconds", "verdict")


def recorded() -> dict[str, dict[str, Any]]:
    """Return what the last full runs gave, by suite."""
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}


def record(tally: Tally) -> None:
    """Keep the figures of a full run, with the day, the revision and the interpreter."""
    figures = recorded()
    figures[tally.name] = {
        **tally.to_dict(),
        "day": datetime.now(UTC).date().isoformat(),
        "revision": revision(),
        "python": platform.python_version(),
    }
    RECORD.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def revision() -> str:
    """Return the short name of the commit, with a plus sign if files differ, the record and its page left aside."""
    name = _git("rev-parse", "--short=10", "HEAD") or "unknown"
    changed = _git("status", "--porcelain", "--", ".", ":!trust/figures.json", ":!docs/trust.md")
    return name + ("+" if changed else "")


def _git(*arguments: str) -> str:
    told = subprocess.run(
        ["git", *arguments], cwd=RECORD.parents[1], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()


def row(suite: Suite, figures: dict[str, Any]) -> tuple[str, ...]:
    """Return a line of the table."""
    shown = ("tried", "caught", "lost", "target", "seconds")
    return (suite.name, *(f"{figures[name]:,}" for name in shown), str(figures["verdict"]))


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return lines as a table of text, numbers to the right."""
    lines = [HEADINGS, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    numbers = range(1, len(HEADINGS) - 1)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
