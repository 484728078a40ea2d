"""``solve``: from a problem's files to an audited plan."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.choosing import DEFAULT_POLICY
from matching.cli.console import Console
from matching.cli.parsing import positive_number, whole_number

HELP = "solve a problem and write the plan, its reasons and its proof"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("input", type=Path, metavar="IN", help="folder, workbook or JSON file")
    parser.add_argument("--output", type=Path, required=True, metavar="OUT", help="folder for the plan")
    parser.add_argument("--policy", default=DEFAULT_POLICY, metavar="NAME|FILE", help="default: %(default)s")
    parser.add_argument(
        "--seed", type=whole_number, default=0, metavar="N", help="seed of the published lottery"
    )
    parser.add_argument(
        "--workbook", type=Path, metavar="FILE.xlsx", help="write a workbook to print as well"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace the plan of another input, or another workbook"
    )
    parser.add_argument("--time-limit", type=positive_number, metavar="S", help="seconds for the whole run")


def execute(arguments: Namespace, console: Console) -> int:
    """Solve in a process of its own, write the best plan, and return the exit code."""
    from matching.cli.solving_files import solve_files

    return solve_files(arguments, console)
