"""The first thing that runs: it imports nothing, so that an interrupt while the command line is imported ends in words."""

import os
import signal
import sys


def start() -> int:
    """Import the command line, run the command of this process, and return its exit code."""
    try:
        from matching.cli.main import run

        return run()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return _interrupted()


def _interrupted() -> int:
    from matching.cli.console import accept_any_text, language_of
    from matching.cli.exit_codes import ExitCode
    from matching.cli.help_language import named_language
    from matching.reporting.wording import phrase

    accept_any_text()
    language = named_language(sys.argv[1:]) or language_of(os.environ)
    print(phrase("command.interrupted", language), file=sys.stderr)
    return int(ExitCode.INTERRUPTED)
