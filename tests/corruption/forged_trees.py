"""Forged certificates of bound trees: proofs of other goals, and trees that are no trees over the program."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from corruption.proved_trees import Proved, inner, leaves, trees, written
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import UNBOUNDED
from matching.plan.tree_certificate import TreeCertificate

Forger = Callable[[Proved], Iterator[TreeCertificate]]


def with_entry(tree: BoundTree, node: int, row: int, multiplier: int) -> BoundTree:
    """Return a tree with the multiplier of one row of a leaf set."""
    start, stop = (int(tree.row_start[node + side]) for side in (0, 1))
    place = start + int(np.searchsorted(tree.row[start:stop], row))
    if place < stop and tree.row[place] == row:
        return written(tree, "multiplier", place, multiplier)
    row_start = tree.row_start.copy()
    row_start[node + 1 :] += 1
    rows, multipliers = np.insert(tree.row, place, row), np.insert(tree.multiplier, place, multiplier)
    return replace(tree, row_start=row_start, row=rows, multiplier=multipliers)


def home(case: Proved, tree: BoundTree) -> int:
    """Return the leaf that the plan itself lies in: whatever is claimed of it, it is not empty."""
    point, node = case.reference.point(case.facts), 0
    while tree.left[node] >= 0:
        below = point[tree.split_column[node]] <= tree.split_value[node]
        node = int((tree.left if below else tree.right)[node])
    return node


# Certificates whose proofs are not those of the policy's goals, in order.


def proof_dropped_in_the_middle(case: Proved) -> Iterator[TreeCertificate]:
    for number in range(len(case.proofs) - 1):
        yield TreeCertificate(case.proofs[:number] + case.proofs[number + 1 :])


def proofs_swapped(case: Proved) -> Iterator[TreeCertificate]:
    for number in range(len(case.proofs) - 1):
        first, second = case.proofs[number : number + 2]
        yield TreeCertificate((*case.proofs[:number], second, first, *case.proofs[number + 2 :]))


def proof_told_twice(case: Proved) -> Iterator[TreeCertificate]:
    for number in range(len(case.proofs)):
        yield TreeCertificate(case.proofs[: number + 1] + case.proofs[number:])


def goal_number_changed(case: Proved) -> Iterator[TreeCertificate]:
    for number, proof in enumerate(case.proofs):
        for change in (-1, 1):
            yield case.with_proof(number, replace(proof, goal=proof.goal + change))


def level_number_changed(case: Proved) -> Iterator[TreeCertificate]:
    for number, proof in reversed(list(enumerate(case.proofs))):
        yield case.with_proof(number, replace(proof, level=0 if proof.level is None else proof.level + 1))
        if proof.level is not None:
            yield case.with_proof(number, replace(proof, level=None))


# Trees that are no trees over the program.


def everywhere(
    changed: Callable[[Proved, int, BoundTree], Iterator[BoundTree]],
) -> Forger:
    """Return the forger that makes one change in a tree of a certificate."""

    def forger(case: Proved) -> Iterator[TreeCertificate]:
        for position, tree in trees(case):
            yield from (case.with_tree(position, other) for other in changed(case, position, tree))

    forger.__name__ = changed.__name__
    return forger


def multiplier_on_an_open_side(case: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    program = case.programs[position]
    for side, sign in ((program.row_upper, 1), (program.row_lower, -1)):
        for row in np.flatnonzero(np.abs(side) >= UNBOUNDED).tolist()[:1]:
            yield with_entry(tree, leaves(tree)[-1], row, sign)


def row_that_does_not_exist(case: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    rows = case.programs[position].rows
    for wrong in (rows, -1):
        if len(tree.row):
            yield written(tree, "row", len(tree.row) - 1 if wrong > 0 else 0, wrong)


def leaf_of_the_plan_called_empty(case: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    node = home(case, tree)
    assert tree.scale[node] > 0
    yield written(tree, "scale", node, 0)


def negative_scale(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    yield written(tree, "scale", leaves(tree)[0], -1)


def right_child_replaced_by_the_left(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "right", node, int(tree.left[node]))


def one_side_cut_off(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "right", node, -1)
        yield written(tree, "left", node, -1)


def children_that_point_backwards(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "left", node, node)
        yield written(tree, "right", node, 0)
    for node in leaves(tree):
        yield written(written(tree, "left", node, 0), "right", node, 0)


def split_on_a_column_that_does_not_exist(case: Proved, _: int, tree: BoundTree) -> Iterator[BoundTree]:
    for node in inner(tree):
        yield written(tree, "split_column", node, case.reference.program.columns)


def columns_of_different_lengths(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    for name in ("split_value", "scale", "row_start", "open"):
        yield replace(tree, **{name: getattr(tree, name)[:-1]})


def multipliers_in_fractions(_: Proved, position: int, tree: BoundTree) -> Iterator[BoundTree]:
    if len(tree.row):
        yield replace(tree, multiplier=tree.multiplier + 0.5)  # type: ignore[arg-type]


VIOLATIONS: tuple[Forger, ...] = (
    proof_dropped_in_the_middle, proofs_swapped, proof_told_twice, goal_number_changed, level_number_changed,
    *map(everywhere, (
        multiplier_on_an_open_side, row_that_does_not_exist, leaf_of_the_plan_called_empty, negative_scale,
        right_child_replaced_by_the_left, one_side_cut_off, children_that_point_backwards,
        split_on_a_column_that_does_not_exist, columns_of_different_lengths, multipliers_in_fractions,
    )),
)  # fmt: skip
