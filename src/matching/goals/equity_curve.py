"""The trade-off between equity and total on a network: the best total when no group may fall below a level.

For a level ``t`` every group gets at least ``min(⌈t·D⌉, L)`` units, ``L`` being its units in the plan of leximin followed
by the total: up to the best lowest coverage all reached groups are lifted to ``t``; beyond it, groups that cannot be
lifted further stay where leximin leaves them. ``t = 0`` is the best total, the last level is leximin.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.formulation.assembly import formulate
from matching.formulation.canonical_order import canonical
from matching.formulation.network import Network
from matching.formulation.unit_keys import check_denominators, level, units_below
from matching.goals.face import Face, whole_face
from matching.goals.leximin import best_leximin
from matching.goals.max_min import reached_groups
from matching.goals.prices import prices_of
from matching.goals.totals import best_total
from matching.problem.policy import Policy
from matching.problem.problem import Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lifted:
    """What can be reached at a level: the best total, and the level that its plan reaches by itself.

    Parameters
    ----------
    total
        Best total of what is not promised.
    supports
        Position of the highest level that the plan found keeps as well.
    """

    total: int
    supports: int


@dataclass(frozen=True, slots=True)
class EquityCurve:
    """A network on the optimal face of the first goals, ready to be asked level by level.

    Parameters
    ----------
    problem
        The problem in canonical order; groups are rows of its tables.
    network, face, gains
        Arcs, the bounds left by the first goals, and what the total counts.
    limit
        ``L``: units of every group in the plan of leximin followed by the total.
    levels
        Keys of all levels at which a bound changes, rising; the first is 0.
    exact
        The same levels as fractions.
    commune, kind
        Rows of the tables of every group; ``MISSING`` kind for groups of a commune.
    reached
        Whether some supply leads to the group.
    """

    problem: Problem
    network: Network
    face: Face
    gains: Integers
    limit: Integers
    levels: Integers
    exact: tuple[Fraction, ...]
    commune: Integers
    kind: Integers
    reached: NDArray[np.bool_]

    def least(self, position: int) -> Integers:
        """Return the fewest units of every group at a level, promised ones included."""
        assert self.network.groups is not None
        wanted = units_below(self.levels[position], self.network.groups.denominator)
        return np.minimum(wanted, self.limit)

    def held(self, position: int) -> int:
        """Return how many reached groups are held below the level, where leximin leaves them."""
        assert self.network.groups is not None
        wanted = units_below(self.levels[position], self.network.groups.denominator)
        return int(((wanted > self.limit) & self.reached).sum())

    def lowest(self, position: int) -> Fraction:
        """Return the coverage, in steps of the groups, below which no reached group falls at a level."""
        assert self.network.groups is not None
        steps, least = self.network.groups.denominator, self.least(position)
        rows = np.flatnonzero(self.reached)
        if not len(rows):
            return Fraction(0)
        row = int(rows[np.argmin(level(np.minimum(least, steps)[rows], steps[rows]))])
        return Fraction(int(least[row]), int(steps[row]))

    def at(self, position: int) -> Lifted:
        """Return the best total at a level: one min-cost flow.

        Raises
        ------
        OverflowRefusedError
            If the numbers are too large to be exact.
        """
        network = self.network
        assert network.groups is not None
        arcs = network.layers["groups"]
        lower = np.maximum(self.face.lower[arcs], self.least(position) - network.groups.offset)
        face = self.face.with_bounds(arcs, lower, self.face.upper[arcs])
        flow = best_total(network, face, self.gains)
        units = flow[arcs] + network.groups.offset
        steps = network.groups.denominator
        below = np.where(units < self.limit, level(np.minimum(units, steps), steps), np.iinfo(np.int64).max)
        supports = (
            int(np.searchsorted(self.levels, below.min(initial=np.iinfo(np.int64).max), side="right")) - 1
        )
        return Lifted(int((flow * self.gains).sum()), max(supports, position))


def equity_curve(problem: Problem, policy: Policy, seed: int) -> EquityCurve:
    """Return the curve of a policy whose goals are sums, then one leximin over groups of units, then a sum.

    Raises
    ------
    InfeasibleError
        If floors and promises cannot all be kept.
    OverflowRefusedError
        If numbers are too large to be exact.
    """
    ordered = canonical(problem, seed).problem
    network = formulate(ordered, policy, seed).network
    groups = network.groups
    assert groups is not None
    check_denominators(groups.denominator)
    *first, _, last = policy.goals
    face = whole_face(network)
    for goal in first:
        gains = network.gains(goal.measure)
        prices = prices_of(network, face, gains, best_total(network, face, gains))
        face = face.restricted(prices[network.tail] - gains - prices[network.head])
    gains = network.gains(last.measure)
    flow = best_total(network, best_leximin(network, face).face, gains)
    limit = flow[network.layers["groups"]] + groups.offset
    levels, exact = _levels(limit, groups.denominator)
    return EquityCurve(
        ordered,
        network,
        face,
        gains,
        limit,
        levels,
        exact,
        groups.commune,
        groups.kind,
        reached_groups(network),
    )


def _levels(limit: Integers, steps: Integers) -> tuple[Integers, tuple[Fraction, ...]]:
    """Return every coverage at which some group's fewest units change, as keys and as fractions."""
    units = np.concatenate([[0], *(np.arange(1, most + 1) for most in limit.tolist())]).astype(np.int64)
    whole = np.concatenate([[1], np.repeat(steps, limit)]).astype(np.int64)
    keys, first = np.unique(level(units, whole), return_index=True)
    exact = tuple(Fraction(k, d) for k, d in zip(units[first].tolist(), whole[first].tolist(), strict=True))
    return keys, exact
