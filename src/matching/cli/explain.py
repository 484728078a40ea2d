"""``explain``: why needs of a stored plan are met or not, one by one or added up, and where a gift went."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.console import Console
from matching.cli.guarding import UsageError
from matching.reporting.wording import READERS

if TYPE_CHECKING:
    from matching.doors import Result

HELP = "tell why a need is met or not and what would help, where a gift went, or all reasons added up"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--need", metavar="ID", help="explain one need, with the cheapest remedy")
    chosen.add_argument("--offer", metavar="ID", help="tell where one offer went, what is left and why")
    chosen.add_argument("--donor", metavar="ID", help="the same for all offers of a donor")
    parser.add_argument(
        "--reader", choices=(*READERS, "donor"), default=READERS[0],
        help="for whom (default: %(default)s); donors read of offers only",
    )  # fmt: skip
    parser.add_argument(
        "--no-remedy", action="store_true", help="solve nothing again: no remedies, no value of a gift"
    )


def execute(arguments: Namespace, console: Console) -> int:
    """Explain and return the exit code."""
    from matching.cli.exit_codes import ExitCode
    from matching.explaining import explain, read_result
    from matching.files.reading import read_problem
    from matching.reporting.reason_tables import reason_rows, reason_summary

    of_gift = arguments.offer is not None or arguments.donor is not None
    if arguments.reader == ("parent" if of_gift else "donor"):
        raise UsageError("parents read of their own need (--need), donors of their gift (--offer or --donor)")
    console.tell_phrase("command.reading", folder=arguments.input)
    problem = read_problem(arguments.input)
    if not arguments.plan.is_dir():
        raise UsageError(f"there is no folder {arguments.plan}; name one that `solve` has written")
    console.tell_phrase("command.reading", folder=arguments.plan)
    result = read_result(problem, arguments.plan)
    try:
        if arguments.need is not None:
            told = explain(result, arguments.need, remedies=not arguments.no_remedy)
            if console.json:
                console.show_json(told.to_dict())
            else:
                console.show(told.describe(console.language, arguments.reader))
        elif of_gift:
            _show_gift(result, arguments, console)
        elif console.json:
            console.show_json({"reasons": reason_rows(result)})
        else:
            console.show(reason_summary(result, console.language))
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error
    return ExitCode.PROVED


def _show_gift(result: "Result", arguments: Namespace, console: Console) -> None:
    """Show the page of an offer or donor; officers are told as well which needs an offer came nearest to."""
    from matching.appealing.asking import explain_donor, explain_offer
    from matching.reporting.reason_tables import offer_summary

    offer, reader, solves = arguments.offer, arguments.reader, not arguments.no_remedy
    if offer is None:
        page = explain_donor(result, arguments.donor, value=solves)
    else:
        page = explain_offer(result, offer, value=solves)
    near = offer_summary(result, offer, console.language) if offer and reader != "donor" else ""
    if console.json:
        console.show_json({"offer": offer, "sentences": near.split("\n"), "page": page.to_dict(reader)})
    else:
        console.show("\n".join([near, page.describe(console.language, reader)]).strip())
