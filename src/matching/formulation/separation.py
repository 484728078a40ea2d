"""What an integer program must see apart: lines, visits, pairs and needs that a rule tells from their like."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.policy import Policy
from matching.problem.problem import Problem
from matching.problem.table import Table
from matching.vocabulary import MISSING

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Separation:
    """How far classes and suppliers are refined, no further than the rules ask.

    Parameters
    ----------
    alone
        Offers whose lines are suppliers of their own, shape ``(offers,)``.
    visited
        Offers whose communes are nodes of their own.
    paired
        Offers whose needs have arcs of their own.
    single
        Needs that are classes of their own, shape ``(needs,)``.
    """

    alone: Flags
    visited: Flags
    paired: Flags
    single: Flags


def separation_of(problem: Problem, policy: Policy) -> Separation:
    """Return what the problem's rules and the policy's goals tell apart."""
    offers = problem["offers"]
    counting = any(goal.measure == "visits" for goal in policy.goals)
    visited = _set(offers, "commune_min", 1) | _set(offers, "max_communes", 0) | _set(offers, "visit_cost", 0)
    visited |= (offers["commune_max"] != MISSING) | counting
    beside_others = _among_rivals(problem)
    paired = _set(offers, "child_min", 1) | (offers["child_max"] != MISSING) | beside_others
    if any(goal.measure == "changes" for goal in policy.goals):
        paired[problem["previous"]["offer"]] = True
    alone = np.ones(len(offers), dtype=np.bool_) if counting else visited | paired | _counted_whole(problem)
    return Separation(alone, visited, paired, _single(problem, paired))


def _set(table: Table, column: str, above: int) -> Flags:
    return np.asarray(table[column] > above)


def _counted_whole(problem: Problem) -> Flags:
    """Return the offers whose total units or money a rule counts."""
    offers = problem["offers"]
    whole = offers.is_("modality", "cash") | _set(offers, "all_or_nothing", 0) | _set(offers, "setup_cost", 0)
    whole |= _set(offers, "reserve", 0) | (offers["excludes_group"] != "") | _set(offers, "budget", MISSING)
    matching = offers["matches"]
    whole |= matching != MISSING
    whole[matching[matching != MISSING]] = True
    return np.asarray(whole)


def _among_rivals(problem: Problem) -> Flags:
    """Return the offers that rule out others at a child or need, and the other offers of their donors."""
    offers = problem["offers"]
    own = (offers["exclusive"] == 1) | (offers["cofunding"] == 0)
    donors = offers["donor"][own & (offers["donor"] != MISSING)]
    return np.asarray(own | (np.isin(offers["donor"], donors) & (offers["donor"] != MISSING)))


def _single(problem: Problem, paired: Flags) -> Flags:
    """Return the needs that are met whole, in a bundle, or served by an offer with arcs of its own."""
    stock, needs = problem["stock"], problem["needs"]
    kinds = np.zeros(len(problem["kinds"]), dtype=np.bool_)
    kinds[stock["kind"][paired[stock["offer"]]]] = True
    own = needs["splittable"] != MISSING
    splittable = np.where(own, needs["splittable"] == 1, problem["kinds"]["splittable"][needs["kind"]] == 1)
    return np.asarray(
        kinds[needs["kind"]] | (~splittable & (needs["quantity"] > 1)) | (needs["bundle"] != "")
    )
