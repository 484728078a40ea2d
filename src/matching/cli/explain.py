"""``explain``: why needs of a stored plan are met or not, one by one or added up, and how an offer was used."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.console import Console
from matching.cli.guarding import UsageError
from matching.reporting.explanation_sentences import READERS

HELP = "tell why a need is met or not and what would help, how an offer was used, or all reasons added up"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder or file of the problem")
    parser.add_argument("plan", type=Path, metavar="OUT", help="folder that `solve` has written")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--need", metavar="ID", help="explain one need, with the cheapest remedy")
    chosen.add_argument("--offer", metavar="ID", help="tell how one offer was used")
    parser.add_argument(
        "--reader", choices=READERS, default=READERS[0], help="for whom (default: %(default)s)"
    )
    parser.add_argument("--no-remedy", action="store_true", help="do not look for what would help")


def execute(arguments: Namespace, console: Console) -> int:
    """Explain and return the exit code."""
    from matching.cli.exit_codes import ExitCode
    from matching.explaining import explain, read_result
    from matching.files.reading import read_problem
    from matching.reporting.reason_tables import offer_summary, reason_rows, reason_summary

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
        elif arguments.offer is not None:
            text = offer_summary(result, arguments.offer, console.language)
            if console.json:
                console.show_json({"offer": arguments.offer, "sentences": text.split("\n")})
            else:
                console.show(text)
        elif console.json:
            console.show_json({"reasons": reason_rows(result)})
        else:
            console.show(reason_summary(result, console.language))
    except KeyError as error:
        raise UsageError(str(error.args[0])) from error
    return ExitCode.PROVED
