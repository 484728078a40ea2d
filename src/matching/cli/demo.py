"""``demo``: the bundled example of Hà Nội's fourteen communes, solved before your eyes."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.choosing import DEFAULT_POLICY, chosen_policy, refuse_to_overwrite, write_input
from matching.cli.console import Console
from matching.cli.parsing import whole_number
from matching.cli.progress import progress_of
from matching.cli.replacing import refuse_another_plan

FOLDER = Path("demo-output")
"""Where the demonstration writes unless told otherwise; it is its own and may be written anew."""

HELP = "solve the bundled example: the 14 communes of Hà Nội, synthetic children"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--output", type=Path, default=FOLDER, metavar="OUT", help="default: %(default)s")
    parser.add_argument("--force", action="store_true", help="replace another problem in OUT/input")
    parser.add_argument("--policy", default=DEFAULT_POLICY, metavar="NAME|FILE", help="default: %(default)s")
    parser.add_argument(
        "--seed", type=whole_number, default=0, metavar="N", help="seed of the published lottery"
    )


def execute(arguments: Namespace, console: Console) -> int:
    """Write the example's input, solve it, write and show the plan."""
    from matching.cli.telling import tell_result
    from matching.files.reading import read_problem
    from matching.solving import solve
    from matching.synthetic.provinces import demo_problem

    policy = chosen_policy(arguments.policy)
    source, target = arguments.output / "input", arguments.output / "plan"
    refuse_to_overwrite(source, target)
    force = arguments.force or arguments.output == FOLDER
    refuse_another_plan(demo_problem(), target, force)
    write_input(demo_problem(), source, force)
    console.tell_phrase("command.input", folder=source)
    problem = read_problem(source)
    with progress_of(console, "progress.solving") as progress:
        result = solve(problem, policy, seed=arguments.seed, steps=progress.step)
    return tell_result(result, source, target, console)
