"""Shares: coverages in fractions that no plan and no lottery over plans can better, with what proves it."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.plan.bound_tree import BoundTree
from matching.problem.policy import Policy

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ShareProof:
    """One proved inequality over the reference program, fractions allowed.

    Parameters
    ----------
    goal
        Position of a sum goal in the policy, or ``None`` for a level of the shares.
    group, weight
        For a level: groups and a whole weight of each; the weighted sum of what the groups are served is bounded.
        For a sum goal: empty, and the weighted sum is the goal's.
    scale
        Whole factor of a sum goal; 1 for a level.
    bound
        Whole number that the (scaled) sum does not exceed.
    tree
        The proof: a single leaf, so that it holds for fractions as well.
    """

    goal: int | None
    group: tuple[int, ...]
    weight: tuple[int, ...]
    scale: int
    bound: int
    tree: BoundTree


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """The leximin-best coverages when units may be cut, or drawn for.

    Parameters
    ----------
    policy
        The policy asked for; its first leximin goal is shared out, the sums before it are kept at their best.
    goal
        Position of that leximin goal.
    commune, kind
        Rows of ``communes`` and ``kinds`` of every group, ``MISSING`` where kinds are joined.
    size
        Units of a full coverage of every group's target, in steps of the goal.
    coverage
        Exact coverage of every group, units ÷ ``size``. Where targets are adjusted, ``size`` has their common factor γ
        taken out (docs/mathematics.md): the share of the target itself is the coverage times 100 ÷ γ.
    proofs
        The sums before the goal, then the levels.
    """

    policy: Policy
    goal: int
    commune: Integers
    kind: Integers
    size: Integers
    coverage: tuple[Fraction, ...]
    proofs: tuple[ShareProof, ...]

    @property
    def lowest(self) -> Fraction:
        """The coverage of the worst-off group."""
        return min(self.coverage, default=Fraction(0))

    def rising(self) -> tuple[Fraction, ...]:
        """Return the coverages, lowest first."""
        return tuple(sorted(self.coverage))
