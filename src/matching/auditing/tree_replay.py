"""Bound trees replayed: every claim about their form checked, every leaf computed anew."""

import numpy as np

from matching.auditing.exact_bound import is_empty_leaf, leaf_bound
from matching.auditing.packing import Integers
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

NOTHING = -UNBOUNDED
"""Bound of a tree all of whose leaves are empty: no whole number is reached."""


def tree_bound(program: IntegerProgram, objective: Integers, tree: BoundTree) -> int | None:
    """Return a number that no point of the program exceeds in the objective, or nothing for what is no proof.

    Parameters
    ----------
    program, objective
        The program and what is maximised.
    tree
        Untrusted; whatever is claimed of its form or of an empty leaf and is not so makes it no proof.
    """
    if malformed(program, tree):
        return None
    try:
        return _bound(program, objective, tree)
    except ValueError:
        return None


def malformed(program: IntegerProgram, tree: BoundTree) -> str:
    """Return what is wrong with the form of a tree, a sentence, or an empty text."""
    columns = {name: getattr(tree, name) for name in BoundTree.__slots__}
    for name, column in columns.items():
        if column.ndim != 1 or column.dtype.kind != ("b" if name == "open" else "i"):
            return f"The column {name} of the tree is not a list of the right type."
    nodes = len(tree)
    for name in ("split_column", "split_value", "right", "scale", "open"):
        if len(columns[name]) != nodes:
            return f"The column {name} of the tree has not one entry per node."
    return _wrong_shape(program, tree, nodes) or _wrong_multipliers(program, tree, nodes)


def _wrong_shape(program: IntegerProgram, tree: BoundTree, nodes: int) -> str:
    if not nodes:
        return "The tree has no root."
    inner = tree.left >= 0
    leaf = (tree.left == -1) & (tree.right == -1) & (tree.split_column == -1)
    if not (inner ^ leaf).all():
        return "A node is neither a leaf nor has two sides."
    children = np.concatenate([tree.left[inner], tree.right[inner]])
    if not np.array_equal(np.sort(children), np.arange(1, nodes)):
        return "A node but the root has not exactly one parent."
    if (np.minimum(tree.left, tree.right)[inner] <= np.flatnonzero(inner)).any():
        return "A node has a smaller number than its parent."
    column, value = tree.split_column[inner], tree.split_value[inner]
    if ((column < 0) | (column >= program.columns)).any():
        return "A node splits on a column that does not exist."
    if (value < -UNBOUNDED).any() or (value >= UNBOUNDED).any():
        return "A node splits beyond every bound."
    if (tree.scale < 0).any() or (tree.scale[inner] != 0).any():
        return "A scale is negative or stands at an inner node."
    return ""


def _wrong_multipliers(program: IntegerProgram, tree: BoundTree, nodes: int) -> str:
    start, row = tree.row_start, tree.row
    if len(start) != nodes + 1 or len(row) != len(tree.multiplier) or start[0] != 0 or start[-1] != len(row):
        return "The multipliers do not belong to the nodes."
    if ((start < 0) | (start > len(row))).any():
        return "The multipliers of a node lie outside the list."
    count = np.diff(start)
    if (count < 0).any() or (count[tree.left >= 0] != 0).any():
        return "Multipliers run backwards or stand at an inner node."
    if ((row < 0) | (row >= program.rows)).any():
        return "A multiplier names a row that does not exist."
    first = np.zeros(len(row) + 1, dtype=np.bool_)
    first[start] = True
    if (np.diff(row) <= 0)[~first[1:-1]].any():
        return "The rows of a leaf do not rise."
    return ""


def _bound(program: IntegerProgram, objective: Integers, tree: BoundTree) -> int:
    """Return the largest bound of the leaves; bounds of columns are changed on the way down and restored.

    Raises
    ------
    ValueError
        If a leaf that is called empty is not shown to be, or a multiplier is not allowed.
    """
    bounds = (program.lower.copy(), program.upper.copy())
    best = NOTHING
    todo = [(0, -1, 0, 0)]
    while todo:
        node, column, side, value = todo.pop()
        if column >= 0:
            before = int(bounds[side][column])
            bounds[side][column] = value
            if node < 0:
                continue
            todo.append((-1, column, side, before))
        if tree.left[node] < 0:
            best = max(best, _leaf(program, objective, tree, node, bounds))
            continue
        column, value = int(tree.split_column[node]), int(tree.split_value[node])
        todo.append((int(tree.right[node]), column, 0, max(value + 1, int(bounds[0][column]))))
        todo.append((int(tree.left[node]), column, 1, min(value, int(bounds[1][column]))))
    return best


def _leaf(
    program: IntegerProgram,
    objective: Integers,
    tree: BoundTree,
    node: int,
    bounds: tuple[Integers, Integers],
) -> int:
    own = slice(int(tree.row_start[node]), int(tree.row_start[node + 1]))
    rows, multipliers, scale = tree.row[own], tree.multiplier[own], int(tree.scale[node])
    if scale:
        return leaf_bound(program, objective, *bounds, rows, multipliers, scale)
    if not is_empty_leaf(program, *bounds, rows, multipliers):
        raise ValueError("a leaf that is called empty is not shown to be")
    return NOTHING
