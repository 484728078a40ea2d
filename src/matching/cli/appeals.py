"""``appeals``: what to ask donors for, or what to do with a gift at hand, and the introduction list in numbers."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.console import Console
from matching.cli.guarding import UsageError
from matching.cli.parsing import whole_number

HELP = "tell what to ask donors for, or the best use of money or goods that are offered"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")
    at_hand = parser.add_mutually_exclusive_group()
    at_hand.add_argument("--budget", type=whole_number, metavar="VND", help="a donor has so many đồng")
    at_hand.add_argument(
        "--quantity", type=whole_number, metavar="N", help="a donor has so many units of goods"
    )
    parser.add_argument("--place", action="append", metavar="COMMUNE|ZONE", help="where, repeatable")
    parser.add_argument("--kind", action="append", metavar="KIND", help="for what, repeatable")
    parser.add_argument("--item", action="append", metavar="ITEM", help="with which items, repeatable")
    parser.add_argument("--by", choices=("commune", "zone"), default="commune", help="default: %(default)s")
    parser.add_argument("--limit", type=whole_number, metavar="N", help="so many packages")
    parser.add_argument(
        "--verify", type=whole_number, default=3, metavar="N",
        help="try so many packages by solving again (default: %(default)s; not with a gift at hand)",
    )  # fmt: skip


def execute(arguments: Namespace, console: Console) -> int:
    """Show packages and return the exit code."""
    from matching.appealing.asking import appeals, packages_for
    from matching.cli.exit_codes import ExitCode
    from matching.explaining import read_result
    from matching.files.reading import read_problem
    from matching.reporting.appeal_tables import package_table

    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    if not arguments.plan.is_dir():
        raise UsageError(f"there is no folder {arguments.plan}; name one that `solve` has written")
    console.tell_phrase("command.reading", folder=arguments.plan)
    result = read_result(problem, arguments.plan)
    where = {"places": arguments.place, "kinds": arguments.kind}
    try:
        if arguments.budget is None and arguments.quantity is None:
            if arguments.item:
                raise UsageError("--item goes with --budget or --quantity: it tells what a donor has")
            limit = 10 if arguments.limit is None else arguments.limit
            found = appeals(result, **where, by=arguments.by, limit=limit, verify=arguments.verify)
            data, text = found.to_dict(), found.summary(console.language)
        else:
            best = packages_for(
                result, budget=arguments.budget, quantity=arguments.quantity, **where, items=arguments.item,
                limit=3 if arguments.limit is None else arguments.limit,
            )  # fmt: skip
            data = {"packages": [package.to_dict() for package in best]}
            text = package_table(problem, best, console.language)
    except (KeyError, ValueError) as error:
        raise UsageError(str(error.args[0])) from error
    if console.json:
        console.show_json(data)
    else:
        console.show(text)
    return ExitCode.PROVED
