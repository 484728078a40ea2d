"""``compare``: policies and rules of thumb side by side."""

from argparse import ArgumentParser, Namespace

from matching.cli.charting import refuse_without_charts, save_chart
from matching.cli.choosing import chosen_policy
from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.cli.parsing import whole_number
from matching.cli.progress import progress_of
from matching.cli.study_options import add_study_options

HELP = "solve a problem under several policies and set them side by side"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_study_options(parser, "each policy that needs an integer program")
    parser.add_argument(
        "--policy",
        action="append",
        metavar="NAME|FILE",
        help="one of them, repeatable (default: all shipped)",
    )
    parser.add_argument("--by", default="commune", metavar="GROUPS", help="default: %(default)s")
    parser.add_argument(
        "--pool-below", type=whole_number, default=0, metavar="N",
        help="join groups of fewer children and shared needs",
    )  # fmt: skip


def execute(arguments: Namespace, console: Console) -> int:
    """Solve under every policy and show the tables."""
    from matching.files.reading import read_problem
    from matching.problem.policy import policy_names
    from matching.studies.policies import compare

    refuse_without_charts(arguments.chart)
    policies = [chosen_policy(name) for name in arguments.policy or policy_names()]
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    console.tell_phrase("command.comparing", policies=", ".join(policy.name for policy in policies))
    try:
        with progress_of(console, "progress.comparing") as progress:
            found = compare(
                problem, policies, seed=arguments.seed, by=arguments.by, pool_below=arguments.pool_below,
                time_limit=arguments.time_limit, progress=progress.count,
            )  # fmt: skip
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error
    if console.json:
        console.show_json(found.to_document())
    else:
        console.show(found.summary(console.language))
    if arguments.chart:
        save_chart(found.chart(console.language), arguments.chart, console)
    return ExitCode.PROVED
