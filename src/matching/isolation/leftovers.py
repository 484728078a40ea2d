"""What a plan that was cut short leaves, with the reasons that need no network."""

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation
from matching.plan.result import Unmet, Unused, unmet_without_evidence
from matching.problem.past_needs import needs_over
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity
from matching.vocabulary import Reason, UnusedReason, code_of


def unmet_units(problem: Problem, plan: Allocation) -> Unmet:
    """Return every need with units left: over, not confirmed, of a kind that nobody offers or has left, or not settled."""
    needs, kinds, held = problem["needs"], problem["stock"]["kind"], line_capacity(problem)
    left = needs["quantity"] - plan.per_need(problem)
    rows = np.flatnonzero(left > 0)
    offered, spare = (np.zeros(len(problem["kinds"]), dtype=np.bool_) for _ in range(2))
    offered[kinds[held > 0]] = True
    spare[kinds[held > plan.per_line(problem)]] = True
    kind = needs["kind"][rows]
    reason = np.full(len(rows), code_of(Reason.NOT_FINISHED))
    reason[~spare[kind]] = code_of(Reason.OTHERS_SERVED)
    reason[~offered[kind]] = code_of(Reason.NO_OFFER_OF_KIND)
    reason[needs["confirmed"][rows] != 1] = code_of(Reason.NOT_CONFIRMED)
    reason[_too_late(problem, held > 0)[rows]] = code_of(Reason.OVER)
    return unmet_without_evidence(rows, left[rows], reason)


def _too_late(problem: Problem, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the needs that are over and ended before any stock of their kind begins."""
    stock, needs, first = problem["stock"], problem["needs"], problem["offers"]["window_from"]
    begins = np.maximum(stock["window_from"], first[stock["offer"]]).astype(np.int64)
    earliest = np.full(len(problem["kinds"]), np.iinfo(np.int64).max)
    np.minimum.at(earliest, stock["kind"][held], begins[held])
    return np.asarray(needs_over(problem) & (needs["window_to"] < earliest[needs["kind"]]))


def unused_units(problem: Problem, plan: Allocation) -> Unused:
    """Return every stock row with units left: of a kind with nothing left to meet, or not handed out in time."""
    kinds, needs = len(problem["kinds"]), problem["needs"]
    wanted, lacking = np.zeros(kinds, dtype=np.bool_), np.zeros(kinds, dtype=np.bool_)
    wanted[needs["kind"]] = True
    lacking[needs["kind"][needs["quantity"] > plan.per_need(problem)]] = True
    left = line_capacity(problem) - plan.per_line(problem)
    rows = np.flatnonzero(left > 0)
    kind = problem["stock"]["kind"][rows]
    reason = np.full(len(rows), code_of(UnusedReason.NOT_FINISHED))
    reason[~lacking[kind]] = code_of(UnusedReason.ALL_REACHABLE_NEEDS_MET)
    reason[~wanted[kind]] = code_of(UnusedReason.NOTHING_ADMISSIBLE)
    return Unused(rows, left[rows], reason.astype(np.int8))
