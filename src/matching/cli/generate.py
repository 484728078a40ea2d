"""``generate``: a synthetic province as a folder of tables."""

from argparse import ArgumentParser, Namespace
from difflib import get_close_matches
from pathlib import Path

from matching.cli.choosing import write_input
from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.cli.parsing import whole_number
from matching.cli.sizes import problem_sizes
from matching.synthetic.profile_data import profile_names

HELP = "write a synthetic province: children, needs and offers of nobody real"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("output", type=Path, metavar="IN", help="folder for the problem (or a .json file)")
    parser.add_argument("--profile", required=True, help=f"one of {', '.join(profile_names())}")
    parser.add_argument(
        "--children", type=whole_number, required=True, metavar="N", help="children on the list"
    )
    parser.add_argument(
        "--seed", type=whole_number, default=0, metavar="N", help="seed of the random numbers"
    )
    parser.add_argument("--offers", choices=("goods", "mixed"), default="goods", help="default: %(default)s")
    parser.add_argument("--force", action="store_true", help="replace another problem that stands there")
    parser.add_argument(
        "--list-errors", action="store_true", help="add duplicates and wrong birth years, about 3 %%"
    )


def execute(arguments: Namespace, console: Console) -> int:
    """Generate, write, and tell the sizes."""
    from matching.synthetic.provinces import generate

    if arguments.profile not in profile_names():
        near = get_close_matches(arguments.profile, profile_names(), 1)
        hint = f"Did you mean {near[0]}?" if near else f"Choose one of {', '.join(profile_names())}."
        raise UsageError(f"there is no profile {arguments.profile!r}. {hint}")
    if arguments.children < 1:
        raise UsageError("--children must be at least 1")
    problem = generate(
        arguments.profile, arguments.children, arguments.seed, arguments.offers, arguments.list_errors
    )
    write_input(problem, arguments.output, arguments.force)
    sizes = problem_sizes(problem, console.language)
    if console.json:
        console.show_json({"folder": str(arguments.output), "digest": problem.digest, "rows": sizes.rows})
    else:
        console.show(sizes.sentence("command.generated", folder=arguments.output))
    console.tell_next("check", arguments.output)
    return ExitCode.PROVED
