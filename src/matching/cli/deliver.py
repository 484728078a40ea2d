"""``deliver``: confirm that promised units have reached a need."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.ledger import existing_ledger, show_entry
from matching.cli.parsing import iso_day

HELP = "confirm in a ledger that promised units have reached a need"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("ledger", type=Path, metavar="FILE", help="ledger that `apply` has written")
    parser.add_argument("--offer", required=True, metavar="ID")
    parser.add_argument("--need", required=True, metavar="ID")
    parser.add_argument("--quantity", type=int, metavar="N", help="units; all that are open when not given")
    parser.add_argument("--on", type=iso_day, required=True, metavar="DAY", help="for example 2026-03-31")
    parser.add_argument("--operator", default="", metavar="NAME", help="who does it, by an opaque name")


def execute(arguments: Namespace, console: Console) -> int:
    """Write one entry and show it."""
    entry = existing_ledger(arguments.ledger).deliver(
        arguments.offer,
        arguments.need,
        on=arguments.on,
        quantity=arguments.quantity,
        operator=arguments.operator,
    )
    show_entry(entry, console)
    return ExitCode.PROVED
