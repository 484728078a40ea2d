"""Waiting for a solving process: until it answers, fails, dies, is late, or is interrupted."""

import time
from dataclasses import dataclass

from matching.isolation.child_process import ChildProcess
from matching.isolation.messages import Answer, Failure, Gone, Ready, Task
from matching.isolation.question import Found, Question, Work
from matching.plan.draft import Draft
from matching.plan.outcome import StopReason
from matching.plan.result import Result
from matching.timing import Step

KEPT = 8
"""Most drafts kept; the audit goes back through them until one keeps every rule."""

RESERVE = (0.1, 2.0)
"""Part of the time left, and most seconds of it, that the work should leave for its own last steps."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the wait ended.

    Parameters
    ----------
    stop
        Why; ``FINISHED`` when the work answered.
    result
        The answer, ``None`` without one.
    drafts
        The last plans found, best last.
    error
        What the work raised, ``None`` if nothing.
    exit_code
        Exit code of the process, negative for a signal; 0 where it does not matter.
    """

    stop: StopReason
    result: Result | None
    drafts: tuple[Draft, ...]
    error: Exception | None = None
    exit_code: int = 0


def watch(question: Question, work: Work, deadline: float | None, progress: Found | None) -> Ending:
    """Let a process of its own do the work and return how that ended; the process never outlives the call.

    Parameters
    ----------
    question, work
        What is asked and the function that answers it.
    deadline
        When to stop waiting, on the monotonic clock; ``None`` waits for ever.
    progress
        Called here with every better plan, and with every step that ends.
    """
    drafts: list[Draft] = []
    stop, result, error, exit_code = StopReason.INTERRUPTED, None, None, 0
    child = ChildProcess()
    try:
        while result is None and error is None:
            message = child.hear(deadline)
            match message:
                case Ready():
                    child.tell(Task(work, question, _soft_limit(deadline)))
                case Draft():
                    drafts = [*drafts, message][-KEPT:]
                    if progress is not None:
                        progress(message)
                case Step():
                    if progress is not None:
                        progress(message)
                case Answer():
                    stop, result = StopReason.FINISHED, message.result
                case Failure():
                    stop, error = StopReason.CRASHED, message.error
                case Gone():
                    stop = StopReason.CRASHED
                    break
                case None:
                    stop = StopReason.TIME_LIMIT
                    break
    except KeyboardInterrupt:
        stop = StopReason.INTERRUPTED
    finally:
        # One that has said its last word is about to end, and tells by its exit code how.
        exit_code = _ended(child, patience=1.0 if stop is StopReason.CRASHED else 0.0)
        late = child.rest()
    if stop in (StopReason.TIME_LIMIT, StopReason.INTERRUPTED):
        drafts += [message for message in late if isinstance(message, Draft)]
        result = next((message.result for message in late if isinstance(message, Answer)), None)
        stop = stop if result is None else StopReason.FINISHED
    return Ending(stop, result, tuple(drafts[-KEPT:]), error, exit_code)


def _ended(child: ChildProcess, patience: float) -> int:
    """Return the exit code of the process; an interrupt only shortens the wait, it does not cost the plan."""
    try:
        return child.end(patience)
    except KeyboardInterrupt:
        return child.end()


def _soft_limit(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = max(0.0, deadline - time.monotonic())
    part, most = RESERVE
    return max(0.001, left - min(most, part * left))
