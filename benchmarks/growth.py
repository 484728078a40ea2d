"""How the whole run grows with the number of children, measured and drawn."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.suite import Plan, runs

Record = dict[str, Any]

PALETTE = {"whole run": "#1f5fa8", "solving alone": "#d9822b"}

GREEN = "#2f7d4f"


def measured(profile: str, children: Sequence[int], policy: str, path: Path) -> None:
    """Append one run per size to a file of JSON lines, the smallest size first."""
    plan = Plan((profile,), sorted(children), (1,), (policy,), limit=600.0, peers=0.0)
    with path.open("a", encoding="utf-8") as lines:
        for record in runs(plan):
            lines.write(json.dumps(record) + "\n")
            lines.flush()
            print(_told(record), flush=True)


def _told(record: Record) -> str:
    if "seconds" not in record:
        return f"{record['children']:,} children: {record['verdict']}"
    whole, peak = _whole(record), max(record["mebibytes"].values())
    return f"{record['children']:,} children: {record['verdict']}, {whole:.1f} s, {peak:,} MiB"


def _whole(record: Record) -> float:
    """Return the seconds from the files to the written plan; explaining everything is left out."""
    return float(sum(seconds for name, seconds in record["seconds"].items() if name != "explain"))


def _solving(record: Record) -> float:
    return float(sum(seconds for name, seconds in record["seconds"].items() if name.startswith("goal ")))


def draw(records: Sequence[Record], path: Path) -> None:
    """Save the chart: seconds and memory by children, both axes by powers of ten, and a line of even growth."""
    import altair as alt

    ended = [record for record in records if "seconds" in record]
    points = [
        {"children": record["children"], "what": what, "seconds": seconds(record)}
        for record in ended
        for what, seconds in (("whole run", _whole), ("solving alone", _solving))
    ]
    last = max(ended, key=lambda record: record["children"])
    even = [
        {"children": record["children"], "seconds": _whole(last) * record["children"] / last["children"]}
        for record in ended
    ]
    sizes = [record["children"] for record in ended]
    x = alt.X(
        "children:Q",
        scale=alt.Scale(type="log", domain=[_power(min(sizes)), _power(max(sizes), up=True)], nice=False),
        title="children",
        axis=alt.Axis(format="~s", values=_powers(sizes), grid=False),
    )
    top = [point["seconds"] for point in (*points, *even)]
    y = alt.Y(
        "seconds:Q",
        scale=alt.Scale(type="log", domain=[_power(min(top)), _power(max(top), up=True)], nice=False),
        title=None,
        axis=alt.Axis(format="~g", values=_powers(top)),
    )
    memory = [
        {"children": record["children"], "mebibytes": max(record["mebibytes"].values())} for record in ended
    ]
    held = [row["mebibytes"] for row in memory]
    peak = alt.Y(
        "mebibytes:Q",
        scale=alt.Scale(type="log", domain=[_power(min(held)), _power(max(held), up=True)], nice=False),
        title=None,
        axis=alt.Axis(format="~g", values=_powers(held)),
    )
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=list(PALETTE), range=list(PALETTE.values())),
        title=None,
        legend=alt.Legend(orient="top-left", offset=6),
    )
    sized = {"width": 340, "height": 260}
    line = alt.Chart(alt.Data(values=even)).mark_line(strokeDash=[5, 4], color="#8a8a8a").encode(x, y)
    curves = (
        alt.Chart(alt.Data(values=points)).mark_line(point={"size": 45}, strokeWidth=2.2).encode(x, y, colour)
    )
    seconds_chart = (line + curves).properties(
        **sized,
        title=alt.Title("Seconds", subtitle="dashed: exactly with the number of children", anchor="start"),
    )
    memory_chart = (
        alt.Chart(alt.Data(values=memory))
        .mark_line(point={"size": 45, "color": GREEN}, color=GREEN, strokeWidth=2.2)
        .encode(x, peak)
        .properties(**sized, title=alt.Title("Peak memory, MiB", subtitle=" ", anchor="start"))
    )
    chart = alt.hconcat(seconds_chart, memory_chart, spacing=40).configure_view(stroke=None)
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.save(str(path), scale_factor=2)


def _power(value: float, up: bool = False) -> float:
    """Return the power of ten at or below a value, or at or above it."""
    exponent = math.log10(value)
    return float(10.0 ** (math.ceil(exponent) if up else math.floor(exponent)))


def _powers(values: Sequence[float]) -> list[float]:
    """Return the powers of ten around some values."""
    first, last = (
        round(math.log10(_power(value, up))) for value, up in ((min(values), False), (max(values), True))
    )
    return [10.0**exponent for exponent in range(first, last + 1)]
