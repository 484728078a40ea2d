"""Dealing round: units of a class go to its needs in turn, so that nobody exceeds a limit per child."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import Formulation
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


def dealt_units(
    problem: Problem, formed: Formulation, line: Integers, group: Integers, units: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return (line, need, units) for classes whose units are dealt round.

    All needs of such a class want the same quantity. A line's units are consecutive in the deal, so a need gets the
    floor or the ceiling of the line's units divided by the class's needs. Where a goal counts children, the deal of
    each class of the same children starts where the one before ended, so that as many children as possible get something.
    """
    if not len(line):
        return line, group, units
    order = np.lexsort((line, group))
    line, group, units = line[order], group[order], units[order]
    size = formed.classes.count[group]
    touched = np.minimum(units, size)
    of_pair = np.repeat(np.arange(len(units)), touched)
    place = np.arange(len(of_pair)) - np.repeat(_offsets(touched), touched)
    members, first = _members(problem, formed)
    position = _starts(formed, group, units)[of_pair] + place
    need = members[first[group[of_pair]] + position % size[of_pair]]
    rounds = (units // size)[of_pair] + (place < (units % size)[of_pair])
    pairs, inverse = np.unique(line[of_pair] * len(problem["needs"]) + need, return_inverse=True)
    given = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(given, inverse.reshape(-1), rounds)
    return pairs // len(problem["needs"]), pairs % len(problem["needs"]), given


def _offsets(units: Integers) -> Integers:
    return np.cumsum(units) - units


def _starts(formed: Formulation, group: Integers, units: Integers) -> Integers:
    """Return the position in the deal at which every entry starts (entries are sorted by class)."""
    before = _offsets(units)
    ring = formed.classes.children[group] if formed.child_node.size else group
    order = np.argsort(ring, kind="stable")
    sizes = units[order]
    inside = np.cumsum(sizes) - sizes
    first = np.r_[True, ring[order][1:] != ring[order][:-1]]
    inside = inside - inside[first][np.cumsum(first) - 1]
    result = np.empty(len(before), dtype=np.int64)
    result[order] = inside
    return result


def _members(problem: Problem, formed: Formulation) -> tuple[Integers, Integers]:
    """Return the needs sorted by class and ticket (of their child where children are counted), and where each begins."""
    grouped = formed.classes
    needs = np.flatnonzero(grouped.of_need >= 0)
    child = problem["needs"]["child"][needs]
    drawn = np.where((child >= 0) & formed.counts_children, child, needs)
    order = np.lexsort((needs, drawn, grouped.of_need[needs]))
    members = needs[order]
    return members, np.searchsorted(grouped.of_need[members], np.arange(len(grouped.representative)))
