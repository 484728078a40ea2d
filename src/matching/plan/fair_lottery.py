"""A fair lottery: whole plans with chances that share out in expectation what cannot be cut."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.plan.allocation import Allocation
from matching.plan.shares import Shares
from matching.problem.hashing import tickets

TICKET_BITS = 64
"""The draw is a whole number below two to the power of these."""


@dataclass(frozen=True, eq=False, slots=True)
class LotteryPlan:
    """A plan that keeps every rule, and its chance of being drawn."""

    chance: Fraction
    allocation: Allocation


@dataclass(frozen=True, eq=False, slots=True)
class FairLottery:
    """Plans whose chances add up to 1 and whose mean coverage is leximin-best.

    Parameters
    ----------
    shares
        The mean coverages and their proof.
    plans
        Plans and chances in the order in which they are numbered for the draw.
    digest
        Digest of the problem, which the draw depends on.
    """

    shares: Shares
    plans: tuple[LotteryPlan, ...]
    digest: str

    def ticket(self, seed: int) -> int:
        """Return the ticket that a published seed draws, a whole number in [0, 2**64): SipHash-2-4 of the digest."""
        return int(tickets(np.array([self.digest]), seed)[0])

    def draw(self, seed: int) -> LotteryPlan:
        """Return the plan that a published seed draws.

        It is the first plan at which the chances, added up in order, exceed ``ticket ÷ 2**64``.

        Parameters
        ----------
        seed
            A whole number in [0, 2**63), drawn in public after the lottery is published.

        Raises
        ------
        ValueError
            If the seed lies outside.
        """
        if not 0 <= seed < 1 << 63:
            raise ValueError(f"the seed lies in [0, 2**63), and {seed} does not")
        place, reached = Fraction(self.ticket(seed), 1 << TICKET_BITS), Fraction(0)
        for plan in self.plans:
            reached += plan.chance
            if place < reached:
                return plan
        return self.plans[-1]
