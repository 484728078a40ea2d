"""Bound trees: proofs that no point of an integer program has a larger objective."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.exact_keys import with_exact_keys

Integers = NDArray[np.int64]

BOUND_TREE_VERSION = 1
"""Version of the layout of bound trees."""


@dataclass(frozen=True, eq=False, slots=True)
class BoundTree:
    """A tree of splits with whole multipliers at its leaves; node 0 is the root.

    Parameters
    ----------
    split_column, split_value
        Per node the column that it splits and the largest value on its left side; -1 and 0 at leaves.
    left, right
        Per node its children, of larger numbers than its own; -1 at leaves.
    scale
        Per leaf the positive factor of the objective, or 0 where the leaf holds no point at all; 0 at inner nodes.
    row_start
        Where the multipliers of every node begin, shape ``(nodes + 1,)``.
    row, multiplier
        Row of the program and its multiplier, shape ``(entries,)``.
    open
        Whether the search left the leaf before its bound came down to the value looked for; it is a bound all
        the same, and the flag only informs.
    """

    split_column: Integers
    split_value: Integers
    left: Integers
    right: Integers
    scale: Integers
    row_start: Integers
    row: Integers
    multiplier: Integers
    open: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.left)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, for JSON."""
        columns = {name: getattr(self, name).tolist() for name in self.__slots__}
        return {"version": BOUND_TREE_VERSION, **columns}


def bound_tree_from_dict(data: dict[str, Any]) -> BoundTree:
    """Return the tree told by plain data.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the data are not a bound tree of this version.
    """
    with_exact_keys(data, ("version", *BoundTree.__slots__), "a bound tree")
    if data["version"] != BOUND_TREE_VERSION:
        raise ValueError(f"bound tree version {data['version']!r} is not {BOUND_TREE_VERSION}")
    columns = {name: _integers(data[name]) for name in BoundTree.__slots__ if name != "open"}
    tree = BoundTree(**columns, open=_flags(data["open"]))
    nodes = len(tree)
    if {len(tree.split_column), len(tree.split_value), len(tree.right), len(tree.scale), len(tree.open)} != {
        nodes
    }:
        raise ValueError("the columns of a bound tree have one entry per node")
    if len(tree.row_start) != nodes + 1 or len(tree.row) != len(tree.multiplier):
        raise ValueError("the multipliers of a bound tree differ in length from what its nodes tell")
    return tree


def _integers(values: list[Any]) -> Integers:
    if not isinstance(values, list):
        raise TypeError("a bound tree holds plain lists")
    if not set(map(type, values)) <= {int}:
        raise ValueError("a bound tree holds whole numbers only")
    if values and not -(2**63) < min(values) <= max(values) < 2**63:
        raise ValueError("a bound tree holds whole numbers below 2**63 only")
    return np.array(values, dtype=np.int64)


def _flags(values: list[Any]) -> NDArray[np.bool_]:
    if not isinstance(values, list):
        raise TypeError("a bound tree holds plain lists")
    if not set(map(type, values)) <= {bool}:
        raise ValueError("a bound tree tells by yes or no which leaves were left open")
    return np.array(values, dtype=np.bool_)
