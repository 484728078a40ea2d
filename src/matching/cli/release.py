"""``release``: take back what was promised and not delivered, by name, with a reason and a day."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.cli.ledger import existing_ledger, show_entry
from matching.cli.parsing import iso_day
from matching.ledger.entries import RELEASE_REASONS
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase

if TYPE_CHECKING:
    from matching.ledger.entries import Entry, Movement

HELP = "release promises in a ledger: of a donor who fails, of a child who leaves, or one line"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("ledger", type=Path, metavar="FILE", help="ledger that `apply` has written")
    parser.add_argument("--offer", default="", metavar="ID", help="alone: the offer gives nothing more")
    parser.add_argument("--need", default="", metavar="ID", help="alone: the need asks for nothing more")
    parser.add_argument(
        "--input", type=Path, metavar="IN",
        help="problem that names an offer or need to which the ledger has no promise",
    )  # fmt: skip
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
    if not offer and not need:
        raise UsageError("name --offer, --need or both")
    if offer and need:
        entry = ledger.release(offer=offer, need=need, quantity=arguments.quantity, **told)
    else:
        from matching.files.reading import read_problem

        known = None if arguments.input is None else read_problem(arguments.input)
        withdraw = ledger.withdraw_offer if offer else ledger.withdraw_need
        entry = withdraw(offer or need, known=known, **told)
    _show(entry, ledger.movements(entry.version), console)
    return ExitCode.PROVED


def _show(entry: "Entry", moves: "Sequence[Movement]", console: Console) -> None:
    """Show the entry, and how many units of which offers and needs it releases."""
    if console.json:
        lines = [{"offer": move.key.offer, "need": move.key.need, "units": move.released} for move in moves]
        console.show_json({**asdict(entry), "released": lines})
        return
    show_entry(entry, console)
    language = console.language
    if not moves:
        console.show(phrase("ledger.released_none", language))
        return
    offers, needs = ({getattr(move.key, name) for move in moves} for name in ("offer", "need"))
    units = whole(sum(move.released for move in moves), language)
    told = {"offers": ", ".join(sorted(offers)), "needs": ", ".join(sorted(needs))}
    console.show(phrase("ledger.released", language, units=units, **told))
