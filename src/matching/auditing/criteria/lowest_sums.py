"""Sums of the k lowest coverages as objectives, for one k or several (Ogryczak and Tamir 2003)."""

import numpy as np

from matching.auditing.packing import Integers
from matching.auditing.reference_program.families import derived
from matching.auditing.reference_program.group_totals import GroupTotals
from matching.auditing.reference_program.rows import Part, at_most, terms
from matching.auditing.reference_program.stage import Stage
from matching.errors import OverflowRefusedError

MOST_COLUMNS = 400_000
"""Pairs of a count and a group that are told one by one."""


def lowest_sums(
    totals: GroupTotals, counts: list[tuple[int, int]], number: int
) -> tuple[Part, tuple[Stage, ...]]:
    """Return the objective ``Σ factor·L_k`` over pairs of k and factor.

    ``L_k`` is the largest ``k·t − Σ_g d_g`` with ``d_g ≥ t − c_g`` and ``d_g ≥ 0``; of all groups it is their sum.
    """
    groups, unit = len(totals), totals.worth()
    whole = sum(factor for k, factor in counts if k >= groups)
    some = [(k, factor) for k, factor in counts if k < groups]
    if len(some) * groups > MOST_COLUMNS:
        raise OverflowRefusedError("a goal of the worst-off groups has too many groups to be proved")
    ranks, factors = (np.array([pair[side] for pair in some], dtype=np.int64) for side in (0, 1))

    def levels(beyond: Integers) -> Integers:
        return np.sort(totals.coverage(beyond))[ranks - 1]

    def lacking(beyond: Integers) -> Integers:
        missing = levels(beyond)[:, np.newaxis] - totals.coverage(beyond)[np.newaxis, :]
        return np.asarray(np.maximum(missing, 0)).reshape(-1)

    highest = levels(totals.room)
    deepest = np.maximum(highest[:, np.newaxis] - (unit * totals.promised)[np.newaxis, :], 0).reshape(-1)
    level = derived(f"level_{number}", highest, totals.name, levels)
    lack = derived(f"lacking_{number}", deepest, totals.name, lacking)
    row = np.arange(len(deepest), dtype=np.int64)
    rank, group = row // groups, row % groups
    rows = at_most(
        "goal",
        (unit * totals.promised)[group],
        terms(level.name, row, rank, 1),
        terms(lack.name, row, row, -1),
        terms(totals.name, row, group, -unit[group]),
    )
    every, first = np.arange(groups, dtype=np.int64), np.zeros(groups, dtype=np.int64)
    gains = (
        terms(totals.name, first, every, whole * unit),
        terms(level.name, np.zeros_like(ranks), np.arange(len(ranks)), ranks * factors),
        terms(lack.name, np.zeros_like(row), row, -factors[rank]),
    )
    constant = whole * int((unit * totals.promised).sum())
    part = Part((*totals.part.families, level, lack), (*totals.part.rows, rows))
    return part, (Stage(number, None, gains, constant),)
