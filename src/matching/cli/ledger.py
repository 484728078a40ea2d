"""``ledger``: verify a ledger, show what it holds, and take its promises up into a problem."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError
from matching.reporting.numerals import whole
from matching.reporting.wording import phrase

if TYPE_CHECKING:
    from matching.ledger.book import Ledger
    from matching.ledger.entries import Entry

HELP = "verify a ledger, show its entries and promises, and take them up into a problem"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("ledger", type=Path, metavar="FILE", help="ledger that `apply` has written")
    parser.add_argument(
        "--take-up",
        type=Path,
        nargs=2,
        metavar=("IN", "NEW"),
        help="write the problem IN with the ledger's promises to the folder NEW",
    )
    parser.add_argument("--force", action="store_true", help="replace another problem that stands there")


def execute(arguments: Namespace, console: Console) -> int:
    """Verify first; a ledger with faults is told and nothing is taken up."""
    ledger = existing_ledger(arguments.ledger)
    faults = ledger.verify()
    if console.json:
        entries = [asdict(entry) for entry in ledger.entries()]
        lines = [
            {**asdict(line.key), "quantity": line.quantity, "delivered": line.delivered}
            for line in ledger.standing()
        ]
        console.show_json({"faults": list(faults), "entries": entries, "promises": lines})
    else:
        _show(ledger, faults, console)
    if faults:
        return ExitCode.REFUSED
    if arguments.take_up:
        source, target = arguments.take_up
        _take_up(ledger, source, target, arguments.force, console)
    return ExitCode.PROVED


def existing_ledger(path: Path) -> "Ledger":
    """Return the ledger in a file.

    Raises
    ------
    UsageError
        If there is no such file.
    """
    from matching.ledger.book import Ledger

    if not path.is_file():
        raise UsageError(f"there is no ledger {path}; `apply` makes one")
    return Ledger(path)


def show_entry(entry: "Entry", console: Console) -> None:
    """Show one entry of a ledger."""
    if console.json:
        console.show_json(asdict(entry))
        return
    what = phrase(f"ledger.{entry.kind}", console.language)
    why = phrase(f"ledger.reason.{entry.reason}", console.language) if entry.reason else ""
    subject = entry.subject[:12] if entry.kind == "plan" else entry.subject
    words = [f"{entry.version:>4}", entry.on, what, subject, f"({why})" if why else "", entry.operator]
    console.show("  ".join(word for word in words if word))


def _show(ledger: "Ledger", faults: tuple[str, ...], console: Console) -> None:
    language = console.language
    for entry in ledger.entries():
        show_entry(entry, console)
    standing = ledger.standing()
    counts = {
        "lines": whole(len(standing), language),
        "units": whole(sum(line.quantity for line in standing), language),
        "delivered": whole(sum(line.delivered for line in standing), language),
    }
    console.show(phrase("ledger.standing", language, **counts))
    for fault in faults:
        console.show(fault)
    last = phrase("ledger.faulty" if faults else "ledger.sound", language, count=len(faults))
    console.show(console.painted(last, not faults))


def _take_up(ledger: "Ledger", source: Path, target: Path, force: bool, console: Console) -> None:
    from matching.cli.choosing import write_input
    from matching.files.reading import read_problem
    from matching.ledger.promised_lines import with_promises

    problem = with_promises(read_problem(source), ledger)
    write_input(problem, target, force)
    console.tell_phrase("command.input", folder=target)
