"""Sums of the k lowest coverages, for one k or several: ``k·t − Σ max(t − c, 0)`` is largest at the k-th lowest."""

import numpy as np

from matching.formulation.goal_columns import Total
from matching.formulation.integer_criteria.group_totals import GroupTotals, in_parts
from matching.formulation.program_desk import Desk


def lowest_sums(desk: Desk, totals: GroupTotals, counts: list[tuple[int, int]]) -> Total:
    """Return ``Σ factor·L_k`` over pairs of k and factor, with ``L_k`` the sum of the k lowest coverages."""
    groups = len(totals)
    _, unit = in_parts(totals.size)
    kept, most = unit * totals.promised, unit * (totals.promised + totals.room)
    factor = sum(factor for k, factor in counts if k >= groups)
    column, coefficient = [totals.column], [factor * unit]
    for k, weight in counts:
        if k >= groups:
            continue
        highest = int(np.sort(most)[k - 1])
        (level,) = desk.builder.add_columns(0, highest)
        lack = desk.builder.add_columns(np.zeros(groups, dtype=np.int64), np.maximum(highest - kept, 0))
        row = np.arange(groups)
        desk.builder.add_rows(
            groups,
            np.concatenate([row, row, row]),
            np.concatenate([lack, totals.column, np.full(groups, level)]),
            np.concatenate([np.ones(groups, dtype=np.int64), unit, np.full(groups, -1, dtype=np.int64)]),
            lower=-kept,
        )
        column += [np.array([level]), lack]
        coefficient += [np.array([k * weight]), np.full(groups, -weight)]
    return Total(np.concatenate(column), np.concatenate(coefficient).astype(np.int64), 0)
