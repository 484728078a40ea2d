"""``template``: an empty workbook that an officer fills in."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import UsageError

HELP = "write an empty Excel workbook for a round, with lists, hints and examples"


def add_options(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("output", type=Path, metavar="FILE.xlsx", help="workbook to write")
    parser.add_argument(
        "--reference-date", type=day, metavar="DATE", help="yyyy-mm-dd; default: left to be filled in"
    )
    parser.add_argument("--force", action="store_true", help="replace another file that stands there")


def day(text: str) -> date:
    """Return a day written as yyyy-mm-dd."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2026-01-31") from None


def execute(arguments: Namespace, console: Console) -> int:
    """Write the workbook and say what comes next."""
    from matching.files.workbook.template import write_template

    target = workbook_option(arguments.output)
    try:
        write_template(
            target, console.language, reference_date=arguments.reference_date, overwrite=arguments.force
        )
    except FileExistsError as error:
        raise UsageError(f"{error}. Name another file, or add --force.") from error
    if console.json:
        console.show_json({"file": str(target), "language": console.language})
    else:
        console.show_phrase("command.template", file=target)
    checked = target.with_name(f"{target.stem}-checked.xlsx")
    console.tell_next("check", target, "--output", checked)
    return ExitCode.PROVED


def workbook_option(path: Path) -> Path:
    """Return the path of a workbook to be written.

    Raises
    ------
    UsageError
        If the name does not end in ``.xlsx``, or its folder does not exist.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: the name of a workbook ends in .xlsx")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}")
    return path
