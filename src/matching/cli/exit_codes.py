"""What the exit code of a command says."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command; anything that is not a success is told on standard error as well."""

    PROVED = 0
    FAILED = 1
    USAGE = 2
    BAD_DATA = 3
    NO_PLAN = 4
    NOT_PROVED = 5
    REFUSED = 6
    INTERRUPTED = 130
    PIPE_CLOSED = 141


VERDICTS = {
    "proved": ExitCode.PROVED,
    "not proved": ExitCode.NOT_PROVED,
    "violated": ExitCode.REFUSED,
}
"""Exit code of every verdict of the audit."""
