"""A bound tree while it grows."""

import numpy as np
from numpy.typing import NDArray

from matching.goals.proof_search.whole_prices import Leaf
from matching.plan.bound_tree import BoundTree

Integers = NDArray[np.int64]


class GrowingTree:
    """Nodes by number; a node is a leaf from ``close`` on and inner from ``split`` on."""

    def __init__(self) -> None:
        self._split: list[tuple[int, int, int, int]] = [(-1, 0, -1, -1)]
        self._scale: dict[int, int] = {}
        self._row: dict[int, Integers] = {}
        self._multiplier: dict[int, Integers] = {}
        self._open: list[int] = []
        self._bound: int | None = None

    def __len__(self) -> int:
        return len(self._split)

    def split(self, node: int, column: int, value: int) -> tuple[int, int]:
        """Split a node and return its left and right children."""
        left = len(self._split)
        self._split[node] = (column, value, left, left + 1)
        self._split += [(-1, 0, -1, -1), (-1, 0, -1, -1)]
        return left, left + 1

    def close(self, node: int, leaf: Leaf, *, is_open: bool = False) -> None:
        """Make a node a leaf."""
        used = np.flatnonzero(leaf.multiplier)
        self._scale[node], self._row[node], self._multiplier[node] = leaf.scale, used, leaf.multiplier[used]
        if is_open:
            self._open.append(node)
        if leaf.bound is not None and (self._bound is None or leaf.bound > self._bound):
            self._bound = leaf.bound

    @property
    def bound(self) -> int | None:
        """The largest bound of the leaves, or None where no leaf holds a point."""
        return self._bound

    def finished(self) -> BoundTree:
        """Return the tree."""
        column, value, left, right = np.array(self._split, dtype=np.int64).T.copy()
        leaves = sorted(self._row)
        scale, counts = np.zeros((2, len(self)), dtype=np.int64)
        scale[leaves] = [self._scale[node] for node in leaves]
        counts[leaves] = [len(self._row[node]) for node in leaves]
        is_open = np.zeros(len(self), dtype=np.bool_)
        is_open[self._open] = True
        return BoundTree(
            split_column=column,
            split_value=value,
            left=left,
            right=right,
            scale=scale,
            row_start=np.append(0, np.cumsum(counts)).astype(np.int64),
            row=np.concatenate([self._row[node] for node in leaves]),
            multiplier=np.concatenate([self._multiplier[node] for node in leaves]),
            open=is_open,
        )
