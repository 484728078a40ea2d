"""Packages tried out: given to the needs they are meant for, and handed to the policy to do better."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.formulation.canonical_order import commune_keys
from matching.fundraising.added_offers import with_package
from matching.fundraising.records import Package, Resolved
from matching.fundraising.resolving import Solve, answered, changes, judge, part, plan_of_part, touched, worse
from matching.plan.allocation import Allocation, allocation_of
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def verified(facts: Facts, package: Package, need: Integers, count: Integers, solve: Solve) -> Package:
    """Return a package with what came of trying it.

    The package is added to the problem as offers. First its units go to the needs they are meant for and the rest of
    the plan stays: the audit says whether every rule holds. Then the part of the problem that it touches is solved
    again: the policy must do at least as well.

    Parameters
    ----------
    facts
        The problem and its plan.
    package, need, count
        The package, the needs it is meant for and the units of each.
    solve
        Solves a problem under a policy.
    """
    problem, policy = facts.problem, facts.policy
    more = with_package(problem, package.lines)
    kinds = touched(more, policy, problem["needs"]["kind"][need])
    piece = part(more, kinds)
    old = Facts(piece, plan_of_part(facts, piece, kinds), policy, facts.seed)
    kept = judge(Facts(piece, _given(facts, old, need, count), policy, facts.seed))
    best = answered(piece, policy, facts.seed, solve)
    return replace(
        package,
        resolved=Resolved(
            keeps_rules=kept is not None,
            at_least_as_good=kept is None or not worse(policy, best.values, kept.values),
            proved=best.proved,
            goals=changes(old, best.facts),
        ),
    )


def _given(facts: Facts, old: Facts, need: Integers, count: Integers) -> Allocation:
    """Return the old plan with the package's units given to its needs."""
    piece, plan = old.problem, old.allocation
    stock, first = piece["stock"], len(facts.problem["stock"])
    kinds = piece["kinds"]
    kind = piece["needs"]["kind"][need].astype(np.int64)
    item = np.where(kinds.is_("fit", "none")[kind], MISSING, facts.item[need])
    names = commune_keys(piece["communes"])
    marks = piece["earmarks"].take(np.arange(len(facts.problem["earmarks"]), len(piece["earmarks"])))
    sorted_marks = np.argsort(marks["values"])
    place = np.searchsorted(marks["values"][sorted_marks], names[facts.commune[need]])
    offer = marks["offer"][sorted_marks][place].astype(np.int64)
    width, deep = len(kinds), len(piece["items"]) + 1
    keys = (stock["offer"][first:].astype(np.int64) * width + stock["kind"][first:]) * deep + stock["item"][
        first:
    ]
    order = np.argsort(keys)
    line = first + order[np.searchsorted(keys[order], (offer * width + kind) * deep + item)]
    return allocation_of(
        piece,
        np.concatenate([plan.line, line]),
        np.concatenate([plan.need, need]),
        np.concatenate([plan.quantity, count]),
        np.concatenate([plan.promised, np.zeros(len(need), dtype=np.bool_)]),
    )
