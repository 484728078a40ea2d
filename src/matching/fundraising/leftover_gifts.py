"""What is left of offers, and why: read off the pairs that could be served."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.pairs import admissible
from matching.problem.stock_lines import SHARE
from matching.vocabulary import UnusedReason

Integers = NDArray[np.int64]

REMAINDER = "remainder"
"""Reason of money that is left: it buys no further unit."""


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
        A word of ``UnusedReason``, or ``remainder``.
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
    used = np.bincount(plan.line, weights=plan.quantity, minlength=len(stock)).astype(np.int64)
    found = []
    for offer in offers.tolist():
        name, lines = str(problem["offers"]["offer"][offer]), np.flatnonzero(stock["offer"] == offer)
        if problem["offers"].is_("modality", "cash")[offer]:
            money = unspent(facts, offer)
            if money:
                price = facts.price[lines] * (SHARE + int(problem["offers"]["overhead"][offer]))
                buys = lines[price <= money * SHARE]
                reason = _reason(facts, buys) if len(buys) else REMAINDER
                found.append(LeftGift(name, "", 0, money, reason))
            continue
        for line in lines[stock["quantity"][lines] > used[lines]].tolist():
            kind = str(problem["kinds"]["kind"][stock["kind"][line]])
            left = int(stock["quantity"][line] - used[line])
            found.append(LeftGift(name, kind, left, 0, _reason(facts, np.array([line]))))
    return tuple(found)


def unspent(facts: Facts, offer: int) -> int:
    """Return what is left of an offer's budget after units, overhead, and the visits and set-up that it pays."""
    problem, plan = facts.problem, facts.allocation
    offers, lines = problem["offers"], plan.offer == offer
    units = -(-int(plan.amount[lines].sum()) * (SHARE + int(offers["overhead"][offer])) // SHARE)
    visits = len(np.unique(facts.commune[plan.need[lines]]))
    fixed = 0
    for name, times in (("visit", visits), ("setup", int(visits > 0))):
        if offers.is_(f"{name}_payer", "budget")[offer]:
            fixed += max(int(offers[f"{name}_cost"][offer]), 0) * times
    return max(int(offers["budget"][offer]) - units - fixed, 0)


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
