"""``solve``: from a problem's files to an audited plan."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from matching.cli.choosing import DEFAULT_POLICY, chosen_policy, refuse_to_overwrite
from matching.cli.console import Console
from matching.cli.parsing import positive_number, whole_number

HELP = "solve a problem and write the plan, its reasons and its proof"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("--output", type=Path, required=True, metavar="OUT", help="folder for the plan")
    parser.add_argument("--policy", default=DEFAULT_POLICY, metavar="NAME|FILE", help="default: %(default)s")
    parser.add_argument(
        "--seed", type=whole_number, default=0, metavar="N", help="seed of the published lottery"
    )
    parser.add_argument("--time-limit", type=positive_number, metavar="S", help="seconds for the whole run")


def execute(arguments: Namespace, console: Console) -> int:
    """Solve and return the exit code; with a time limit in a child process that can be ended."""
    if arguments.time_limit is None:
        return solve_files(arguments, console)
    from matching.cli.child import solve_within

    return solve_within(arguments, console)


def solve_files(arguments: Namespace, console: Console, solved: Callable[[], None] = lambda: None) -> int:
    """Read, solve, write and tell; ``solved`` is called when the plan is known and before it is written."""
    from matching.cli.telling import tell_result
    from matching.files.reading import read_problem
    from matching.solving import solve

    policy = chosen_policy(arguments.policy)
    refuse_to_overwrite(arguments.input, arguments.output)
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    console.tell_phrase("command.solving", policy=policy.name)
    result = solve(problem, policy, seed=arguments.seed)
    solved()
    return tell_result(result, arguments.input, arguments.output, console)
