"""The entry point of the command line."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from matching.cli.console import Console, accept_any_text, console_of, language_of
from matching.cli.guarding import guarded
from matching.cli.help_language import named_language
from matching.cli.parsing import command_parser
from matching.cli.report import VIEWS
from matching.problem.policy import policy_names
from matching.reporting.wording import LANGUAGES


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv
        Words after the program's name; those of the process when absent.
    """
    accept_any_text()
    words = sys.argv[1:] if argv is None else argv
    try:
        arguments = command_parser(named_language(words) or language_of(os.environ)).parse_args(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    console = console_of(arguments)
    return int(guarded(lambda: _executed(arguments, console), console))


def _executed(arguments: Namespace, console: Console) -> int:
    if console.log is not None:
        console.log.begin(arguments, {"policy": policy_names(), "lang": LANGUAGES, "view": VIEWS})
    return int(arguments.execute(arguments, console))
