"""The entry point of the command line."""

from collections.abc import Sequence

from matching.cli.console import accept_any_text, console_of
from matching.cli.guarding import guarded
from matching.cli.parsing import command_parser


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv
        Words after the program's name; those of the process when absent.
    """
    accept_any_text()
    try:
        arguments = command_parser().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    console = console_of(arguments)
    return int(guarded(lambda: arguments.execute(arguments, console), console))
