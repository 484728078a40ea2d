"""Needs that only offers could serve whose budget pays no single unit of the kind."""

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.pairs import REQUIREMENTS
from matching.explanation.refusals import STEPS
from matching.explanation.stock_ranking import ORDER
from matching.plan.allocation import Allocation
from matching.plan.result import Unmet
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import too_dear
from matching.vocabulary import Reason, code_of

Integers = NDArray[np.int64]

MOST_PAIRS = 1_000_000
"""So many pairs are looked at together."""


def short_budgets(problem: Problem, plan: Allocation, policy: Policy, seed: int, unmet: Unmet) -> Unmet:
    """Return the needs with units left, those told of money that pays no unit for which there is nothing else.

    Where such an offer may serve a need, its budget is the reason. Where there is no other offer of the kind and such an
    offer may not serve it, the reason is the first requirement that it fails, of offers that fail the same the first.
    """
    dear = np.flatnonzero(too_dear(problem))
    steps = np.array([code_of(step) for step in STEPS])
    rows = np.flatnonzero(np.isin(unmet.reason, steps))
    if not len(dear) or not len(rows):
        return unmet
    facts = Facts(problem, plan, policy, seed)
    dear = dear[~facts.slotless[dear]]
    reason, offer = unmet.reason.copy(), unmet.offer.copy()
    kinds = problem["needs"]["kind"][unmet.need[rows]]
    for kind in np.unique(problem["stock"]["kind"][dear]).tolist():
        lines = dear[problem["stock"]["kind"][dear] == kind]
        own = rows[kinds == kind]
        size = max(1, MOST_PAIRS // len(lines))
        for part in np.split(own, range(size, len(own), size)):
            if len(part):
                _tell(facts, lines, part, unmet, reason, offer)
    return Unmet(unmet.need, unmet.quantity, reason, unmet.goal, offer)


def _tell(
    facts: Facts, lines: Integers, rows: Integers, unmet: Unmet, reason: NDArray[np.int8], offer: Integers
) -> None:
    """Write the reason and the nearest offer of some needs of one kind."""
    line, need = np.tile(lines, len(rows)), np.repeat(unmet.need[rows], len(lines))
    failing = np.stack([REQUIREMENTS[name][0](facts, line, need) for name in ORDER], axis=1)
    passed = np.where(failing.any(axis=1), failing.argmax(axis=1), len(ORDER)).reshape(len(rows), len(lines))
    nearest, furthest = passed.argmax(axis=1), passed.max(axis=1)
    codes = np.array(
        [code_of(Reason(name)) if name in set(Reason) else -1 for name in ORDER] + [code_of(Reason.BUDGET)]
    )
    none = unmet.reason[rows] == code_of(Reason.NO_OFFER_OF_KIND)
    told = (codes[furthest] >= 0) & (none | (furthest == len(ORDER)))
    reason[rows[told]] = codes[furthest[told]]
    offer[rows[told]] = facts.problem["stock"]["offer"][lines[nearest[told]]]
