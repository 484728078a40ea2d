"""The published lottery: among children who are alike in everything, a lower ticket is never served less."""

from collections.abc import Iterator

import numpy as np

from matching.auditing.breaches import Breaches, broken
from matching.auditing.facts import Facts
from matching.auditing.packing import Flags, Integers, packed
from matching.plan.allocation import need_ranks
from matching.problem.hashing import chances
from matching.problem.need_attributes import attribute_of_needs
from matching.vocabulary import MISSING

CHILD_COLUMNS = (
    "commune", "sex", "household", "circumstances", "difficult_hamlet", "at_risk", "ethnic_minority",
    "policy_family", "union_parent", "site", "height", "consent_representative", "consent_child",
)  # fmt: skip

NEED_COLUMNS = (
    "kind",
    "item",
    "quantity",
    "window_from",
    "window_to",
    "tier",
    "weight",
    "splittable",
    "confirmed",
)


def lottery(facts: Facts) -> Iterator[Breaches]:
    """Units of needs that are alike never rise with the ticket; not asked where children helped are counted.

    Where children with nothing are counted, the needs of one child are compared, and those of children with one need:
    anyone else who gives way to a lower ticket may end with nothing, which an earlier goal forbids.
    """
    goals = facts.policy.goals
    if not goals or any(goal.measure == "children_helped" for goal in goals):
        return
    rows = np.flatnonzero(_drawn(facts))
    if not len(rows):
        return
    rows, alike = _uneven(facts, rows, _alike(facts, rows))
    ranks = need_ranks(facts.problem, rows)
    chance = chances(facts.problem["needs"]["need"][rows], facts.seed)
    order = np.lexsort((ranks, -chance, alike))
    rows, alike, chance = rows[order], alike[order], chance[order]
    given = facts.given[rows]
    passed = np.zeros(len(rows), dtype=np.bool_)
    passed[1:] = (alike[1:] == alike[:-1]) & (given[1:] > given[:-1]) & (chance[1:] < chance[:-1])
    lower = np.roll(given, 1)
    message = "{given} units, although a child alike in everything with a lower ticket gets {lower}."
    yield broken(message, passed, needs=rows, given=given, lower=lower)


def _drawn(facts: Facts) -> Flags:
    """Return the needs of children that no record names and no bundle or limit per child ties to others."""
    needs, problem = facts.problem["needs"], facts.problem
    drawn = (needs["child"] >= 0) & (needs["bundle"] == "") & ~_tied(facts)
    for table in ("quotes", "commitments", "previous"):
        named = problem[table]["need"]
        drawn[named[named >= 0]] = False
    for clause in {clause for group in facts.clauses for clause in group}:
        for condition in clause.person:
            if condition.field == "need":
                drawn[list(condition.codes)] = False
            elif condition.field == "child":
                drawn &= ~np.isin(needs["child"], condition.codes)
    return np.asarray(drawn)


def _tied(facts: Facts) -> Flags:
    """Return the needs that an offer's rule per child ties to other needs of the same child."""
    offers, stock, needs = facts.problem["offers"], facts.problem["stock"], facts.problem["needs"]
    ruling = (offers["child_max"] != MISSING) | (offers["child_min"] > 1) | (offers["exclusive"] == 1)
    tied = np.zeros(len(needs), dtype=np.bool_)
    for offer in np.flatnonzero(ruling).tolist():
        of_kind = np.isin(needs["kind"], stock["kind"][stock["offer"] == offer])
        count = np.bincount(facts.owner[of_kind], minlength=int(facts.owner.max(initial=0)) + 1)
        tied |= of_kind & (count[facts.owner] > 1)
    return tied


def _alike(facts: Facts, rows: Integers) -> Integers:
    """Return a number per row, equal exactly where two needs agree in every column that can matter, or that a goal names."""
    child = facts.problem["needs"]["child"][rows]
    columns = [facts.age[child], facts.shown[rows].astype(np.int64)]
    columns += [facts.problem["children"][name][child].astype(np.int64) for name in CHILD_COLUMNS]
    columns += [facts.problem["needs"][name][rows].astype(np.int64) for name in NEED_COLUMNS]
    told = {
        name for goal in facts.policy.goals for name in (*goal.columns, *(name for name, _ in goal.among))
    }
    columns += [attribute_of_needs(facts.problem, name).codes[rows].astype(np.int64) for name in sorted(told)]
    if any(goal.measure == "children_with_nothing" for goal in facts.policy.goals):
        children, needs = np.unique(facts.problem["needs"]["child"], return_counts=True)
        columns.append(np.where(np.isin(child, children[needs > 1]), child, MISSING).astype(np.int64))
    return packed(columns)


def _uneven(facts: Facts, rows: Integers, alike: Integers) -> tuple[Integers, Integers]:
    """Return the rows, and their numbers, of groups that are not all served the same."""
    values, group = np.unique(alike, return_inverse=True)
    given = facts.given[rows]
    lowest, highest = (
        np.full(len(values), np.iinfo(np.int64).max),
        np.full(len(values), MISSING, dtype=np.int64),
    )
    np.minimum.at(lowest, group, given)
    np.maximum.at(highest, group, given)
    kept = (lowest != highest)[group]
    return rows[kept], group[kept].astype(np.int64)
