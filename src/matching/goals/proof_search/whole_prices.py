"""Row prices of a relaxation rounded to whole numbers, and what they prove, exactly."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.auditing.exact_bound import tightened
from matching.engines.exact_rows import EXACT_LIMIT
from matching.engines.linear_program import Relaxed
from matching.plan.integer_program import UNBOUNDED, IntegerProgram

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

EXPONENTS = (0, 5, 10, 16, 22, 28, 34, 40, 46, 52)
"""The scales tried are two to the power of these: small ones make short proofs."""

OPEN_EXPONENTS = (16, 34)
"""The same for leaves that the search leaves open: there may be many, and little time."""

MULTIPLIER_LIMIT = 2.0**61
"""Multipliers stay below this."""


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """Whole multipliers with a scale, and the bound they prove; None where they prove that there is no point."""

    scale: int
    multiplier: Integers
    bound: int | None


class WholePrices:
    """Rounds prices of the rows of one program and weighs them against one objective."""

    def __init__(self, program: IntegerProgram, objective: Integers) -> None:
        self._program = program
        self._objective = objective
        self._rows = program.entry_rows()
        self._has_upper = program.row_upper < UNBOUNDED
        self._has_lower = program.row_lower > -UNBOUNDED
        self._sizes = np.abs(program.coefficient.astype(np.float64))
        self._objective_sizes = np.abs(objective.astype(np.float64))
        self._first = 0
        self._row_sizes = np.maximum(
            np.where(self._has_upper, np.abs(program.row_upper.astype(np.float64)), 0.0),
            np.where(self._has_lower, np.abs(program.row_lower.astype(np.float64)), 0.0),
        )

    def sum(self, scale: int, multiplier: Integers, lower: Integers, upper: Integers) -> int:
        """Return ``Σ max y·b + Σ max r·x`` with ``r = scale·c − yA``, exactly."""
        program = self._program
        kind: Any = np.int64 if self._stays_small(scale, multiplier, lower, upper) else object
        weight = multiplier.astype(kind)
        rest = self._objective.astype(kind) * scale
        used = np.flatnonzero(multiplier[self._rows])
        np.subtract.at(
            rest, program.column[used], weight[self._rows[used]] * program.coefficient[used].astype(kind)
        )
        side = np.where(multiplier > 0, program.row_upper, np.where(multiplier < 0, program.row_lower, 0))
        reach = np.where((rest > 0).astype(np.bool_), upper, lower)
        return int((weight * side.astype(kind)).sum()) + int((rest * reach.astype(kind)).sum())

    def tightened(
        self, leaf: Leaf, least: int, lower: Integers, upper: Integers
    ) -> tuple[Integers, Integers]:
        """Return the bounds of the columns at all points whose objective is at least a number, as far as a leaf tells."""
        used = np.flatnonzero(leaf.multiplier)
        told = (used, leaf.multiplier[used], leaf.scale)
        return tightened(self._program, self._objective, lower, upper, *told, least)

    def rounded(self, prices: Reals, exponent: int) -> Integers | None:
        """Return prices over a scale, without those that an open side of a row forbids; None if too large."""
        scaled = np.rint(prices * 2.0**exponent)
        scaled[((scaled > 0) & ~self._has_upper) | ((scaled < 0) & ~self._has_lower)] = 0.0
        if np.abs(scaled).max(initial=0.0) >= MULTIPLIER_LIMIT or not np.isfinite(scaled).all():
            return None
        return scaled.astype(np.int64)

    def best_leaf(self, prices: Reals, lower: Integers, upper: Integers, target: int) -> Leaf:
        """Return a leaf whose bound is at most the target, of a small scale, else that of the least bound."""
        best, least = self.plain_leaf(lower, upper)
        if least <= target:
            return best
        # What was fine enough for the last leaf mostly is for the next, and coarser scales come first again.
        for place in range(max(self._first - 1, 0), len(EXPONENTS)):
            exponent = EXPONENTS[place]
            multiplier = self.rounded(prices, exponent)
            if multiplier is None:
                break
            bound = self.sum(1 << exponent, multiplier, lower, upper) >> exponent
            if bound < least:
                best, least = Leaf(1 << exponent, multiplier, bound), bound
            if bound <= target:
                self._first = place
                break
        return best

    def leaf_of(self, relaxed: Relaxed, lower: Integers, upper: Integers, target: int) -> Leaf:
        """Return the leaf of what a relaxation told, or of the bounds of the columns where it told nothing."""
        if relaxed.status == "optimal":
            return self.best_leaf(relaxed.multipliers, lower, upper, target)
        return self.plain_leaf(lower, upper)[0]

    def open_leaf(self, prices: Reals, lower: Integers, upper: Integers) -> tuple[Leaf, int]:
        """Return a leaf of about the bound of the prices, and its bound, without a search for the scale."""
        best, least = self.plain_leaf(lower, upper)
        for exponent in OPEN_EXPONENTS:
            multiplier = self.rounded(prices, exponent)
            if multiplier is not None and multiplier.any():
                bound = self.sum(1 << exponent, multiplier, lower, upper) >> exponent
                if bound < least:
                    best, least = Leaf(1 << exponent, multiplier, bound), bound
        return best, least

    def plain_leaf(self, lower: Integers, upper: Integers) -> tuple[Leaf, int]:
        """Return the leaf that uses the bounds of the columns alone, and its bound."""
        nothing = np.zeros(self._program.rows, dtype=np.int64)
        bound = self.sum(1, nothing, lower, upper)
        return Leaf(1, nothing, bound), bound

    def empty_leaf(self, ray: Reals, lower: Integers, upper: Integers) -> Leaf | None:
        """Return a leaf that shows that there is no point, or None where the ray does not."""
        largest = float(np.abs(ray).max(initial=0.0))
        if not largest > 0.0:
            return None
        smallest = float(np.abs(ray[np.abs(ray) > largest * 1e-9]).min())
        for unit in (largest, smallest):
            for exponent in EXPONENTS:
                for sign in (1.0, -1.0):
                    multiplier = self.rounded(ray * (sign / unit), exponent)
                    if multiplier is not None and self.sum(0, multiplier, lower, upper) < 0:
                        return Leaf(0, multiplier, None)
        return None

    def _stays_small(self, scale: int, multiplier: Integers, lower: Integers, upper: Integers) -> bool:
        size = np.abs(multiplier.astype(np.float64))
        reach = np.maximum(np.abs(lower), np.abs(upper)).astype(np.float64)
        parts = float((self._sizes * size[self._rows] * np.maximum(reach[self._program.column], 1.0)).sum())
        parts += scale * float((self._objective_sizes * np.maximum(reach, 1.0)).sum())
        return parts + float((size * self._row_sizes).sum()) < EXACT_LIMIT
