"""What a suite is: attempts by number, a target, and the promises that it checks."""

from collections.abc import Callable
from dataclasses import dataclass

NOT_APPLICABLE = "not applicable"
"""What an attempt returns that had nothing to attack; it is not counted."""

Attempt = Callable[[int], str]
"""Makes the attempt of a number and returns in words what got through, or nothing."""


@dataclass(frozen=True)
class Suite:
    """A family of attempts.

    Parameters
    ----------
    name
        What it is called on the command line.
    title
        What is attempted, for people.
    attempt
        The attempt; a function at the top of a module.
    target
        How many attempts must have been made at full size, and held.
    seconds
        Longest run at full size; what is not tried by then is missing from the figures, and the suite fails.
    small
        How many attempts find a promise broken on purpose.
    promises
        Numbers of the promises that it checks (see ``docs/trust.md``).
    workers
        Processes that share the attempts; one where attempts are timed.
    """

    name: str
    title: str
    attempt: Attempt
    target: int
    seconds: float
    small: int
    promises: tuple[int, ...]
    workers: int = 2
