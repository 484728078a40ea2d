"""The process that solves: reads one task, sends drafts and an answer, and dies with the process that waits."""

import os
import pickle
import signal
import sys
import threading
import traceback
from typing import BinaryIO

from matching.errors import MatchingError, SolverError
from matching.isolation.messages import Answer, Failure, Message, Ready, Task


def serve() -> None:
    """Answer the one task on standard input with messages on standard output, then end the process.

    Whatever a solver prints goes to standard error, so that it cannot be taken for a message; an
    interrupt is the business of the process that waits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _send(told, Ready())
    last: Message
    try:
        task: Task = pickle.load(sys.stdin.buffer)
        threading.Thread(target=_die_with_parent, daemon=True).start()
        last = Answer(task.work(task.question, task.time_limit, lambda draft: _send(told, draft)))
    except Exception as error:
        last = Failure(_portable(error))
    try:
        _send(told, last)
    except OSError:
        os._exit(1)
    os._exit(0)


def _send(stream: BinaryIO, message: Message) -> None:
    # Pickled whole before a byte is sent: what cannot be pickled must not leave half a message behind.
    stream.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
    stream.flush()


def _die_with_parent() -> None:
    """Wait for the end of standard input, which the waiting process holds open as long as it lives."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """Return the error, or one with its words if it does not survive the journey."""
    if not isinstance(error, MatchingError):
        error.add_note(f"In the process that solves:\n{''.join(traceback.format_exception(error))}")
    try:
        copy = pickle.loads(pickle.dumps(error))
        return error if type(copy) is type(error) and str(copy) == str(error) else _told(error)
    except Exception:
        return _told(error)


def _told(error: Exception) -> SolverError:
    return SolverError(f"{type(error).__name__}: {error}")
