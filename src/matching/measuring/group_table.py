"""Groups with what they need and get: small ones pooled when asked, unreachable ones told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.measuring.amounts import amounts_by, beneficiaries
from matching.measuring.indices import Indices, indices
from matching.measuring.pooling import pooled_codes
from matching.plan.groupings import grouping_of
from matching.problem.problem import Problem

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

TINY = 10
"""Groups of fewer children and shared needs are flagged: their coverage jumps with a single gift."""


@dataclass(frozen=True, slots=True)
class GroupTable:
    """One row per group that needs anything.

    Parameters
    ----------
    by, counted
        What was grouped by, and what is counted (see ``COUNTED``).
    labels
        Label of every group; of a pool the number of its members.
    needed, met, within_reach
        Counted per group; ``within_reach`` is what offers admit, a bound on what the group could get at best.
    beneficiaries
        Children and shared needs of every group.
    members
        Labels of the groups that stand behind every row: itself, or all of a pool.
    """

    by: str
    counted: str
    labels: tuple[str, ...]
    needed: Integers
    met: Integers
    within_reach: Integers
    beneficiaries: Integers
    members: tuple[tuple[str, ...], ...]

    @property
    def coverage(self) -> tuple[Fraction, ...]:
        """Exact share met of every group."""
        return _shares(self.met, self.needed)

    @property
    def attainable(self) -> tuple[Fraction, ...]:
        """Share of every group's need that offers admit; no plan gives the group more."""
        return _shares(self.within_reach, self.needed)

    @property
    def reached(self) -> Flags:
        """Groups of which offers admit anything; only these are compared by indices."""
        return np.asarray(self.within_reach > 0)

    @property
    def saturated(self) -> Flags:
        """Groups that have all they can get at best, though not all they need."""
        return np.asarray((self.met == self.within_reach) & (self.met < self.needed))

    @property
    def tiny(self) -> Flags:
        """Groups of fewer than :data:`TINY` children and shared needs."""
        return np.asarray(self.beneficiaries < TINY)

    @property
    def pooled(self) -> dict[str, tuple[str, ...]]:
        """The pools with the labels of their members."""
        return {
            label: inside
            for label, inside in zip(self.labels, self.members, strict=True)
            if inside != (label,)
        }

    def indices(self, k: int = 3) -> Indices:
        """Return the indices of the groups within reach; ``k`` of the worst are averaged."""
        values = [
            share for share, reached in zip(self.coverage, self.reached.tolist(), strict=True) if reached
        ]
        return indices(values, k)


def group_table(
    problem: Problem,
    served: Integers,
    reachable: Integers,
    by: str = "commune",
    counted: str = "units",
    pool_below: int = 0,
) -> GroupTable:
    """Return what every group needs and gets.

    Parameters
    ----------
    problem
        The problem.
    served, reachable
        Units given to every need and admitted by offers, shape ``(needs,)``.
    by
        A grouping, or a column of ``children`` or ``communes``.
    counted
        ``units``, ``weight``, ``value`` or ``children``.
    pool_below
        Groups with fewer children and shared needs are joined: communes of one zone, cells of one kind, else all small
        ones together. 0 joins none.

    Raises
    ------
    KeyError
        If the grouping or the count is unknown.
    ValueError
        If ``pool_below`` is negative.
    """
    if pool_below < 0:
        raise ValueError(f"groups are pooled below a size of at least 0, not {pool_below}")
    grouping = grouping_of(problem, by)
    size = beneficiaries(problem, grouping.codes, len(grouping.labels))
    pools = pooled_codes(size, grouping.parent, pool_below)
    codes, count = pools.of_group[grouping.codes], pools.count
    amounts = amounts_by(problem, served, reachable, codes, count, counted)
    present = np.flatnonzero(amounts.needed)
    members = _members(grouping.labels, pools.of_group, size, count)
    inside = [members[row] for row in present.tolist()]
    return GroupTable(
        by=by,
        counted=counted,
        labels=_unique_labels(inside),
        needed=amounts.needed[present],
        met=amounts.met[present],
        within_reach=amounts.within_reach[present],
        beneficiaries=np.bincount(pools.of_group, weights=size, minlength=count).astype(np.int64)[present],
        members=tuple(inside),
    )


def _shares(part: Integers, whole: Integers) -> tuple[Fraction, ...]:
    return tuple(Fraction(one, total) for one, total in zip(part.tolist(), whole.tolist(), strict=True))


def _members(labels: Sequence[str], of_group: Integers, size: Integers, count: int) -> list[tuple[str, ...]]:
    members: list[list[str]] = [[] for _ in range(count)]
    for label, pool, inside in zip(labels, of_group.tolist(), size.tolist(), strict=True):
        if inside:
            members[pool].append(label)
    return [tuple(group) for group in members]


def _unique_labels(members: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return one label per row: the group's own, or ``first … last (n)`` of a pool."""
    return tuple(
        inside[0] if len(inside) == 1 else f"{inside[0]} … {inside[-1]} ({len(inside)})" for inside in members
    )
