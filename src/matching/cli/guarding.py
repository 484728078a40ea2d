"""From exceptions to messages and exit codes: a command never ends in a traceback."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from matching.cli.console import Console
from matching.cli.exit_codes import ExitCode
from matching.errors import (
    DataError,
    InfeasibleError,
    Issue,
    LedgerError,
    MatchingError,
    NoPlanError,
    NotANetworkError,
    OverflowRefusedError,
    PolicyError,
    PromiseError,
    SolverError,
)
from matching.reporting.issue_sentences import issue_sentence
from matching.reporting.refusal_sentences import refusal_sentence
from matching.reporting.wording import phrase, phrases

_CODES: tuple[tuple[type[MatchingError], ExitCode], ...] = (
    (DataError, ExitCode.BAD_DATA),
    (LedgerError, ExitCode.REFUSED),
    (OverflowRefusedError, ExitCode.BAD_DATA),
    (PromiseError, ExitCode.BAD_DATA),
    (PolicyError, ExitCode.USAGE),
    (NotANetworkError, ExitCode.NO_PLAN),
    (InfeasibleError, ExitCode.NO_PLAN),
    (NoPlanError, ExitCode.NO_PLAN),
    (SolverError, ExitCode.NO_PLAN),
)

DEBUG = "MATCHING_DEBUG"
"""Environment variable that lets unforeseen errors through with their traceback."""


class UsageError(Exception):
    """The command was called in a way that cannot work."""


def guarded(command: Callable[[], int], console: Console) -> int:
    """Run a command and return its exit code, whatever happens."""
    try:
        code = _logged(command, console)
        sys.stdout.flush()
    except BrokenPipeError:
        return _closed_pipe()
    except KeyboardInterrupt:
        console.complain(phrase("command.interrupted", console.language))
        return ExitCode.INTERRUPTED
    except UsageError as error:
        return _failure(console, "usage", str(error), ExitCode.USAGE)
    except MatchingError as error:
        return _foreseen(error, console)
    except OSError as error:
        return _failure(
            console, "file_system", f"{error.strerror or error}: {error.filename or ''}", ExitCode.FAILED
        )
    except Exception as error:
        return _unforeseen(error, console)
    return code


def _logged(command: Callable[[], int], console: Console) -> int:
    """Run a command; where a log is wanted, it tells how that ended."""
    if console.log is None:
        return command()
    try:
        code = command()
    except BaseException as error:
        console.log.error(error)
        if isinstance(error, DataError):
            console.log.issues(error.issues)
        raise
    console.log.write("end", code=int(code))
    return code


def _foreseen(error: MatchingError, console: Console) -> int:
    code = next((code for kind, code in _CODES if isinstance(error, kind)), ExitCode.FAILED)
    if isinstance(error, DataError):
        show_issues(error.issues, console)
        return code
    message = str(error)
    if isinstance(error, NotANetworkError):
        message = f"this release cannot solve it exactly: {message}"
    return _failure(console, error.code, message, code)


def show_issues(issues: Iterable[Issue], console: Console) -> None:
    """Print every problem of the input, on standard error unless JSON is wanted."""
    listed = list(issues)
    if console.json:
        console.show_json({"error": "bad_data", "issues": [issue.to_dict() for issue in listed]})
        return
    console.complain("\n".join(issue_sentence(issue, console.language) for issue in listed))
    console.tell_phrase("command.problems", count=len(listed))


def _failure(console: Console, name: str, message: str, code: ExitCode) -> int:
    if console.json:
        console.show_json({"error": name, "message": message})
    console.complain(
        f"{name}: {message}" if console.language == "en" else _headed(name, message, console.language)
    )
    return code


def _headed(name: str, message: str, language: str) -> str:
    """Return the message in the reader's language, else the kind of failure with the message in English behind it."""
    code = f"error.{name}"
    told = refusal_sentence(message, language)
    if told:
        return f"{name}: {told}"
    return (
        f"{name}: {phrase(code, language)} ({message})"
        if code in phrases()[language]
        else f"{name}: {message}"
    )


def _unforeseen(error: Exception, console: Console) -> int:
    if os.environ.get(DEBUG):
        raise error
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f" at {Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    hint = (
        f"This is a mistake in the library; set {DEBUG}=1 to see where it comes from, and please report it."
    )
    return _failure(
        console, "internal", f"{type(error).__name__}{place}: {str(error)[:300]}. {hint}", ExitCode.FAILED
    )


def _closed_pipe() -> int:
    """Keep the interpreter from writing to the closed pipe once more while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.PIPE_CLOSED
