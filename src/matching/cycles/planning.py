"""One period after the other: take up what came in, keep what was promised, plan, and hand on what is known."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from matching.cycles.continuity import renewals
from matching.cycles.period import period_problem
from matching.cycles.reserving import held_back
from matching.errors import LedgerError
from matching.ledger.book import Ledger
from matching.plan.result import Result
from matching.problem.joining import joined
from matching.problem.problem import Problem

CONTINUING = ("sponsorship",)
"""Kinds that a child keeps its donor for."""


@dataclass(frozen=True)
class Cycle:
    """One planned period.

    Parameters
    ----------
    result
        The plan; give it to ``matching.apply`` to turn it into promises.
    known
        Everything known so far; give it to the next period.
    renewed
        Units promised because a child keeps its sponsor.
    held
        Units held back for expected later need.
    """

    result: Result
    known: Problem
    renewed: int
    held: int


def plan_cycle(
    batch: Problem,
    ledger: Ledger,
    solve: Callable[[Problem], Result],
    *,
    known: Problem | None = None,
    expected: Problem | None = None,
    continuing: Sequence[str] = CONTINUING,
    amended: Collection[str] = (),
) -> Cycle:
    """Plan one period on top of those before it.

    Parameters
    ----------
    batch
        What came in: new and changed children, needs and offers, dated on the first day of the period.
    ledger
        Where promises stand. New offers are recorded in it with what they hold, and children keep their sponsors by
        promises written to it; the plan itself is not.
    solve
        Solves a problem under a policy and a seed.
    known
        ``known`` of the period before, nothing in the first.
    expected
        What is expected to come in later (``matching.expected_later`` of last year); units are held back for it.
    continuing
        Kinds that a child keeps its donor for.
    amended
        Offers named again that hold more than before, on purpose.

    Raises
    ------
    LedgerError
        If the batch is dated before what is known, or the ledger has promises that what is known lacks one side of.
    """
    if known is not None and batch.reference_date < known.reference_date:
        message = f"the batch is dated {batch.reference_date}, before what is known ({known.reference_date})"
        raise LedgerError("older_batch", message)
    ledger.record_offers(batch, amended=amended)
    everything = batch if known is None else joined(known, batch)
    version = ledger.version
    problem = period_problem(everything, ledger)
    kept = renewals(problem, continuing)
    if ledger.promise(kept, version=version, on=problem.reference_date):
        problem = period_problem(everything, ledger)
    present = problem if expected is None else held_back(problem, expected, solve)
    held = int(np.maximum(problem["stock"]["quantity"] - present["stock"]["quantity"], 0).sum())
    return Cycle(solve(present), everything, sum(move.promised for move in kept), held)
