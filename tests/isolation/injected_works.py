"""Works that stand in for the solver: they find plans and then sleep, die, fail or answer."""

import os
import signal
import time
from dataclasses import replace

import numpy as np

from matching.errors import InfeasibleError, OverflowRefusedError
from matching.isolation.question import Found, Question
from matching.plan.draft import Draft
from matching.plan.outcome import StopReason
from matching.plan.result import Result
from matching.solving import solve

DAY = 86_400.0


def full_draft(question: Question) -> Draft:
    """The whole answer with its proof."""
    result = solve(question.problem, question.policy, seed=question.seed)
    return Draft(result.plan, result.certificate)


def poor_draft(question: Question) -> Draft:
    """A sound plan that keeps the promises and gives nothing else."""
    plan = full_draft(question).allocation
    return Draft(type(plan)(*(getattr(plan, name)[plan.promised] for name in type(plan).__slots__)))


def greedy_draft(question: Question) -> Draft:
    """A sound plan without a proof."""
    return Draft(full_draft(question).allocation)


def broken_draft(question: Question) -> Draft:
    """A plan that gives far more than there is, and claims the proof of the true one."""
    draft = full_draft(question)
    return Draft(replace(draft.allocation, quantity=draft.allocation.quantity * 1000), draft.certificate)


def falsely_proved_draft(question: Question) -> Draft:
    """A sound plan with a certificate that claims another value for its first summed goal."""
    draft = full_draft(question)
    assert draft.certificate is not None
    proofs = list(draft.certificate.proofs)
    number = next(index for index, proof in enumerate(proofs) if proof.value is not None)
    proofs[number] = replace(proofs[number], value=proofs[number].value + 1)
    return Draft(draft.allocation, replace(draft.certificate, proofs=tuple(proofs)))


def finishes(question: Question, time_limit: float | None, found: Found) -> Result:
    found(poor_draft(question))
    return solve(question.problem, question.policy, seed=question.seed)


def ends_by_itself(question: Question, time_limit: float | None, found: Found) -> Result:
    """Sleep until the soft limit and answer then."""
    began = time.monotonic()
    result = solve(question.problem, question.policy, seed=question.seed)
    assert time_limit is not None
    time.sleep(max(0.0, time_limit - (time.monotonic() - began)))
    return replace(result, outcome=replace(result.outcome, stop=StopReason.TIME_LIMIT))


def chatters(question: Question, time_limit: float | None, found: Found) -> Result:
    """Print to standard output, as a solver's log does, below and above Python."""
    os.write(1, b"not a message\n" * 1000)
    print("nor this", flush=True)
    return solve(question.problem, question.policy, seed=question.seed)


def sleeps_after_two_drafts(question: Question, time_limit: float | None, found: Found) -> Result:
    found(poor_draft(question))
    found(greedy_draft(question))
    time.sleep(DAY)
    raise AssertionError


def sleeps_before_any(question: Question, time_limit: float | None, found: Found) -> Result:
    time.sleep(DAY)
    raise AssertionError


def leaves_after_a_broken_draft(question: Question, time_limit: float | None, found: Found) -> Result:
    found(poor_draft(question))
    found(broken_draft(question))
    os._exit(3)


def leaves_after_broken_drafts_only(question: Question, time_limit: float | None, found: Found) -> Result:
    found(broken_draft(question))
    found(broken_draft(question))
    os._exit(3)


def leaves_after_a_false_proof(question: Question, time_limit: float | None, found: Found) -> Result:
    found(falsely_proved_draft(question))
    os._exit(3)


def leaves_after_two_drafts(question: Question, time_limit: float | None, found: Found) -> Result:
    found(poor_draft(question))
    found(greedy_draft(question))
    os._exit(3)


def leaves_after_a_draft(question: Question, time_limit: float | None, found: Found) -> Result:
    found(greedy_draft(question))
    os._exit(3)


def leaves_before_any(question: Question, time_limit: float | None, found: Found) -> Result:
    os._exit(3)


def is_killed_after_a_draft(question: Question, time_limit: float | None, found: Found) -> Result:
    found(greedy_draft(question))
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def is_killed_before_any(question: Question, time_limit: float | None, found: Found) -> Result:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def breaks_memory_before_any(question: Question, time_limit: float | None, found: Found) -> Result:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def breaks_memory_after_a_draft(question: Question, time_limit: float | None, found: Found) -> Result:
    found(greedy_draft(question))
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def needs_too_much_after_a_draft(question: Question, time_limit: float | None, found: Found) -> Result:
    found(greedy_draft(question))
    np.zeros(2**62, dtype=np.int8)
    raise AssertionError


def needs_too_much_before_any(question: Question, time_limit: float | None, found: Found) -> Result:
    np.zeros(2**62, dtype=np.int8)
    raise AssertionError


def refuses_as_infeasible(question: Question, time_limit: float | None, found: Found) -> Result:
    raise InfeasibleError("floor 3 cannot be met")


def refuses_as_overflow(question: Question, time_limit: float | None, found: Found) -> Result:
    raise OverflowRefusedError("2**70 is too large")


class UnportableError(Exception):
    """Cannot be built from its own arguments, so it does not survive a journey."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def fails_with_an_unportable_error(question: Question, time_limit: float | None, found: Found) -> Result:
    raise UnportableError("this", "that")


def fails_after_a_draft(question: Question, time_limit: float | None, found: Found) -> Result:
    found(greedy_draft(question))
    raise ZeroDivisionError("a mistake")


def keeps_finding(question: Question, time_limit: float | None, found: Found) -> Result:
    """Find a plan every twentieth of a second for ever; every third one breaks a rule."""
    drafts = [poor_draft(question), greedy_draft(question), broken_draft(question)]
    while True:
        for draft in drafts:
            found(draft)
            time.sleep(0.05)
