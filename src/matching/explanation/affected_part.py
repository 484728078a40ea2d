"""The part of a problem that one need hangs together with: what is outside cannot change what happens inside."""

import numpy as np
from numpy.typing import NDArray

from matching.problem.drawn_promises import promises
from matching.problem.goal_language import OF_CHILDREN
from matching.problem.policy import Goal, Policy
from matching.problem.problem import Problem
from matching.problem.table import table_from
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


LIMITS = (
    "child_min", "child_max", "commune_min", "commune_max", "max_communes", "visit_cost", "setup_cost", "reserve",
)  # fmt: skip
"""Columns of an offer that bind its stock rows of all kinds together."""


def kinds_together(problem: Problem, policy: Policy, kind: int) -> Mask:
    """Return the kinds that offers, bundles, children, floors or goals tie to one kind, itself included.

    Goals that add up over units, and levels of commune and kind, fall apart by kind; a lowest coverage, children helped
    and levels of whole communes do not.
    """
    count = len(problem["kinds"])
    if policy.baseline or any(not _falls_apart(goal) for goal in policy.goals):
        return np.ones(count, dtype=np.bool_)
    ties = [*_ties_of_offers(problem), *_ties_of_needs(problem)]
    inside = np.zeros(count, dtype=np.bool_)
    inside[kind] = True
    before = 0
    while before < inside.sum():
        before = int(inside.sum())
        for kinds, owner in ties:
            touched = np.unique(owner[inside[kinds]])
            inside[kinds[np.isin(owner, touched)]] = True
    return inside


def _falls_apart(goal: Goal) -> bool:
    if goal.measure in (*OF_CHILDREN, "visits") or goal.keep is not None:
        return False
    return goal.criterion == "sum" or (goal.criterion == "leximin" and "kind" in goal.columns)


def _ties_of_offers(problem: Problem) -> list[tuple[Integers, Integers]]:
    """Return kinds and what ties those with the same number: a limited offer, a group of rivals, matching offers.

    Stock rows of an offer without money and limits have nothing to do with one another.
    """
    stock, offers = problem["stock"], problem["offers"]
    kind, offer = stock["kind"].astype(np.int64), stock["offer"].astype(np.int64)
    limited = offers.is_("modality", "cash") | (offers["all_or_nothing"] == 1)
    for name in LIMITS:
        limited = limited | (offers[name] > 0)
    ties = [(kind[limited[offer]], offer[limited[offer]])]
    names = offers["excludes_group"][offer]
    _, rival = np.unique(names, return_inverse=True)
    ties.append((kind[names != ""], rival[names != ""]))
    other = offers["matches"].astype(np.int64)[offer]
    rows = other != MISSING
    ties.append((np.concatenate([kind, kind[rows]]), np.concatenate([offer, other[rows]])))
    return ties


def _ties_of_needs(problem: Problem) -> list[tuple[Integers, Integers]]:
    needs, floors = problem["needs"], problem["floors"]
    kind = needs["kind"].astype(np.int64)
    names = needs["bundle"]
    _, bundle = np.unique(names, return_inverse=True)
    ties = [(kind[names != ""], bundle[names != ""])]
    if (floors["kind"] == MISSING).any():
        ties.append((kind, np.zeros(len(kind), dtype=np.int64)))
    return ties


def part_of(problem: Problem, kinds: Mask) -> Problem:
    """Return the problem with nothing to decide outside some kinds; rows keep their numbers, promises stand."""
    if kinds.all():
        return problem
    needs, stock, floors = problem["needs"], problem["stock"], problem["floors"]
    kept = promises(problem)
    outside = ~kinds[needs["kind"]]
    asked = np.where(outside, np.maximum(kept.per_need, 1), needs["quantity"])
    confirmed = np.where(outside, 0, needs["confirmed"])
    held = np.where(kinds[stock["kind"]], stock["quantity"], kept.per_line)
    told = np.where(floors["kind"] == MISSING, True, np.append(kinds, True)[floors["kind"]])
    return problem.replace(
        needs=table_from("needs", {**needs.columns, "quantity": asked, "confirmed": confirmed}),
        stock=table_from("stock", {**stock.columns, "quantity": held}),
        floors=floors.take(np.flatnonzero(told)),
    )
