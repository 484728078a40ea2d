"""What a plan that was cut short leaves, with the reasons that need no network."""

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation
from matching.plan.left_over import unused_without_reasons
from matching.plan.result import Unmet, Unused, UnusedMoney, unmet_without_evidence
from matching.problem.past_needs import needs_over
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE, line_capacity, lowest_price, too_dear
from matching.vocabulary import Reason, UnusedReason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


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
    dear = np.isin(kind, kinds[too_dear(problem)])
    reason[~offered[kind] & dear] = code_of(Reason.BUDGET)
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
    """Return what is left of the offers: of a kind with nothing left to meet, too little money, or not used in time."""
    left, stock = unused_without_reasons(problem, plan), problem["stock"]
    offers, offer = left.money.offer, stock["offer"].astype(np.int64)
    lacking, wanted = _by_kind(problem, plan)
    lines = _told(lacking[stock["kind"]], wanted[stock["kind"]])
    codes = np.full(len(offers), code_of(UnusedReason.NOTHING_ADMISSIBLE))
    cost = lowest_price(problem) * (SHARE + problem["offers"]["overhead"][offer])
    for row, (one, amount) in enumerate(zip(offers.tolist(), left.money.amount.tolist(), strict=True)):
        own = offer == one
        open_rows = own & lacking[stock["kind"]]
        if not open_rows.any():
            met = bool(wanted[stock["kind"]][own].any())
            codes[row] = code_of(
                UnusedReason.ALL_REACHABLE_NEEDS_MET if met else UnusedReason.NOTHING_ADMISSIBLE
            )
        else:
            short = bool((cost[open_rows] > amount * SHARE).all())
            codes[row] = code_of(UnusedReason.REMAINDER if short else UnusedReason.NOT_FINISHED)
    money = UnusedMoney(offers, left.money.amount, codes.astype(np.int8))
    return Unused(left.line, left.quantity, lines[left.line].astype(np.int8), money)


def _by_kind(problem: Problem, plan: Allocation) -> tuple[Mask, Mask]:
    """Return for every kind whether units of it are lacking, and whether any are asked for."""
    needs, kinds = problem["needs"], len(problem["kinds"])
    lacking, wanted = np.zeros(kinds, dtype=np.bool_), np.zeros(kinds, dtype=np.bool_)
    wanted[needs["kind"]] = True
    lacking[needs["kind"][needs["quantity"] > plan.per_need(problem)]] = True
    return lacking, wanted


def _told(lacking: Mask, wanted: Mask) -> Integers:
    reason = np.full(len(lacking), code_of(UnusedReason.NOT_FINISHED), dtype=np.int64)
    reason[~lacking] = code_of(UnusedReason.ALL_REACHABLE_NEEDS_MET)
    reason[~wanted] = code_of(UnusedReason.NOTHING_ADMISSIBLE)
    return reason
