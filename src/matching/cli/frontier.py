"""``frontier``: what lifting the worst-off costs, level by level."""

from argparse import ArgumentParser, Namespace

from matching.cli.charting import refuse_without_charts, save_chart
from matching.cli.choosing import DEFAULT_POLICY, chosen_policy
from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.cli.parsing import whole_number
from matching.cli.progress import progress_of
from matching.cli.study_options import add_study_options

HELP = "show what lifting the worst-off communes costs in all"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_study_options(parser, "each integer program")
    parser.add_argument(
        "--policy", default=DEFAULT_POLICY, metavar="NAME|FILE",
        help="whose index of disadvantage sets the targets (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--by", choices=("commune", "commune_kind"), default="commune", help="default: %(default)s"
    )
    parser.add_argument(
        "--measure", choices=("weight", "units"), default="weight", help="default: %(default)s"
    )
    parser.add_argument("--plain", action="store_true", help="levels are shares of need, not of targets")
    parser.add_argument("--levels", type=whole_number, metavar="N", help="most levels asked, at least 2")


def execute(arguments: Namespace, console: Console) -> int:
    """Find the corners and show them."""
    from matching.files.reading import read_problem
    from matching.studies.equity import frontier

    refuse_without_charts(arguments.chart)
    if arguments.levels is not None and arguments.levels < 2:
        raise UsageError("--levels must be at least 2")
    policy = chosen_policy(arguments.policy)
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    with progress_of(console, "progress.frontier") as progress:
        found = frontier(
            problem, policy, by=arguments.by, measure=arguments.measure, adjusted=not arguments.plain,
            seed=arguments.seed, levels=arguments.levels, time_limit=arguments.time_limit, progress=progress.count,
        )  # fmt: skip
    if console.json:
        console.show_json(found.to_document())
    else:
        console.show(found.summary(console.language))
    if arguments.chart:
        save_chart(found.chart(console.language), arguments.chart, console)
    return ExitCode.PROVED
