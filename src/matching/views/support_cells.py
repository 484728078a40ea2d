"""Counts of the public tables: children and units per place and kind, with every total."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.problem.people import communes_of_needs
from matching.views.place_tree import PlaceTree, place_tree
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class SupportCells:
    """Every cell of the public tables, shape ``(places, kinds + 1)``; the last column is all kinds together.

    Parameters
    ----------
    tree
        The places.
    kinds
        Row of every kind listed, by id.
    met, missing
        Units given and units not given to confirmed needs.
    fewest
        The smallest of three counts of different children: in need, helped at all, not helped in full.
    personal
        Whether the cell tells of children; false where only schools and communes are in need.
    """

    tree: PlaceTree
    kinds: tuple[int, ...]
    met: Integers
    missing: Integers
    fewest: Integers
    personal: Mask


def support_cells(result: Result) -> SupportCells:
    """Return the cells of a result with a plan; kinds of which nobody has a confirmed need are left out."""
    problem, tree = result.problem, place_tree(result.problem)
    needs = problem["needs"]
    kept = np.flatnonzero(needs["confirmed"] == 1)
    served = result.plan.per_need(problem)[kept]
    missing = needs["quantity"][kept] - served
    ids = problem["kinds"]["kind"].tolist()
    kinds = tuple(sorted(np.unique(needs["kind"][kept]).tolist(), key=ids.__getitem__))
    column_of = np.full(len(ids), MISSING, dtype=np.int64)
    column_of[list(kinds)] = np.arange(len(kinds))
    place, column = communes_of_needs(problem)[kept], column_of[needs["kind"][kept]]
    child = needs["child"][kept].astype(np.int64)
    shape = (len(tree.keys), len(kinds) + 1)
    sums = [np.zeros(shape, dtype=np.int64) for _ in range(2)]
    counts = [np.zeros(shape, dtype=np.int64) for _ in range(3)]
    personal = np.zeros(shape, dtype=bool)
    collective_only = _collective_only(column, child, len(kinds))
    for row, inside in enumerate(_members(tree, place)):
        for part in range(shape[1]):
            chosen = inside if part == len(kinds) else inside[column[inside] == part]
            sums[0][row, part], sums[1][row, part] = served[chosen].sum(), missing[chosen].sum()
            known = chosen[child[chosen] != MISSING]
            groups = (known, known[served[known] > 0], known[missing[known] > 0])
            for count, group in zip(counts, groups, strict=True):
                count[row, part] = len(np.unique(child[group]))
            personal[row, part] = bool(len(known)) or (not len(chosen) and not collective_only[part])
    fewest: Integers = np.minimum.reduce(counts)
    return SupportCells(tree, kinds, sums[0], sums[1], fewest, personal)


def _collective_only(column: Integers, child: Integers, kinds: int) -> Mask:
    """Return whether no child needs a kind anywhere; for all kinds together in the last place."""
    of_children = np.bincount(column[child != MISSING], minlength=kinds) > 0
    return np.append(~of_children, not of_children.any())


def _members(tree: PlaceTree, place: Integers) -> list[Integers]:
    """Return the needs inside every place."""
    own = [np.flatnonzero(place == commune) if commune >= 0 else place[:0] for commune in tree.commune]
    for row in range(len(own) - 1, 0, -1):
        above = tree.parent[row]
        own[above] = np.concatenate([own[above], own[row]]).astype(np.int64)
    return own
