"""Charts asked for on the command line: refused before the work starts where they cannot be drawn."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from matching.cli.console import Console
from matching.cli.guarding import UsageError

FORMATS = (".svg", ".png", ".html", ".json")
"""Endings that a chart's file may have."""


def refuse_without_charts(path: Path | None) -> None:
    """Refuse a chart that could not be saved.

    Raises
    ------
    UsageError
        If the ending is unknown, the folder is missing, or the drawing libraries are not installed.
    """
    if path is None:
        return
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"--chart takes a file ending in {', '.join(FORMATS)}, not {path.name!r}")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"the folder of {path} does not exist")
    needed = ["altair", *(["vl_convert"] if path.suffix.lower() in (".svg", ".png") else [])]
    if any(find_spec(name) is None for name in needed):
        raise UsageError("charts need more packages: pip install 'donor-need-matching[report]'")


def save_chart(chart: Any, path: Path, console: Console) -> None:
    """Save a chart in the format of its ending and say so."""
    sharp = {"ppi": 144} if path.suffix.lower() == ".png" else {}
    chart.save(str(path), format=path.suffix.lower().removeprefix("."), **sharp)
    console.tell_phrase("command.chart", file=path)
