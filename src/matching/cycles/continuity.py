"""A sponsored child keeps its sponsor: promises made by rule, before a period is planned."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.auditing.checking import audit
from matching.auditing.facts import Facts
from matching.auditing.pairs import admissible
from matching.ledger.entries import Movement
from matching.ledger.promised_lines import movements
from matching.plan.allocation import Allocation, allocation_of
from matching.plan.audit_report import Violation
from matching.problem.drawn_promises import Promises, promises
from matching.problem.people import communes_of_needs
from matching.problem.policy import Policy, named_policy
from matching.problem.problem import Problem
from matching.problem.stock_lines import line_capacity, line_order
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


Line = tuple[int, int, int]
"""A stock row, a need and units."""


def renewals(problem: Problem, kinds: Sequence[str]) -> tuple[Movement, ...]:
    """Return promises that keep every child with the donor who serves it already, while that donor gives.

    A need of one of the kinds is promised units of an offer of the donor who has promised the same kind to the same
    child, if that offer has units left and no rule is broken; needs in the order of their ids. Where a rule does not
    let all go on, only those end whom it keeps from it, the last ones where a limit has room for some.

    Parameters
    ----------
    problem
        The problem of the period, with the promises that stand.
    kinds
        Kinds that go on from period to period, such as ``sponsorship``.
    """
    found = _candidates(problem, kinds)
    while found:
        broken = _broken(problem, found)
        if not broken:
            plan = _together(problem, found)
            return movements(problem, plan, np.flatnonzero(~plan.promised))
        ended = {line for one in broken for line in _ended(problem, found, one)}
        found = [line for line in found if line not in ended]
    return ()


def _candidates(problem: Problem, kinds: Sequence[str]) -> list[Line]:
    """Return a stock row, a need and units for every need that its child's donor may go on serving."""
    needs, stock = problem["needs"], problem["stock"]
    stands = promises(problem)
    open_units = needs["quantity"] - stands.per_need
    left = line_capacity(problem) - stands.per_line
    wanted = _reachable(problem, stands, _going_on(problem, kinds, open_units), left)
    found = []
    for row, (offer, lines) in wanted.items():
        lines = lines[left[lines] > 0]
        if len(lines):
            line = int(lines[np.argsort(stock["offer"][lines] != offer, kind="stable")[0]])
            units = int(min(left[line], open_units[row]))
            left[line] -= units
            found.append((line, row, units))
    return found


def _going_on(problem: Problem, kinds: Sequence[str], open_units: Integers) -> list[int]:
    """Return the needs of children that lack units of the kinds, in the order of their ids."""
    needs = problem["needs"]
    inside = np.isin(problem["kinds"]["kind"], list(kinds))
    rows = np.flatnonzero((open_units > 0) & inside[needs["kind"]] & (needs["child"] != MISSING))
    return [int(row) for row in rows[np.argsort(needs["need"][rows], kind="stable")]]


def _reachable(
    problem: Problem, stands: Promises, rows: Sequence[int], left: Integers
) -> dict[int, tuple[int, Integers]]:
    """Return per need the offer that its child has had the kind from, and its donor's stock rows that may serve it."""
    needs, stock, donors = problem["needs"], problem["stock"], problem["offers"]["donor"]
    keys = needs["child"][stands.need].tolist(), needs["kind"][stands.need].tolist()
    given = {(child, kind): offer for child, kind, offer in zip(*keys, stands.offer.tolist(), strict=True)}
    lines = line_order(problem)
    lines = lines[left[lines] > 0]
    found: dict[int, tuple[int, Integers]] = {}
    for row in rows:
        offer = given.get((int(needs["child"][row]), int(needs["kind"][row])))
        if offer is not None:
            own = stock["offer"][lines] == offer
            same = own | ((donors[stock["offer"][lines]] == donors[offer]) & (donors[offer] != MISSING))
            found[row] = offer, lines[same & (stock["kind"][lines] == needs["kind"][row])]
    if not found:
        return {}
    sizes = [len(chosen) for _, chosen in found.values()]
    pairs, asked = np.concatenate([chosen for _, chosen in found.values()]), np.repeat(list(found), sizes)
    good = admissible(Facts(problem, _together(problem, []), _any_policy(), 0), pairs, asked)
    parts = np.split(good, np.cumsum(sizes)[:-1])
    return {
        row: (offer, chosen[part]) for (row, (offer, chosen)), part in zip(found.items(), parts, strict=True)
    }


def _together(problem: Problem, found: Sequence[Line]) -> Allocation:
    due = promises(problem)
    line, need, units = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return allocation_of(
        problem,
        np.concatenate([due.line, line]),
        np.concatenate([due.need, need]),
        np.concatenate([due.quantity, units]),
        np.arange(len(due.line) + len(line)) < len(due.line),
    )


def _broken(problem: Problem, found: Sequence[Line]) -> list[Violation]:
    """Return what the audit finds broken by promises and new lines together."""
    report = audit(problem, _together(problem, found), _any_policy(), 0, None)
    return [one for one in report.violations if one.rule != "lottery"]


def _any_policy() -> Policy:
    """Return a policy: only rules are asked about, so any will do."""
    return named_policy("utilitarian")


def _ended(problem: Problem, found: Sequence[Line], broken: Violation) -> Sequence[Line]:
    """Return the lines that have to end for a broken rule: those it names, or the last that share its limit."""
    needs, owner = problem["needs"], problem["stock"]["offer"]
    names = problem["offers"]["offer"]
    own = [line for line in found if not broken.offers or str(names[owner[line[0]]]) in broken.offers]
    named = np.flatnonzero(np.isin(needs["need"], broken.needs))
    for rule, place in (("child_", needs["child"]), ("commune_", communes_of_needs(problem))):
        if broken.rule.startswith(rule):
            return [line for line in own if place[line[1]] in place[named]][-1:] or found
    alone = [line for line in own if line[1] in named]
    if alone:
        return alone
    if not broken.offers or not own:
        return found
    return own[_most(problem, found, own, broken) :]


def _most(problem: Problem, found: Sequence[Line], own: Sequence[Line], broken: Violation) -> int:
    """Return how many of an offer's lines may go on, the first ones; searched by halving."""
    others = sorted(set(found) - set(own))
    low, high = 0, len(own)
    while high - low > 1:
        middle = (low + high) // 2
        again = _broken(problem, [*others, *own[:middle]])
        if any((one.rule, one.offers) == (broken.rule, broken.offers) for one in again):
            high = middle
        else:
            low = middle
    return low
