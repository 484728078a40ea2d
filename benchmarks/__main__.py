"""``python -m benchmarks``: the whole run beside its yardsticks, as a table for the docs."""

import argparse
from collections.abc import Sequence

from benchmarks.appeals import figures
from benchmarks.integer_leximin import IntegerRun, integer_run
from benchmarks.mixed_province import MixedProvince, goal_rows, mixed_province
from benchmarks.peer_table import peer_table
from benchmarks.sequential_leximin import leximin_table
from benchmarks.whole_run import WholeRun, whole_run
from benchmarks.year import Year, year_runs

INTEGER_HEAD = """
| children | policy | levels | programs | nodes | open trees | search s | proof s | audit s | verdict |
|---|---|---|---|---|---|---|---|---|---|"""


def main() -> None:
    """Run the benchmarks asked for and print one Markdown table each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--profile", default="thanh-hoa")
    parser.add_argument("--children", type=int, nargs="+", default=[120_000])
    parser.add_argument("--policy", nargs="+", default=["equal-coverage"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mixed", action="store_true", help="cash, lots and visits, as large problems are planned")
    parser.add_argument("--appeals", action="store_true", help="questions of donors to a solved province")
    parser.add_argument("--peers", type=float, metavar="SECONDS", help="a mixed province beside other tools")
    parser.add_argument("--leximin", type=float, metavar="SECONDS", help="beside sequential linear programs")
    parser.add_argument(
        "--integer", action="store_true", help="cash, lots and visits, solved and proved exactly"
    )
    parser.add_argument(
        "--limit", type=float, default=60.0, help="seconds of search, and of proof (--integer)"
    )
    parser.add_argument("--year", action="store_true", help="twelve monthly batches beside hindsight")
    arguments = parser.parse_args()
    if arguments.integer:
        print(INTEGER_HEAD, flush=True)
    for children in arguments.children:
        if arguments.appeals:
            print("\n".join(f"* {line}" for line in figures(arguments.profile, children, arguments.seed)), flush=True)
            continue
        if arguments.leximin:
            print(leximin_table(arguments.profile, children, arguments.leximin, arguments.seed), flush=True)
            continue
        if arguments.peers:
            print(peer_table(arguments.profile, children, arguments.peers, arguments.seed), flush=True)
            continue
        if arguments.year:
            runs = year_runs(arguments.profile, children, arguments.seed)
            print(year_table(f"{arguments.profile}, {children:,} children, seed {arguments.seed}", runs), flush=True)
            continue
        for policy in arguments.policy:
            if arguments.integer:
                question = (arguments.profile, children, policy, arguments.seed)
                print(integer_row(integer_run(*question, arguments.limit)), flush=True)
                continue
            if arguments.mixed:
                run = mixed_province(arguments.profile, children, policy, arguments.seed)
                print(mixed_table(run), flush=True)
                continue
            print(table(whole_run(arguments.profile, children, policy, arguments.seed)), flush=True)


def table(run: WholeRun) -> str:
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


def integer_row(run: IntegerRun) -> str:
    """Return one run of integer programs as a row of a Markdown table."""
    counts = (run.levels, run.programs, run.nodes, run.open_trees)
    seconds = (f"{one:.1f}" for one in (run.search, run.proof, run.audit))
    return f"| {' | '.join([f'{run.children:,}', run.policy, *map(str, counts), *seconds, run.verdict])} |"


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


if __name__ == "__main__":
    main()
