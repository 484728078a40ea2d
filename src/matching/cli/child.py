"""Solving in a child process, so that a time limit holds even inside the solver."""

import multiprocessing
import signal
import time
from argparse import Namespace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from matching.cli.console import Console, accept_any_text
from matching.cli.exit_codes import ExitCode
from matching.cli.guarding import guarded

GRACE = 1.0
"""Seconds after the limit in which a plan that is already found may still be written."""

_SOLVED = -1


def solve_within(arguments: Namespace, console: Console) -> int:
    """Solve under a time limit that counts from now, reading and starting included; return the exit code."""
    deadline = time.monotonic() + arguments.time_limit
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, arguments, console), daemon=True)
    process.start()
    sender.close()
    try:
        return _awaited(receiver, deadline, arguments, console)
    finally:
        _ended(process)
        for part in arguments.output.glob(".*.part"):
            part.unlink(missing_ok=True)


def _awaited(receiver: Connection, deadline: float, arguments: Namespace, console: Console) -> int:
    code = _SOLVED
    try:
        for extra in (0.0, GRACE):
            if not receiver.poll(max(0.0, deadline + extra - time.monotonic())):
                console.tell_phrase("command.none_yet", seconds=f"{arguments.time_limit:g}")
                return ExitCode.NO_PLAN
            code = receiver.recv()
            if code != _SOLVED:
                break
    except EOFError:
        console.tell("solver_failed: the solver's process ended without an answer.")
        return ExitCode.NO_PLAN
    return code


def _work(sender: Connection, arguments: Namespace, console: Console) -> None:
    """Solve in the child, send the exit code last; an interrupt is the parent's business."""
    from matching.cli.solving_files import solve_files

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    accept_any_text()
    sender.send(int(guarded(lambda: solve_files(arguments, console, lambda: sender.send(_SOLVED)), console)))


def _ended(process: SpawnProcess) -> None:
    if process.is_alive():
        process.kill()
    process.join()
