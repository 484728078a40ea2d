"""The published lottery on a finished plan: among needs that are alike in everything, a lower ticket is served first."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.formulation.attributes import combine
from matching.problem.earmarks import clauses
from matching.problem.fitting import need_items
from matching.problem.goal_language import OF_CHILDREN, Goal
from matching.problem.need_attributes import attribute_of_needs
from matching.problem.people import ages, showable
from matching.problem.problem import Problem
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]

CHILD_COLUMNS = (
    "commune", "sex", "household", "circumstances", "difficult_hamlet", "at_risk", "ethnic_minority",
    "policy_family", "union_parent", "site", "height", "consent_representative", "consent_child",
)  # fmt: skip
NEED_COLUMNS = (
    "kind", "item", "quantity", "window_from", "window_to", "tier", "weight", "splittable", "confirmed",
)  # fmt: skip


def in_ticket_order(
    problem: Problem, lines: tuple[Integers, Integers, Integers], goals: Sequence[Goal]
) -> tuple[Integers, Integers, Integers]:
    """Return lines (stock row, need, units) with everything one need gets moved to a need that is alike and drawn before it.

    Rows of the problem are in the order of their tickets. No total of any line, commune, group or goal but the
    lottery changes, because neither rules nor goals tell such needs apart. Where a goal counts children, the needs of a
    child with several are alike to each other only: the child may have something still when one of them has nothing.
    """
    line, need, units = lines
    rows = np.flatnonzero(_free(problem))
    if not len(rows):
        return lines
    served = np.bincount(need, weights=units, minlength=len(problem["needs"])).astype(np.int64)
    alike = _alike(problem, rows, goals)
    drawn = np.lexsort((rows, alike))
    richest = np.lexsort((rows, -served[rows], alike))
    moved = np.arange(len(problem["needs"]))
    moved[rows[richest]] = rows[drawn]
    return line, moved[need], units


def _alike(problem: Problem, rows: Integers, goals: Sequence[Goal]) -> Integers:
    """Return a number per row, equal where two needs agree in every column that can matter, or that a goal names."""
    children, needs = problem["children"], problem["needs"]
    child = needs["child"][rows]
    columns = [ages(problem)[child], showable(problem)[child], need_items(problem)[rows]]
    columns += [children[name][child] for name in CHILD_COLUMNS]
    columns += [needs[name][rows] for name in NEED_COLUMNS]
    told = {name for goal in goals for name in (*goal.columns, *(name for name, _ in goal.among))}
    columns += [attribute_of_needs(problem, name).codes[rows] for name in sorted(told)]
    if any(goal.measure in OF_CHILDREN for goal in goals):
        several = np.bincount(needs["child"][needs["child"] >= 0], minlength=len(children)) > 1
        columns.append(np.where(several[child], child, MISSING))
    number: Integers = combine([column.astype(np.int64) for column in columns])[0]
    return number


def _free(problem: Problem) -> NDArray[np.bool_]:
    """Return the needs of children that nothing names, and that no rule ties to other needs."""
    needs, stock, offers = problem["needs"], problem["stock"], problem["offers"]
    free = (needs["child"] >= 0) & (needs["bundle"] == "")
    for table in ("quotes", "commitments", "previous"):
        named = problem[table]["need"]
        free[named[named >= 0]] = False
    for clause in {clause for group in clauses(problem) for clause in group}:
        for condition in clause.person:
            if condition.field == "need":
                free[list(condition.codes)] = False
            elif condition.field == "child":
                free &= ~np.isin(needs["child"], condition.codes)
    owner = np.where(needs["child"] >= 0, needs["child"], len(problem["children"]))
    ruling = (offers["child_max"] != MISSING) | (offers["child_min"] > 1) | (offers["exclusive"] == 1)
    for offer in np.flatnonzero(ruling).tolist():
        of_kind = np.isin(needs["kind"], stock["kind"][stock["offer"] == offer])
        count = np.bincount(owner[of_kind], minlength=len(problem["children"]) + 1)
        free &= ~(of_kind & (count[owner] > 1))
    return np.asarray(free)
