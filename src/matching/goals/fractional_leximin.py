"""Leximin in fractions: levels lifted by exact linear programs, each closed by the prices that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from matching.auditing.reference_program.coverage import Cover
from matching.engines.exact_linear_program import ExactOptimum, exact_optimum
from matching.engines.exact_rows import with_row
from matching.errors import OverflowRefusedError
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import UNBOUNDED, IntegerProgram
from matching.plan.shares import ShareProof

Integers = NDArray[np.int64]

HIGHEST = 2
"""Coverages stay below this, so that a lift is never stopped by its own bound."""


@dataclass(frozen=True, eq=False, slots=True)
class FractionalLeximin:
    """Exact coverages, the proof of every level, and the program that keeps them."""

    coverage: tuple[Fraction, ...]
    proofs: tuple[ShareProof, ...]
    program: IntegerProgram


@dataclass(frozen=True, eq=False, slots=True)
class Counted:
    """What serves groups in a program: steps, units promised, and entries (group, column, units per column).

    Parameters
    ----------
    size, promised
        Steps of a full coverage and units promised before, per group.
    group, column, coefficient
        One entry per column that serves a group.
    """

    size: Integers
    promised: Integers
    group: Integers
    column: Integers
    coefficient: Integers

    def row(self, group: int, columns: int) -> Integers:
        """Return what every column of a program brings a group."""
        own = self.group == group
        row = np.zeros(columns, dtype=np.int64)
        np.add.at(row, self.column[own], self.coefficient[own])
        return row

    def weighted(self, weights: dict[int, int], columns: int) -> Integers:
        """Return what every column of a program brings all groups together, each group with a whole weight."""
        total = np.zeros(columns, dtype=object)
        factor = np.zeros(len(self.size), dtype=object)
        for group, weight in weights.items():
            factor[group] = weight
        np.add.at(total, self.column, factor[self.group] * self.coefficient)
        return whole(total, 1)


def counted_of(cover: Cover, column: Integers) -> Counted:
    """Return the groups of a cover with the columns that serve them."""
    return Counted(cover.size, cover.promised, cover.group, column, cover.points)


def fractional_leximin(program: IntegerProgram, counted: Counted) -> FractionalLeximin:
    """Return the leximin-best coverages of the points of a program, fractions of units allowed.

    All open groups are lifted together by one linear program. A group whose row has a price cannot rise without
    another at or below its level falling, so it is closed (saturation, exact for convex sets: Ogryczak & Śliwiński
    2006), and the others are lifted further.

    Raises
    ------
    SolverError
        If a linear program cannot be solved exactly.
    OverflowRefusedError
        If prices are too fine for 64 bits.
    """
    rows = [counted.row(group, program.columns) for group in range(len(counted.size))]
    closed: dict[int, Fraction] = {}
    proofs: list[ShareProof] = []
    while len(closed) < len(rows):
        lifted = exact_optimum(*_lifting(program, counted, rows, closed))
        prices = [-price for price in lifted.prices[program.rows :]]
        weights = {
            group: price * (closed[group].denominator if group in closed else 1)
            for group, price in enumerate(prices)
            if price
        }
        proofs.append(_level_proof(program, lifted, weights))
        closed |= {group: lifted.value for group in weights if group not in closed}
    kept = program
    for group, level in closed.items():
        kept = _kept(kept, rows[group], level, counted, group)
    return FractionalLeximin(tuple(closed[group] for group in range(len(rows))), tuple(proofs), kept)


def _lifting(
    program: IntegerProgram, counted: Counted, rows: Sequence[Integers], closed: dict[int, Fraction]
) -> tuple[IntegerProgram, Integers]:
    """Return the program that lifts all open groups together by one column more, the last."""
    lifted = replace(program, lower=np.append(program.lower, 0), upper=np.append(program.upper, HIGHEST))
    for group, row in enumerate(rows):
        if group in closed:
            lifted = _kept(lifted, np.append(row, 0), closed[group], counted, group)
        else:
            full = np.append(row, -counted.size[group])
            lifted = with_row(lifted, full, -int(counted.promised[group]), UNBOUNDED)
    objective = np.zeros(lifted.columns, dtype=np.int64)
    objective[-1] = 1
    return lifted, objective


def _kept(
    program: IntegerProgram, row: Integers, level: Fraction, counted: Counted, group: int
) -> IntegerProgram:
    """Return the program in which a group keeps at least its level."""
    least = level.numerator * int(counted.size[group]) - level.denominator * int(counted.promised[group])
    return with_row(program, whole(row, level.denominator), least, UNBOUNDED)


def _level_proof(program: IntegerProgram, lifted: ExactOptimum, weights: dict[int, Fraction]) -> ShareProof:
    prices = lifted.prices[: program.rows]
    scale = lcm(*(one.denominator for one in (*prices, *weights.values())))
    tree = single_leaf([int(price * scale) for price in prices])
    whole_weights = {group: int(weight * scale) for group, weight in sorted(weights.items())}
    return ShareProof(None, tuple(whole_weights), tuple(whole_weights.values()), 1, 0, tree)


def single_leaf(multipliers: Sequence[int]) -> BoundTree:
    """Return a proof of one leaf with these multipliers of the rows.

    Raises
    ------
    OverflowRefusedError
        If one does not fit into 64 bits.
    """
    used = [row for row, value in enumerate(multipliers) if value]
    return BoundTree(
        split_column=np.array([-1], dtype=np.int64),
        split_value=np.zeros(1, dtype=np.int64),
        left=np.array([-1], dtype=np.int64),
        right=np.array([-1], dtype=np.int64),
        scale=np.ones(1, dtype=np.int64),
        row_start=np.array([0, len(used)], dtype=np.int64),
        row=np.array(used, dtype=np.int64),
        multiplier=whole(np.array([multipliers[row] for row in used], dtype=object), 1),
        open=np.zeros(1, dtype=np.bool_),
    )


def whole(values: NDArray[np.int64] | NDArray[np.object_], factor: int) -> Integers:
    """Return values times a factor in 64 bits.

    Raises
    ------
    OverflowRefusedError
        If one does not fit.
    """
    product = [int(value) * factor for value in values.tolist()]
    if any(abs(value) >= UNBOUNDED for value in product):
        raise OverflowRefusedError("shares are too fine to be told in 64 bits: a number exceeds 2**62")
    return np.array(product, dtype=np.int64)
