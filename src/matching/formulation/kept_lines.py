"""Units of the last plan that a plan keeps: what the same offer gives to the same need, up to what it gave before."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.goal_columns import Total
from matching.formulation.program_desk import Desk

Integers = NDArray[np.int64]


def kept_units(desk: Desk) -> Total:
    """Return new columns ``kept ≤ min(before, Σ units)`` beyond promises, one per offer and need of the last plan."""
    pairs = _due(desk)
    column = desk.builder.add_columns(
        np.zeros(len(pairs), dtype=np.int64), np.array([due for _, _, due in pairs], dtype=np.int64)
    )
    for kept, (offer, need, _) in zip(column.tolist(), pairs, strict=True):
        arcs = desk.of_offer("pairs", offer)
        serving = arcs[desk.arc_need[arcs] == need]
        desk.builder.add_row([(np.array([kept]), 1), (serving, -1)], upper=0)
    return Total(column, np.ones(len(column), dtype=np.int64), 0)


def _due(desk: Desk) -> list[tuple[int, int, int]]:
    """Return offer, need and units of the last plan that promises do not keep already."""
    table, width = desk.problem["previous"], max(len(desk.problem["needs"]), 1)
    keys, place = np.unique(table["offer"].astype(np.int64) * width + table["need"], return_inverse=True)
    due = np.zeros(len(keys), dtype=np.int64)
    np.add.at(due, place.reshape(-1), table["quantity"].astype(np.int64))
    promised = desk.formed.supply.promises
    own = promised.offer * width + promised.need
    inside = np.isin(own, keys)
    np.subtract.at(due, np.searchsorted(keys, own[inside]), promised.quantity[inside])
    rows = np.flatnonzero(due > 0)
    return list(
        zip((keys[rows] // width).tolist(), (keys[rows] % width).tolist(), due[rows].tolist(), strict=True)
    )
