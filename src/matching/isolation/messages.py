"""What the process that solves and the one that waits say to each other; drafts travel as they are."""

from dataclasses import dataclass

from matching.isolation.question import Question, Work
from matching.plan.draft import Draft
from matching.plan.result import Result
from matching.timing import Step


@dataclass(frozen=True, slots=True)
class Ready:
    """The solving process is up and waits for its task."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, and the seconds within which the work should end by itself."""

    work: Work
    question: Question
    time_limit: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The work is done."""

    result: Result


@dataclass(frozen=True, slots=True)
class Failure:
    """The work ended with an exception."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Gone:
    """The solving process says nothing more."""


Message = Ready | Draft | Step | Answer | Failure | Gone
