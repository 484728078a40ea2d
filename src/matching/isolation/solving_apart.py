"""Solve in a process of its own: whatever ends the search, the best audited plan is kept."""

import signal
import time
from dataclasses import replace
from warnings import warn

from matching.errors import MatchingError, MemoryRefusedError, NoPlanError, SolverError
from matching.isolation.question import Found, Question, Work, solve_question
from matching.isolation.stopped_result import best_result
from matching.isolation.watching import Ending, watch
from matching.plan.outcome import StopReason
from matching.plan.result import Result
from matching.timing import Stopwatch


def solve_apart(
    question: Question,
    *,
    time_limit: float | None = None,
    progress: Found | None = None,
    work: Work = solve_question,
) -> Result:
    """Answer a question in a process of its own.

    Parameters
    ----------
    question
        What is asked.
    time_limit
        Seconds until the search is ended; ``None`` waits for ever. The audit of the last plan comes on top.
    progress
        Called with every better plan and every step that ends, in this process.
    work
        What the process does.

    Returns
    -------
    The answer; where the search was cut short, the best plan found that the audit does not refuse, and why it stopped.

    Raises
    ------
    NoPlanError
        If the time was up before there was a plan.
    KeyboardInterrupt
        If it was interrupted before there was a plan, or a second time.
    MemoryRefusedError, SolverError
        If the process ran out of memory, or ended without an answer, before there was a plan.
    MatchingError
        Whatever else the work refuses, as it says it.

    Warns
    -----
    RuntimeWarning
        If the process died after a plan was found; the message says of what.
    """
    stopwatch = Stopwatch()
    deadline = None if time_limit is None else time.monotonic() + time_limit
    ending = watch(question, work, deadline, progress)
    if ending.result is not None:
        return replace(ending.result, problem=question.problem)
    if _is_refusal(ending.error):
        raise _cause(ending, time_limit)
    stop = _stop_of(ending)
    try:
        result = best_result(question, ending.drafts, stop, stopwatch)
    except KeyboardInterrupt:
        if stop is StopReason.INTERRUPTED:
            raise
        result = best_result(question, ending.drafts, StopReason.INTERRUPTED, stopwatch)
    if result is None:
        raise _cause(ending, time_limit)
    if stop in (StopReason.CRASHED, StopReason.MEMORY):
        warn(
            f"the search was cut short, its best plan is kept: {_trouble(ending)}",
            RuntimeWarning,
            stacklevel=2,
        )
    return result


def _is_refusal(error: Exception | None) -> bool:
    """Return whether the work said no on purpose, about the problem and not about its own trouble."""
    return isinstance(error, MatchingError) and not isinstance(error, SolverError | NoPlanError)


def _stop_of(ending: Ending) -> StopReason:
    if isinstance(ending.error, MemoryError | MemoryRefusedError):
        return StopReason.MEMORY
    if isinstance(ending.error, NoPlanError):
        return StopReason.TIME_LIMIT
    return ending.stop


def _cause(ending: Ending, time_limit: float | None) -> BaseException:
    """Return what to raise when there is no plan."""
    if isinstance(ending.error, MemoryError):
        return MemoryRefusedError("the solver's process ran out of memory before there was a plan")
    if ending.error is not None:
        return ending.error
    if ending.stop is StopReason.INTERRUPTED:
        return KeyboardInterrupt()
    if ending.stop is StopReason.TIME_LIMIT:
        return NoPlanError(
            f"none yet: the time limit of {time_limit:g} s was reached before there was a plan"
        )
    return SolverError(f"the solver's process ended before there was a plan: {_trouble(ending)}")


def _trouble(ending: Ending) -> str:
    """Return in words what the process died of."""
    if ending.error is not None:
        return f"{type(ending.error).__name__}: {ending.error}"
    return _told(ending.exit_code)


def _told(exit_code: int) -> str:
    """Return how a process ended, in words."""
    if exit_code >= 0:
        return f"exit code {exit_code}"
    name = signal.Signals(-exit_code).name if -exit_code in set(signal.Signals) else f"signal {-exit_code}"
    memory = "; the system does that when memory runs out" if name == "SIGKILL" else ""
    return f"ended by {name}{memory}"
