"""``python -m benchmarks``: every benchmark by name, printed as Markdown for the docs."""

import argparse
from pathlib import Path

from benchmarks import growth, suite, suite_table
from benchmarks.appeals import figures
from benchmarks.families.registry import FAMILIES
from benchmarks.integer_leximin import INTEGER_HEAD, integer_row, integer_run
from benchmarks.mixed_province import mixed_province
from benchmarks.opening import opening_table
from benchmarks.printing import mixed_table, run_table, sweep_table, year_table
from benchmarks.sweep import sweep
from benchmarks.whole_run import whole_run
from benchmarks.year import year_runs

RUNS = Path("benchmark-runs.jsonl")
"""Where records go unless told otherwise."""


def main() -> None:
    """Run the benchmark asked for; without a name, the whole run of a province."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in HELP.items():
        command = commands.add_parser(name, help=told, description=told)
        ARGUMENTS[name](command)
    arguments = parser.parse_args()
    ACTIONS[arguments.command](arguments)


def _province(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", default="thanh-hoa")
    command.add_argument("--children", type=int, nargs="+", default=[120_000])
    command.add_argument("--policy", nargs="+", default=["equal-coverage"])
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--limit", type=float, default=60.0, help="seconds of search, and of proof")


def _suite(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES), metavar="NAME"
    )
    command.add_argument("--children", type=int, nargs="+", default=[1_000])
    command.add_argument("--seeds", type=int, default=10, help="how many")
    command.add_argument("--policy", nargs="+", default=["equal-coverage"])
    command.add_argument("--limit", type=float, default=60.0, help="seconds for an integer program")
    command.add_argument(
        "--peers", type=float, default=0.0, metavar="SECONDS", help="other tools on the same files"
    )
    command.add_argument("--output", type=Path, default=RUNS)


def _growth(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", default="thanh-hoa")
    command.add_argument(
        "--children", type=int, nargs="+", default=[1_000, 3_000, 10_000, 30_000, 100_000, 300_000]
    )
    command.add_argument("--policy", default="equal-coverage")
    command.add_argument("--output", type=Path, default=Path("growth.jsonl"))


def _table(command: argparse.ArgumentParser) -> None:
    command.add_argument("records", type=Path, nargs="?", default=RUNS)


def _chart(command: argparse.ArgumentParser) -> None:
    command.add_argument("records", type=Path, nargs="?", default=Path("growth.jsonl"))
    command.add_argument("--output", type=Path, default=Path("docs/images/growth.png"))


def _nothing(command: argparse.ArgumentParser) -> None:
    """A command without arguments."""


def _run_suite(told: argparse.Namespace) -> None:
    seeds = range(1, told.seeds + 1)
    plan = suite.Plan(told.families, told.children, seeds, told.policy, told.limit, told.peers)
    suite.write_runs(plan, told.output)


def _run_whole(told: argparse.Namespace) -> None:
    for children in told.children:
        for policy in told.policy:
            print(run_table(whole_run(told.profile, children, policy, told.seed)), flush=True)


def _run_mixed(told: argparse.Namespace) -> None:
    for children in told.children:
        for policy in told.policy:
            print(mixed_table(mixed_province(told.profile, children, policy, told.seed)), flush=True)


def _run_integer(told: argparse.Namespace) -> None:
    print(INTEGER_HEAD, flush=True)
    for children in told.children:
        for policy in told.policy:
            run = integer_run(told.profile, children, policy, told.seed, told.limit)
            print(integer_row(run), flush=True)


def _run_year(told: argparse.Namespace) -> None:
    for children in told.children:
        runs = year_runs(told.profile, children, told.seed)
        print(year_table(f"{told.profile}, {children:,} children, seed {told.seed}", runs), flush=True)


def _run_appeals(told: argparse.Namespace) -> None:
    for children in told.children:
        lines = figures(told.profile, children, told.seed)
        print("\n".join(f"* {line}" for line in lines), flush=True)


def _run_sweep(told: argparse.Namespace) -> None:
    for children in told.children:
        print(sweep_table(sweep(told.profile, children, told.policy, told.seed)), flush=True)


HELP = {
    "suite": "every family × size × seed, ours and other tools; one line of JSON each",
    "table": "the suite's records as tables",
    "run": "a province from its files, step by step, beside its yardsticks",
    "growth": "the whole run at rising sizes; one line of JSON each",
    "chart": "the growth as a chart",
    "sweep": "several policies on one problem, prepared once and each on its own",
    "opening": "seconds to import the package and to print the help",
    "mixed": "a province with cash, lots and visits, as large problems are planned",
    "integer": "cash, lots and visits, solved and proved exactly",
    "year": "twelve monthly batches beside hindsight",
    "appeals": "questions of donors to a solved province",
}
"""Every command and what it does."""

ARGUMENTS = {
    "suite": _suite, "table": _table, "run": _province, "growth": _growth, "chart": _chart, "sweep": _province,
    "opening": _nothing, "mixed": _province, "integer": _province, "year": _province, "appeals": _province,
}  # fmt: skip

ACTIONS = {
    "suite": _run_suite,
    "table": lambda told: print(suite_table.tables(suite_table.read_records(told.records))),
    "run": _run_whole,
    "growth": lambda told: growth.measured(told.profile, told.children, told.policy, told.output),
    "chart": lambda told: growth.draw(suite_table.read_records(told.records), told.output),
    "sweep": _run_sweep,
    "opening": lambda told: print(opening_table()),
    "mixed": _run_mixed,
    "integer": _run_integer,
    "year": _run_year,
    "appeals": _run_appeals,
}


if __name__ == "__main__":
    main()
