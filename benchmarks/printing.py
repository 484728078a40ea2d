"""What single benchmarks measured, as Markdown tables."""

from collections.abc import Sequence

from benchmarks.mixed_province import MixedProvince, goal_rows
from benchmarks.sweep import Sweep
from benchmarks.whole_run import WholeRun
from benchmarks.year import Year


def run_table(run: WholeRun) -> str:
    """Return one run as a Markdown table."""
    head = (
        f"\n{run.name}: {run.children:,} children, {run.needs:,} needs, {run.offers:,} offers; "
        f"{run.nodes:,} nodes, {run.arcs:,} arcs; {run.verdict}; peak {run.peak_mebibytes:,} MiB\n"
    )
    steps = [f"| {name} | {seconds:.2f} |" for name, seconds in run.seconds.items()]
    sums = [
        f"| **whole run** | **{run.total:.2f}** |",
        f"| polars reads the same files | {run.polars_read:.2f} |",
        f"| one raw flow on the same arrays | {run.raw_flow:.2f} |",
        f"| **whole run ÷ (polars + raw flow)** | **{run.ratio:.2f}** |",
        f"| **arrays to individuals ÷ raw flow** | **{run.goals_ratio:.2f}** |",
    ]
    return "\n".join([head, "| step | seconds |", "|---|---|", *steps, *sums])


def mixed_table(run: MixedProvince) -> str:
    """Return one mixed province as a Markdown table."""
    head = (
        f"\n{run.name}, {run.policy}: {run.children:,} children, {run.needs:,} needs, {run.offers:,} offers; "
        f"plan of {run.lines:,} lines, {run.verdict}; peak {run.peak_mebibytes:,} MiB\n"
    )
    goals = ["| goal | plan | bound | gap |", "|---|---|---|---|", *goal_rows(run)]
    steps = [f"| {name} | {seconds:.2f} |" for name, seconds in run.seconds.items()]
    return "\n".join([head, *goals, "", "| step | seconds |", "|---|---|", *steps])


def year_table(name: str, runs: Sequence[Year]) -> str:
    """Return the ways of planning one year as a Markdown table, beside hindsight, the first."""
    best = runs[0]
    head = "| way | units met | of hindsight | weighted, of hindsight | worst commune | promises broken |"
    rows = [
        f"| {run.way} | {run.units:,} | {run.units / best.units:.1%} | {run.points / best.points:.1%} "
        f"| {run.worst:.2%} | {run.broken} |"
        for run in runs
    ]
    return "\n".join([f"\n{name}\n", head, "|---|---|---|---|---|---|", *rows])


def sweep_table(run: Sweep) -> str:
    """Return a sweep of policies as a Markdown table."""
    rows = [
        f"| {policy} | {alone:.2f} | {prepared:.2f} | {solving:.2f} | {prepared / solving:.2f} |"
        for policy, alone, prepared, solving in run.rows
    ]
    return "\n".join([
        f"\n{run.name}: {run.children:,} children; preparing once takes {run.preparing:.2f} s\n",
        "| policy | on its own, s | prepared, s | its solve alone, s | prepared ÷ solve alone |",
        "|---|---|---|---|---|",
        *rows,
    ])  # fmt: skip
