"""What criteria that weigh groups against one another make of many plans at once, in exact whole numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.common_parts import parts_of
from matching.auditing.criteria.compared import threshold_units
from matching.auditing.criteria.threshold import allowed
from matching.auditing.facts import Facts
from matching.auditing.groups import Groups
from matching.auditing.welfare import welfare_of
from matching.problem.policy import Goal

Integers = NDArray[np.int64]
Numbers = NDArray[Any]
Worth = tuple[Numbers, ...]

LARGEST = 2**62
"""Numbers that may grow beyond this are Python's own."""


@dataclass(frozen=True, eq=False)
class Compared:
    """The groups that a goal compares.

    Parameters
    ----------
    facts, goal
        The problem with its plan, and the goal.
    groups, size
        All groups of the goal, and the steps of their coverages.
    within
        Those that supply can reach.
    """

    facts: Facts
    goal: Goal
    groups: Groups
    size: Integers
    within: NDArray[np.bool_]

    def worth(self, served: Integers) -> Worth:
        """Return what plans are worth by the goal, the first number first; more is better.

        Parameters
        ----------
        served
            Units of every group, shape ``(plans, groups)``.
        """
        return WORTHS[self.goal.criterion](self, served)

    def coverages(self, served: Integers, multiple: int = 1, factor: int = 1) -> tuple[int, Numbers]:
        """Return the parts of a whole, and every reached group's coverage in parts, to be multiplied by up to ``factor``."""
        size = self.size[self.within]
        parts = parts_of(size, multiple)
        units = served[:, self.within]
        most = int((units.max(initial=0) + 1) * (parts // max(int(size.min(initial=1)), 1) + 1))
        kind = np.int64 if most * max(factor, 1) * max(len(size), 1) < LARGEST else object
        return parts, units.astype(kind) * (parts // size).astype(kind)

    def total(self, served: Integers) -> Numbers:
        """Return the units of all groups together."""
        return np.asarray(served.sum(axis=1))


def _k_worst(compared: Compared, served: Integers) -> Worth:
    _, coverages = compared.coverages(served)
    return (np.sort(coverages, axis=1)[:, : compared.goal.k].sum(axis=1),)


def _gini(compared: Compared, served: Integers) -> Worth:
    count = int(compared.within.sum())
    told = compared.goal.weights
    weights = [told[min(rank, len(told) - 1)] for rank in range(count)] if told else list(range(count, 0, -1))
    _, coverages = compared.coverages(served, factor=max(weights, default=1))
    return ((np.sort(coverages, axis=1) * np.array(weights, dtype=coverages.dtype)).sum(axis=1),)


def _threshold(compared: Compared, served: Integers) -> Worth:
    margin = allowed(compared.facts, compared.goal)
    parts, coverages = compared.coverages(served, margin.denominator)
    if not coverages.shape[1]:
        return ()
    lowest = coverages.min(axis=1, keepdims=True)
    return (np.maximum(coverages - int(margin * parts), lowest).sum(axis=1),)


def _bounded_disparity(compared: Compared, served: Integers) -> Worth:
    margin = allowed(compared.facts, compared.goal)
    parts, coverages = compared.coverages(served, margin.denominator)
    if not coverages.shape[1]:
        return (compared.total(served),)
    widest = coverages.max(axis=1) - coverages.min(axis=1)
    return compared.total(served), -np.maximum(widest - int(margin * parts), 0)


def _proportional_to_need(compared: Compared, served: Integers) -> Worth:
    """Return the total and, ``N`` times, the units lacking: ``−Σ max(D·U − u·N, 0)``."""
    units, size = served[:, compared.within], compared.size[compared.within]
    most = int(size.sum()) * max(int(units.sum(axis=1).max(initial=0)), 1) * max(len(size), 1)
    kind = np.int64 if most < LARGEST else object
    together = units.sum(axis=1, keepdims=True).astype(kind)
    lacking = size.astype(kind) * together - units.astype(kind) * int(size.sum())
    return compared.total(served), -np.maximum(lacking, 0).sum(axis=1)


def _level(compared: Compared, *, up: bool) -> Integers:
    return threshold_units(compared.facts, compared.goal, compared.size, compared.groups.needed, up=up)


def _at_least(compared: Compared, served: Integers) -> Worth:
    return (np.minimum(served, _level(compared, up=True)).sum(axis=1),)


def _most_at_least(compared: Compared, served: Integers) -> Worth:
    return ((served >= _level(compared, up=True)).sum(axis=1),)


def _at_most(compared: Compared, served: Integers) -> Worth:
    above = np.maximum(served - _level(compared, up=False), 0).sum(axis=1)
    return compared.total(served), -above


def _alpha_fair(compared: Compared, served: Integers) -> Worth:
    table = welfare_of(compared.facts, compared.goal, compared.groups)
    running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(table.gain)])
    units = np.clip(served, 0, np.diff(table.start))
    return ((running[table.start[:-1] + units] - running[table.start[:-1]]).sum(axis=1),)


WORTHS: Mapping[str, Callable[[Compared, Integers], Worth]] = MappingProxyType(
    {
        "k_worst": _k_worst,
        "gini": _gini,
        "threshold": _threshold,
        "bounded_disparity": _bounded_disparity,
        "proportional_to_need": _proportional_to_need,
        "at_least": _at_least,
        "most_at_least": _most_at_least,
        "at_most": _at_most,
        "alpha_fair": _alpha_fair,
    }
)
"""Criterion → what plans are worth by it; leximin and max-min are told from the two groups alone."""
