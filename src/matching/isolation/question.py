"""What is asked of a process that solves, and the work that answers it."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.plan.draft import Draft
from matching.plan.result import Result
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.solving import solve
from matching.timing import Step

Found = Callable[[Draft | Step], None]
"""Called with every better plan, and with every step that ends."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: problem, policy and seed; pickles."""

    problem: Problem
    policy: Policy
    seed: int


Work = Callable[[Question, float | None, Found], Result]
"""Answers a question within the seconds given; a function at the top of a module, so that it pickles by name."""


def solve_question(question: Question, time_limit: float | None, found: Found) -> Result:
    """Answer a question with the library's solver."""
    return solve(
        question.problem, question.policy, seed=question.seed, time_limit=time_limit, found=found, steps=found
    )  # fmt: skip


def teller(progress: Callable[[Draft], None] | None, steps: Callable[[Step], None] | None) -> Found:
    """Return what hands every message to whoever listens for its kind."""

    def tell(message: Draft | Step) -> None:
        if isinstance(message, Draft):
            if progress is not None:
                progress(message)
        elif steps is not None:
            steps(message)

    return tell
