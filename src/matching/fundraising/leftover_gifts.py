"""What is left of offers, and why: read off the pairs that could be served."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.pairs import admissible
from matching.explanation.standing import Standing
from matching.explanation.unused import money_reasons
from matching.plan.left_over import money_left
from matching.vocabulary import ENUMERATIONS, UnusedReason

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LeftGift:
    """Units, or đồng, of an offer that are not given.

    Parameters
    ----------
    offer, kind
        Ids; the kind is empty for money.
    units, money
        What is left; one of them is 0.
    reason
        A word of ``UnusedReason``.
    """

    offer: str
    kind: str
    units: int
    money: int
    reason: str


def left_gifts(facts: Facts, offers: Integers) -> tuple[LeftGift, ...]:
    """Return what is left of some offers; cash as money, everything else by stock row."""
    problem, plan = facts.problem, facts.allocation
    stock = problem["stock"]
    used, money = plan.per_line(problem), money_left(problem, plan)
    standing, found = Standing(facts), []
    for offer in offers.tolist():
        name, lines = str(problem["offers"]["offer"][offer]), np.flatnonzero(stock["offer"] == offer)
        if problem["offers"].is_("modality", "cash")[offer]:
            if money[offer]:
                code = int(money_reasons(standing, np.array([offer]))[0])
                reason = ENUMERATIONS["UnusedReason"][code]
                found.append(LeftGift(name, "", 0, int(money[offer]), reason))
            continue
        for line in lines[stock["quantity"][lines] > used[lines]].tolist():
            kind = str(problem["kinds"]["kind"][stock["kind"][line]])
            left = int(stock["quantity"][line] - used[line])
            found.append(LeftGift(name, kind, left, 0, _reason(facts, np.array([line]))))
    return tuple(found)


def _reason(facts: Facts, lines: Integers) -> str:
    """Return why some stock rows of one offer are left."""
    kinds = np.unique(facts.problem["stock"]["kind"][lines])
    needs = np.flatnonzero(np.isin(facts.problem["needs"]["kind"], kinds) & facts.confirmed)
    line, need = np.repeat(lines, len(needs)), np.tile(needs, len(lines))
    good = admissible(facts, line, need) & ~facts.slotless[line]
    if not good.any():
        return UnusedReason.NOTHING_ADMISSIBLE.value
    lacking = (facts.problem["needs"]["quantity"] > facts.given)[need[good]]
    return (UnusedReason.LIMITS if lacking.any() else UnusedReason.ALL_REACHABLE_NEEDS_MET).value
