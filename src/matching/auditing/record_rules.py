"""Rules on the lines themselves: readable, in order, of the offer named, rightly priced, promises kept."""

from collections.abc import Iterator

import numpy as np

from matching.auditing.breaches import Breaches, broken
from matching.auditing.facts import Facts
from matching.auditing.measures import unit_cost
from matching.auditing.packing import packed, pair_sums, positions, sums
from matching.errors import PromiseError
from matching.plan.allocation import Allocation, allocation_of
from matching.problem.drawn_promises import promises
from matching.problem.problem import Problem

LARGEST = 2**40
"""No quantity, and no sum of them, may exceed this number; far beyond every range in the field registry."""


def unreadable(problem: Problem, allocation: Allocation) -> str:
    """Return why the plan's columns cannot be read, or an empty text."""
    columns = {name: getattr(allocation, name) for name in Allocation.__slots__}
    sizes = {column.shape for column in columns.values()}
    if len(sizes) != 1 or len(next(iter(sizes))) != 1:
        return "The plan's columns differ in length."
    for name, column in columns.items():
        if column.dtype.kind != ("b" if name == "promised" else "i"):
            return f"The plan's column {name} holds values of the wrong type."
    for name, table in (("offer", "offers"), ("need", "needs"), ("line", "stock")):
        if ((columns[name] < 0) | (columns[name] >= len(problem[table]))).any():
            return f"The plan names a row of {table} that does not exist."
    if (np.abs(columns["quantity"].astype(np.float64)).sum() > LARGEST) or (
        np.abs(columns["amount"]) > 2**60
    ).any():
        return "A quantity or an amount is too large to be true."
    return ""


def quantity(facts: Facts) -> Iterator[Breaches]:
    """Every line gives at least one unit."""
    plan = facts.allocation
    message = "The line gives {quantity} units; at least 1 is a line."
    yield broken(message, plan.quantity < 1, offers=plan.offer, needs=plan.need, quantity=plan.quantity)


def offer(facts: Facts) -> Iterator[Breaches]:
    """The stock line belongs to the offer that is named."""
    plan = facts.allocation
    strange = facts.problem["stock"]["offer"][plan.line] != plan.offer
    yield broken("The stock line belongs to another offer.", strange, offers=plan.offer, needs=plan.need)


def amount(facts: Facts) -> Iterator[Breaches]:
    """Cash lines cost their price for the need, quotes included, times the quantity; other lines nothing."""
    plan = facts.allocation
    cash = facts.problem["offers"].is_("modality", "cash")[plan.offer]
    due = np.where(cash, unit_cost(facts, plan.line, plan.need) * np.maximum(plan.quantity, 0), 0)
    message = "The amount is {amount} đồng; the price makes it {due}."
    yield broken(message, plan.amount != due, offers=plan.offer, needs=plan.need, amount=plan.amount, due=due)


def duplicate_line(facts: Facts) -> Iterator[Breaches]:
    """One line per offer, need and stock line, apart from what was promised."""
    plan = facts.allocation
    if not len(plan):
        return
    keys = packed([plan.line, plan.need, plan.promised.astype(np.int64)])
    order = np.argsort(keys, kind="stable")
    again = np.zeros(len(keys), dtype=np.bool_)
    again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    yield broken("The same line stands in the plan twice.", again, offers=plan.offer, needs=plan.need)


def order(facts: Facts) -> Iterator[Breaches]:
    """Lines stand by offer id, need id, stock line, promised first."""
    plan, problem = facts.allocation, facts.problem
    sorted_plan = allocation_of(problem, plan.line, plan.need, np.maximum(plan.quantity, 1), plan.promised)
    moved = np.zeros(len(plan), dtype=np.bool_)
    for name in ("line", "need", "promised"):
        moved |= getattr(plan, name) != getattr(sorted_plan, name)
    first = np.flatnonzero(moved)[:1]
    where = np.isin(np.arange(len(plan)), first)
    message = "From this line on, the plan is not in canonical order."
    yield broken(message, where, offers=plan.offer, needs=plan.need)


def commitment(facts: Facts) -> Iterator[Breaches]:
    """Every promise that was not released is kept exactly, and nothing else is called promised."""
    table, plan = facts.problem["commitments"], facts.allocation
    rows = np.flatnonzero(table["released"] != 1)
    size = len(facts.problem["needs"])
    lines = np.flatnonzero(plan.promised)
    offers = np.concatenate([plan.offer[lines], table["offer"][rows]])
    needs = np.concatenate([plan.need[lines], table["need"][rows]])
    due = table["quantity"][rows]
    found = np.concatenate([facts.kept[lines], np.zeros_like(due)])
    wanted = np.concatenate([np.zeros_like(lines), due])
    offer_rows, need_rows, (kept, due) = pair_sums(offers, needs, size, found, wanted)
    message = "Promised were {due} units, the plan keeps {kept}."
    yield broken(message, kept != due, offers=offer_rows, needs=need_rows, due=due, kept=kept)
    if bool((kept == due).all()) and len(rows):
        yield from _drawn_elsewhere(facts)


def _drawn_elsewhere(facts: Facts) -> Iterator[Breaches]:
    """Promised units come from the stock lines that the promise is drawn on."""
    try:
        due = promises(facts.problem)
    except PromiseError:
        yield Breaches("More is promised than the offers hold.", 1)
        return
    plan, size = facts.allocation, len(facts.problem["needs"])
    keys, codes = np.unique(due.line * size + due.need, return_inverse=True)
    wanted = sums(codes, due.quantity, len(keys))
    rows = np.flatnonzero(plan.promised)
    found = positions(keys, plan.line[rows] * size + plan.need[rows])
    strange = (found < 0) | (wanted[found] != plan.quantity[rows])
    message = "The promised units are drawn from another stock line than the promise."
    yield broken(message, strange, offers=plan.offer[rows], needs=plan.need[rows])
