"""Small groups joined to pools: a commune of three children is not compared with one of three hundred."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pools:
    """The pool of every group; a group that is large enough is a pool of its own."""

    of_group: Integers
    count: int


def pooled_codes(size: Integers, parent: Integers, least: int) -> Pools:
    """Return which groups are joined.

    Groups below the least size are joined with the other small ones of the same parent. A pool may still be small; it
    is then flagged like any other tiny group.

    Parameters
    ----------
    size, parent
        Beneficiaries of every group and the set in which it is pooled, shape ``(groups,)``.
    least
        Size from which a group stands alone.
    """
    small = size < least
    order = np.where(small, len(size) + parent - int(parent.min(initial=0)), np.arange(len(size)))
    names, codes = np.unique(order, return_inverse=True)
    return Pools(codes.astype(np.int64), len(names))
