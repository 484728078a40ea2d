"""What fairness costs in all, and what efficiency costs the worst-off."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.measuring.amounts import Totals, totals
from matching.measuring.group_table import GroupTable
from matching.plan.groupings import grouping_of
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FairnessPrice:
    """Need that a plan leaves unmet for the sake of its goals, against the plan of most weighted need.

    Parameters
    ----------
    lost
        What the reference plan meets beyond this one, in units, points, đồng at reference prices and children; a
        negative number is a gain, possible in every count but points.
    share
        Relative loss of weighted need, ``(U − P) ÷ U`` (Bertsimas, Farias and Trichakis 2011, who bound it for convex
        sets); ``None`` where nothing is met. It is measured here, never taken from a bound.
    """

    lost: Totals
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class EfficiencyPrice:
    """What the worst-off group of the reference plan has under this plan and loses under the reference.

    Parameters
    ----------
    group, members
        The group that stands worst in the reference plan, of equals the one that loses most; its label, and the labels of
        its members where it is a pool.
    coverage
        Its coverage under this plan less that under the reference.
    lost
        The same in units, points, đồng and children.
    worst
        Difference of the lowest coverages of the two plans, whichever groups they are.
    """

    group: str
    members: tuple[str, ...]
    coverage: Fraction
    lost: Totals
    worst: Fraction


def fairness_price(reference: Totals, own: Totals) -> FairnessPrice:
    """Return what a plan leaves unmet against the reference, the plan of most weighted need."""
    share = Fraction(reference.weight - own.weight, reference.weight) if reference.weight else None
    return FairnessPrice(_difference(reference, own), share)


def efficiency_price(
    problem: Problem, reference: tuple[GroupTable, Integers], own: tuple[GroupTable, Integers]
) -> EfficiencyPrice | None:
    """Return what the group worst-off under the reference plan loses by it; ``None`` where no group is within reach.

    Parameters
    ----------
    problem
        The problem.
    reference, own
        Groups (the same in both) and units per need of the two plans.
    """
    there, here = reference[0], own[0]
    rows = np.flatnonzero(there.reached).tolist()
    if not rows:
        return None
    worst = min(rows, key=lambda row: (there.coverage[row], there.coverage[row] - here.coverage[row], row))
    grouping = grouping_of(problem, there.by)
    numbers = {label: number for number, label in enumerate(grouping.labels)}
    inside = np.isin(grouping.codes, [numbers[member] for member in there.members[worst]])
    lowest = [min(table.coverage[row] for row in rows) for table in (here, there)]
    return EfficiencyPrice(
        group=there.labels[worst],
        members=there.members[worst],
        coverage=here.coverage[worst] - there.coverage[worst],
        lost=_difference(*(totals(problem, units * inside) for units in (own[1], reference[1]))),
        worst=lowest[0] - lowest[1],
    )


def _difference(more: Totals, less: Totals) -> Totals:
    return Totals(*(getattr(more, name) - getattr(less, name) for name in Totals.__slots__))
