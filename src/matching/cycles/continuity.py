"""A sponsored child keeps its sponsor: promises made by rule, before a period is planned."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.auditing.checking import audit
from matching.ledger.entries import Movement
from matching.ledger.promised_lines import movements
from matching.plan.allocation import Allocation, allocation_of
from matching.problem.drawn_promises import promises
from matching.problem.fitting import item_fits, need_items
from matching.problem.policy import named_policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity, line_order
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def renewals(problem: Problem, kinds: Sequence[str]) -> tuple[Movement, ...]:
    """Return promises that keep every child with the donor who serves it already, while that donor gives.

    A need of one of the kinds is promised units of an offer of the donor who has promised the same kind to the same
    child, if that offer has units left and no rule is broken; needs in the order of their ids.

    Parameters
    ----------
    problem
        The problem of the period, with the promises that stand.
    kinds
        Kinds that go on from period to period, such as ``sponsorship``.
    """
    found = _candidates(problem, kinds)
    while len(found):
        plan = _together(problem, found)
        broken = _broken_offers(problem, plan)
        kept = [pair for pair in found if int(problem["stock"]["offer"][pair[0]]) not in broken]
        if len(kept) == len(found):
            return movements(problem, plan, np.flatnonzero(~plan.promised))
        found = kept
    return ()


def _candidates(problem: Problem, kinds: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return a stock row, a need and units for every need that its child's donor may go on serving."""
    needs, stock, donors = problem["needs"], problem["stock"], problem["offers"]["donor"]
    stands = promises(problem)
    given = {
        (child, kind): offer
        for child, kind, offer in zip(
            needs["child"][stands.need].tolist(),
            needs["kind"][stands.need].tolist(),
            stands.offer.tolist(),
            strict=True,
        )
        if child != MISSING
    }
    going_on = np.isin(problem["kinds"]["kind"], list(kinds))
    open_units = needs["quantity"] - stands.per_need
    rows = np.flatnonzero((open_units > 0) & going_on[needs["kind"]] & (needs["child"] != MISSING))
    rows = rows[np.argsort(needs["need"][rows], kind="stable")]
    left = line_capacity(problem) - stands.per_line
    fits, items = item_fits(problem), need_items(problem)
    lines = line_order(problem)
    found = []
    for row in rows.tolist():
        offer = given.get((int(needs["child"][row]), int(needs["kind"][row])))
        if offer is None:
            continue
        own = stock["offer"][lines] == offer
        same = own | ((donors[stock["offer"][lines]] == donors[offer]) & (donors[offer] != MISSING))
        suited = lines[same & (stock["kind"][lines] == needs["kind"][row]) & (left[lines] > 0)]
        suited = suited[fits[stock["item"][suited], items[row]] & _share_a_day(problem, suited, row)]
        if len(suited):
            line = int(suited[np.argsort(stock["offer"][suited] != offer, kind="stable")[0]])
            units = int(min(left[line], open_units[row]))
            left[line] -= units
            found.append((line, row, units))
    return found


def _share_a_day(problem: Problem, lines: Integers, need: int) -> NDArray[np.bool_]:
    """Return which lines can be given on a day on which the need's help is useful."""
    stock, offers, needs = problem["stock"], problem["offers"], problem["needs"]
    begins = np.maximum(stock["window_from"][lines], offers["window_from"][stock["offer"][lines]])
    begins = np.maximum(begins, needs["window_from"][need])
    never = np.iinfo(np.int64).max
    ends = [
        np.where(day == MISSING, never, day)
        for day in (
            stock["window_to"][lines],
            offers["window_to"][stock["offer"][lines]],
            np.full(len(lines), needs["window_to"][need]),
        )
    ]
    return np.asarray(begins <= np.minimum.reduce(ends))


def _together(problem: Problem, found: list[tuple[int, int, int]]) -> Allocation:
    due = promises(problem)
    line, need, units = np.array(found, dtype=np.int64).T
    return allocation_of(
        problem,
        np.concatenate([due.line, line]),
        np.concatenate([due.need, need]),
        np.concatenate([due.quantity, units]),
        np.arange(len(due.line) + len(line)) < len(due.line),
    )


def _broken_offers(problem: Problem, plan: Allocation) -> set[int]:
    """Return the offers with new lines that the audit names; all of them where it names none."""
    report = audit(problem, plan, named_policy("utilitarian"), 0, None)
    broken = [found for found in report.violations if found.rule != "lottery"]
    if not broken:
        return set()
    row_of = {name: row for row, name in enumerate(problem["offers"]["offer"].tolist())}
    new = set(plan.offer[~plan.promised].tolist())
    named = {row_of[offer] for found in broken for offer in found.offers} & new
    return named or new
