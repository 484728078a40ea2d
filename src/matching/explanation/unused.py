"""Why stock and money of offers are left over."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.auditing.pairs import admissible
from matching.explanation.blocks import BLOCKS, Further, blocks
from matching.explanation.exchanges import Exchange, verdicts
from matching.explanation.standing import Standing
from matching.formulation.assembly import Formulation
from matching.formulation.canonical_order import Canonical
from matching.plan.allocation import Allocation
from matching.plan.left_over import unused_without_reasons
from matching.plan.result import Unused, UnusedMoney
from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.vocabulary import MISSING, UnusedReason, code_of

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

PAIRS_AT_ONCE = 50_000
"""So many pairs of an offer's stock and needs are asked at once; the first that money is not the end of decide."""

NAMES = list(BLOCKS)
STOCK, BUDGET = NAMES.index("stock"), NAMES.index("budget")

KEPT_BY = {
    "reserve": UnusedReason.RESERVE,
    "commune_min": UnusedReason.LOT_NOT_REACHED,
    "child_min": UnusedReason.LOT_NOT_REACHED,
    **dict.fromkeys(
        ("exclusive", "cofunding", "unsplittable", "bundle", "floors", "slots"), UnusedReason.RULES
    ),
}
"""Rule that keeps money from being spent → the reason; every other rule is a limit of the offer itself."""


def unused_gifts(
    problem: Problem, ordered: Canonical, formed: Formulation, plan: Allocation, policy: Policy, seed: int
) -> Unused:
    """Return what is left of the offers and why: stock row by stock row, and cash offer by cash offer."""
    left = unused_without_reasons(problem, plan)
    reason = _of_stock(problem, ordered, formed, plan)[left.line].astype(np.int8)
    money = left.money
    why = np.zeros(len(money.offer), dtype=np.int8)
    if len(why):
        why = money_reasons(Standing(Facts(problem, plan, policy, seed)), money.offer)
    return Unused(left.line, left.quantity, reason, UnusedMoney(money.offer, money.amount, why))


def _of_stock(problem: Problem, ordered: Canonical, formed: Formulation, plan: Allocation) -> Integers:
    """Return for every stock row why units of it would be left."""
    reason = np.full(len(problem["stock"]), code_of(UnusedReason.NOTHING_ADMISSIBLE), dtype=np.int64)
    inside = formed.classes.of_need != MISSING
    lacking = (problem["needs"]["quantity"] - plan.per_need(problem))[ordered.need]
    short = np.bincount(
        formed.classes.of_need[inside], weights=lacking[inside], minlength=len(formed.classes.representative)
    )
    leads = _leads(formed, np.ones(len(short), dtype=np.bool_))
    wanted = _leads(formed, short > 0)
    code = np.where(wanted, code_of(UnusedReason.LIMITS), code_of(UnusedReason.ALL_REACHABLE_NEEDS_MET))
    code = np.where(leads, code, code_of(UnusedReason.NOTHING_ADMISSIBLE))
    for number, source in enumerate(formed.suppliers):
        for line in source.lines:
            reason[ordered.stock[formed.supply.lines[line].row]] = code[number]
    return reason


def _leads(formed: Formulation, classes: Mask) -> Mask:
    """Return the suppliers from which arcs lead to any of the classes."""
    network = formed.network
    mark = np.zeros(network.nodes, dtype=np.bool_)
    mark[formed.class_node[classes]] = True
    for name in ("admitted", "pairs", "hubs", "visits"):
        arcs = network.layers[name]
        mark[network.tail[arcs][mark[network.head[arcs]]]] = True
    return mark[formed.supplier_node]


def money_reasons(standing: Standing, offers: Integers) -> NDArray[np.int8]:
    """Return for cash offers with money left the code of why it is left (see ``UnusedReason``)."""
    return np.array([code_of(_of_money(standing, offer)) for offer in offers.tolist()], dtype=np.int8)


def _of_money(standing: Standing, offer: int) -> UnusedReason:
    facts = standing.facts
    lacking = facts.problem["needs"]["quantity"] > facts.given
    wanted = False
    for line, need in _pairs(facts, offer, lacking):
        wanted = True
        found = blocks(Further(standing, line, need))
        found[:, STOCK] &= _all_taken(facts, line)
        affordable = np.flatnonzero(~found[:, BUDGET])
        if len(affordable):
            nearest = affordable[np.argmin(found[affordable].sum(axis=1))]
            return _kept(standing, line[[nearest]], need[[nearest]], found[nearest])
    if wanted:
        return UnusedReason.REMAINDER
    met = next(_pairs(facts, offer, ~lacking), None)
    return UnusedReason.NOTHING_ADMISSIBLE if met is None else UnusedReason.ALL_REACHABLE_NEEDS_MET


def _pairs(facts: Facts, offer: int, among: Mask) -> Iterator[tuple[Integers, Integers]]:
    """Yield the pairs of an offer's stock rows and some needs that they may serve, a part at a time, none empty."""
    problem = facts.problem
    open_needs = np.flatnonzero(among & facts.confirmed)
    for line in np.flatnonzero((problem["stock"]["offer"] == offer) & ~facts.slotless).tolist():
        needs = open_needs[problem["needs"]["kind"][open_needs] == problem["stock"]["kind"][line]]
        for part in np.split(needs, range(PAIRS_AT_ONCE, len(needs), PAIRS_AT_ONCE)):
            good = part[admissible(facts, np.full(len(part), line), part)]
            if len(good):
                yield np.full(len(good), line), good


def _all_taken(facts: Facts, line: Integers) -> Mask:
    """Return where the units that a row of a cash offer may give, whatever its money, are all given."""
    held = facts.problem["stock"]["quantity"][line]
    taken = facts.allocation.per_line(facts.problem)[line]
    return np.asarray((held != MISSING) & (taken >= held))


def _kept(standing: Standing, line: Integers, need: Integers, broken: Mask) -> UnusedReason:
    """Return why money that could pay a unit does not: a rule, or nothing that the policy wants."""
    rules = [name for name, bad in zip(NAMES, broken.tolist(), strict=True) if bad]
    if rules:
        return KEPT_BY.get(rules[0], UnusedReason.LIMITS)
    facts = standing.facts
    if facts.policy.baseline:
        return UnusedReason.NOT_WANTED
    more = Further(standing, line, need)
    _, sign = verdicts(
        standing, facts.policy.goals, Exchange(line, np.full(1, MISSING, dtype=np.int64), need, more.units)
    )
    return UnusedReason.NOT_FINISHED if sign[0] > 0 else UnusedReason.NOT_WANTED
