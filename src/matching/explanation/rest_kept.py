"""A problem cut down to one commune: what the plan gives elsewhere stays, and nothing is decided there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.plan.allocation import Allocation, allocation_of
from matching.problem.drawn_promises import LINE_KEY
from matching.problem.joining import without
from matching.problem.people import communes_of_needs
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.problem.table import Table, table_from
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

SPANNING = ("reserve", "max_communes", "visit_cost", "setup_cost", "budget")
"""Columns of an offer that bind what it gives in one commune to what it gives in others."""

OWNED = {"need": "needs", "child": "children"}
"""What a wish may name of which a part holds only some → its table."""


@dataclass(frozen=True, eq=False)
class RestKept:
    """A part of a problem in which only needs of one commune are open.

    Parameters
    ----------
    problem
        The part.
    open_needs
        Which needs of the whole problem are open in it.
    need, line
        Rows of the whole problem, by the part's rows of needs and stock.
    stock
        Number of stock rows of the whole problem.
    """

    problem: Problem
    open_needs: Mask
    need: Integers
    line: Integers
    stock: int

    def joined(self, whole: Problem, plan: Allocation, inside: Allocation) -> Allocation:
        """Return a plan of the whole problem with the open needs served as in a plan of the part.

        Stock rows added to both since stand at the end of both.
        """
        need = self.need[inside.need]
        line = np.append(self.line, np.arange(self.stock, len(whole["stock"])))[inside.line]
        outside, own = ~self.open_needs[plan.need], self.open_needs[need]
        return allocation_of(
            whole,
            np.concatenate([plan.line[outside], line[own]]),
            np.concatenate([plan.need[outside], need[own]]),
            np.concatenate([plan.quantity[outside], inside.quantity[own]]),
            np.concatenate([plan.promised[outside], inside.promised[own]]),
        )


def can_keep_rest(policy: Policy) -> bool:
    """Return whether all goals judge what happens in one commune alike, whatever is known of the others."""
    return not policy.baseline and all(_by_commune(goal) for goal in policy.goals)


def _by_commune(goal: Goal) -> bool:
    if goal.keep is not None or goal.among:
        return False
    return goal.criterion == "sum" or (goal.criterion == "leximin" and "commune" in goal.columns)


def rest_kept(problem: Problem, plan: Allocation, kinds: Mask, commune: int) -> RestKept:
    """Return the part of a problem in which the needs of some kinds in a commune are open, all else as a plan has it.

    What offers give elsewhere is taken out of their stock, or stands as promises where a rule binds it to what they give
    here. Needs elsewhere without such promises are left out unless a wish names them, and offers without these kinds.
    """
    needs, stock = problem["needs"], problem["stock"]
    place = communes_of_needs(problem)
    open_needs = kinds[needs["kind"]] & (place == commune)
    useful = np.zeros(len(problem["offers"]), dtype=np.bool_)
    useful[stock["offer"][kinds[stock["kind"]]]] = True
    near = (place == commune) | _of_same_children(problem, open_needs)
    told = _spanning(problem)[plan.offer] | near[plan.need] | (stock["provider"][plan.line] != MISSING)
    given = useful[plan.offer] & (plan.promised | ~open_needs[plan.need])
    promised, absorbed = np.flatnonzero(given & told), np.flatnonzero(given & ~told)
    used = _sums(plan.line[absorbed], plan.quantity[absorbed], len(stock))
    kept = _sums(plan.need[promised], plan.quantity[promised], len(needs))
    quantity = np.where(stock["quantity"] == MISSING, MISSING, stock["quantity"] - used)
    asked = np.where(open_needs, needs["quantity"], np.maximum(kept, 1))
    confirmed = np.where(open_needs | (kept > 0), needs["confirmed"], 0)
    settled = problem.replace(
        needs=table_from("needs", {**needs.columns, "quantity": asked, "confirmed": confirmed}),
        stock=table_from("stock", {**stock.columns, "quantity": quantity}),
        commitments=_commitments(problem, plan, promised),
    )
    stays = open_needs | (kept > 0) | _wished_for(problem, useful, "need")
    children = np.append(_wished_for(problem, useful, "child"), False)
    children[needs["child"][stays]] = True
    dropped = {"needs": ~stays, "offers": ~useful, "children": ~children[:-1], "stock": quantity == 0}
    held = np.flatnonzero(useful[stock["offer"]] & (quantity != 0))
    return RestKept(without(settled, dropped), open_needs, np.flatnonzero(stays), held, len(stock))


def _wished_for(problem: Problem, offers: Mask, field: str) -> Mask:
    """Return the needs, or the children, that a wish of some offers names."""
    table = problem["earmarks"]
    rows = np.flatnonzero(table.is_("field", field) & offers[table["offer"]])
    ids = problem[OWNED[field]][field]
    names = {name.strip() for values in table["values"][rows].tolist() for name in values.split("|")}
    return (
        np.isin(ids, np.array(sorted(names), dtype=np.str_)) if names else np.zeros(len(ids), dtype=np.bool_)
    )


def _of_same_children(problem: Problem, chosen: Mask) -> Mask:
    child = problem["needs"]["child"]
    own = np.zeros(len(problem["children"]) + 1, dtype=np.bool_)
    own[child[chosen]] = True
    own[MISSING] = False
    return own[child]


def _spanning(problem: Problem) -> Mask:
    """Return the offers of which something binds what they give in one commune to what they give in others."""
    offers = problem["offers"]
    bound = (
        offers.is_("modality", "cash") | (offers["all_or_nothing"] == 1) | (offers["excludes_group"] != "")
    )
    for name in SPANNING:
        bound = bound | (offers[name] > 0)
    matched = offers["matches"] != MISSING
    bound = bound | matched
    bound[offers["matches"][matched]] = True
    return np.asarray(bound | bool(len(problem["floors"])))


def _commitments(problem: Problem, plan: Allocation, rows: Integers) -> Table:
    """Return some lines of a plan as promises, each on its stock row."""
    line = {name: problem["stock"][name][plan.line[rows]] for name in LINE_KEY}
    told = {"offer": plan.offer[rows], "need": plan.need[rows], "quantity": plan.quantity[rows]}
    return table_from("commitments", told | line, len(rows))


def _sums(place: Integers, units: Integers, size: int) -> Integers:
    return np.bincount(place, weights=units, minlength=size).astype(np.int64)
