"""Money that an offer lacks: the budgets at which it can pay for more lie on a grid that its prices span."""

from collections.abc import Iterator
from math import gcd

import numpy as np

from matching.auditing.facts import Facts
from matching.auditing.limit_rules import spending
from matching.explanation.remedy_cases import Case, Idea, as_it_is
from matching.problem.fields import fields_of
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE, line_price
from matching.vocabulary import MISSING

TIMES = 16
"""No more is sought than so many times what the units cost."""


def more_money(case: Case) -> Iterator[Idea]:
    """Yield the đồng by which the budget of the nearest offer falls short, from one step of its prices on."""
    assert case.nearest is not None
    problem, offer, more = case.problem, case.offer, case.further
    paid = int(more.amount[0])
    whole = paid + -(-paid * case.number("overhead") // SHARE)
    whole += _own(problem, offer, "visit") if not more.here[0] else 0
    whole += _own(problem, offer, "setup") if not case.standing.visits[offer] else 0
    old, step = case.number("budget"), price_step(problem, offer)
    smallest = (old // step + 1) * step - old
    most = fields_of("offers")["budget"].maximum
    largest = smallest + -(-TIMES * whole // step) * step
    if not whole or (most is not None and old + largest > most):
        return
    name = case.nearest.offer

    def used(facts: Facts) -> int:
        row = int(np.flatnonzero(facts.problem["offers"]["offer"] == name)[0])
        return spending(facts).get(row, 0) - old

    yield Idea(
        "raise_budget", name, smallest, largest, step, lambda number: (case.amend(budget=old + number),),
        as_it_is, as_it_is, used,
    )  # fmt: skip


def price_step(problem: Problem, offer: int) -> int:
    """Return a number of đồng of which whatever an offer may spend is a multiple.

    With unit prices *p* and overhead *r* an offer that buys *n* units spends *n·p·(1 + r)*, rounded up, so the step is the
    greatest common divisor of *gcd(p)·(1 + r)* and of its visit and set-up cost; 1 where that is no whole number.
    """
    stock, quotes = problem["stock"], problem["quotes"]
    told = quotes["price"][(quotes["offer"] == offer) & (quotes["price"] != MISSING)]
    prices = np.append(line_price(problem)[stock["offer"] == offer], told)
    paid = 0
    if problem["offers"].is_("modality", "cash")[offer]:
        paid = gcd(*prices.tolist())
    overhead = paid * int(problem["offers"]["overhead"][offer])
    if overhead % SHARE:
        return 1
    return gcd(paid + overhead // SHARE, _own(problem, offer, "visit"), _own(problem, offer, "setup")) or 1


def _own(problem: Problem, offer: int, what: str) -> int:
    """Return what a visit, or the set-up, costs the budget of an offer."""
    offers = problem["offers"]
    own = offers.is_(f"{what}_payer", "budget")[offer]
    return max(int(offers[f"{what}_cost"][offer]), 0) if own else 0
