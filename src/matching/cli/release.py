"""``release``: take back what was promised and not delivered, by name, with a reason and a day."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.cli.ledger import existing_ledger, show_entry
from matching.cli.parsing import iso_day
from matching.ledger.entries import RELEASE_REASONS

HELP = "release promises in a ledger: of a donor who fails, of a child who leaves, or one line"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("ledger", type=Path, metavar="FILE", help="ledger that `apply` has written")
    parser.add_argument("--offer", default="", metavar="ID", help="alone: the offer gives nothing more")
    parser.add_argument("--need", default="", metavar="ID", help="alone: the need asks for nothing more")
    parser.add_argument("--quantity", type=int, metavar="N", help="units of the line; all when not given")
    parser.add_argument("--reason", choices=[str(reason) for reason in RELEASE_REASONS], required=True)
    parser.add_argument("--on", type=iso_day, required=True, metavar="DAY", help="for example 2026-03-31")
    parser.add_argument("--operator", default="", metavar="NAME", help="who does it, by an opaque name")


def execute(arguments: Namespace, console: Console) -> int:
    """Write one entry and show it."""
    ledger = existing_ledger(arguments.ledger)
    offer, need = arguments.offer, arguments.need
    told = {"reason": arguments.reason, "on": arguments.on, "operator": arguments.operator}
    if arguments.quantity is not None and not (offer and need):
        raise UsageError("--quantity speaks of one line: name --offer and --need")
    if offer and need:
        entry = ledger.release(offer=offer, need=need, quantity=arguments.quantity, **told)
    elif offer:
        entry = ledger.withdraw_offer(offer, **told)
    elif need:
        entry = ledger.withdraw_need(need, **told)
    else:
        raise UsageError("name --offer, --need or both")
    show_entry(entry, console)
    return ExitCode.PROVED
