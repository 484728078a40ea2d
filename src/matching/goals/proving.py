"""Proofs that no whole point of a program has a larger objective: branch and bound, closed in whole numbers."""

import heapq
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.auditing.tree_replay import NOTHING
from matching.engines.exact_rows import exact_value, is_point
from matching.engines.linear_program import Relaxation, Relaxed
from matching.goals.proof_search.branching import WHOLE_TOLERANCE, Branching
from matching.goals.proof_search.cutting import cut_off
from matching.goals.proof_search.tree_building import GrowingTree
from matching.goals.proof_search.whole_prices import Leaf, WholePrices
from matching.plan.bound_tree import BoundTree
from matching.plan.cuts import Cut
from matching.plan.integer_program import IntegerProgram

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]

NODES = 200_000
"""Nodes searched where the caller sets no limit."""


@dataclass(frozen=True, eq=False, slots=True)
class Proof:
    """What the search for a proof found.

    Parameters
    ----------
    tree
        The proof.
    bound
        What it proves: no point has a larger objective; ``NOTHING`` where there is no point at all.
    better
        A point whose objective is above the target, checked exactly; the search stops there.
    complete
        Whether the bound came down to the target.
    cuts
        Cuts whose rows stand below those of the program in the proof.
    """

    tree: BoundTree
    bound: int
    better: Integers | None
    complete: bool
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class _Split:
    """One side of a split: ``column ≤ value`` on side 0, ``column ≥ value`` on side 1; and the splits above it."""

    column: int
    side: int
    value: int
    distance: float
    above: "_Split | None"


@dataclass(frozen=True, eq=False, slots=True)
class _Open:
    """A node to visit, with the prices, value and basis of the node above it."""

    node: int
    split: _Split | None
    prices: Reals
    value: float
    basis: object | None


def prove(
    program: IntegerProgram,
    objective: Integers,
    target: int,
    splits: Integers,
    *,
    deadline: float | None = None,
    nodes: int = NODES,
    relaxation: Relaxation | None = None,
) -> Proof:
    """Look for a proof that no point has an objective above the target.

    Parameters
    ----------
    program, objective
        What is maximised.
    target
        The value looked for, usually that of a plan.
    splits
        Class of every column; columns of class 0 are split first.
    deadline
        Moment of ``time.monotonic()`` at which the search stops with the bound it has.
    nodes
        Most nodes of the tree.
    relaxation
        That of the program, with what it knows from earlier proofs; None for a new one.
    """
    known = Relaxation(program) if relaxation is None else relaxation
    cuts: tuple[Cut, ...] = ()
    if _leaves_a_gap(known, program, objective, target, deadline):
        cut = cut_off(program, objective, target, deadline=_share_of(deadline))
        if cut.cuts:
            program, cuts, known = cut.program, cut.cuts, Relaxation(cut.program)
    return replace(_Search(program, objective, target, splits, deadline, known).run(nodes), cuts=cuts)


def _leaves_a_gap(
    relaxation: Relaxation, program: IntegerProgram, objective: Integers, target: int, deadline: float | None
) -> bool:
    seconds = None if deadline is None else max(deadline - time.monotonic(), 0.0)
    told = relaxation.solve(objective, program.lower, program.upper, seconds=seconds)
    return told.status == "optimal" and told.value >= target + 1


def _share_of(deadline: float | None) -> float | None:
    """Return the moment at which a third of the time left is used up."""
    if deadline is None:
        return None
    now = time.monotonic()
    return now + (deadline - now) / 3


class _Search:
    def __init__(
        self,
        program: IntegerProgram,
        objective: Integers,
        target: int,
        splits: Integers,
        deadline: float | None,
        relaxation: Relaxation,
    ) -> None:
        self._program, self._objective, self._target = program, objective, target
        self._deadline = deadline
        self._prices = WholePrices(program, objective)
        self._relaxation = relaxation
        self._branching = Branching(self._relaxation, objective, splits, deadline)
        self._tree = GrowingTree()
        self._waiting: list[tuple[float, int, _Open]] = []
        self._better: Integers | None = None

    def run(self, nodes: int) -> Proof:
        """Search until all is closed, a better point turns up, or a limit is reached."""
        program = self._program
        nothing = np.zeros(program.rows)
        current: _Open | None = _Open(0, None, nothing, np.inf, None)
        while current is not None and self._better is None and len(self._tree) < nodes:
            seconds = None if self._deadline is None else self._deadline - time.monotonic()
            if seconds is not None and seconds <= 0:
                break
            current = self._visit(current, seconds) or self._next()
        if current is not None:
            self._leave_open(current)
        for _, _, waiting in self._waiting:
            self._leave_open(waiting)
        bound = self._tree.bound
        known = NOTHING if bound is None else bound
        complete = self._better is None and known <= self._target
        return Proof(self._tree.finished(), known, self._better, complete)

    def _next(self) -> _Open | None:
        if not self._waiting:
            return None
        current = heapq.heappop(self._waiting)[2]
        if current.basis is not None:
            self._relaxation.return_to(current.basis)
        return current

    def _bounds(self, split: _Split | None) -> tuple[Integers, Integers]:
        lower, upper = self._program.lower.copy(), self._program.upper.copy()
        while split is not None:
            if split.side:
                lower[split.column] = max(lower[split.column], split.value)
            else:
                upper[split.column] = min(upper[split.column], split.value)
            split = split.above
        return lower, upper

    def _visit(self, current: _Open, seconds: float | None) -> _Open | None:
        """Close a node, or split it and return the child to go on with."""
        lower, upper = self._bounds(current.split)
        relaxed = self._relaxation.solve(self._objective, lower, upper, seconds=seconds)
        if relaxed.status == "stopped":
            return replace(current, prices=relaxed.multipliers)
        if current.split is not None:
            split, fall = current.split, current.value - relaxed.value
            self._branching.learn(split.column, split.side, split.distance, fall)
        leaf = self._closing_leaf(relaxed, lower, upper)
        if leaf is not None:
            self._tree.close(current.node, leaf)
            return None
        if relaxed.status != "optimal":
            relaxed = Relaxed("optimal", current.value, (lower + upper) / 2.0, current.prices, False)
        self._look_for_better(relaxed, bool((lower == upper).all()))
        if self._better is not None:
            return current
        return self._split(current, relaxed, lower, upper)

    def _closing_leaf(self, relaxed: Relaxed, lower: Integers, upper: Integers) -> Leaf | None:
        if relaxed.status == "infeasible":
            return self._prices.empty_leaf(relaxed.multipliers, lower, upper)
        if relaxed.status == "optimal" and relaxed.value < self._target + 1 + 1e-6 * abs(self._target + 1):
            leaf = self._prices.best_leaf(relaxed.multipliers, lower, upper, self._target)
            if leaf.bound is not None and leaf.bound <= self._target:
                return leaf
        if (lower == upper).all():
            return self._single_point(lower)
        return None

    def _single_point(self, point: Integers) -> Leaf | None:
        if not is_point(self._program, point):
            for row in range(self._program.rows):
                for sign in (1, -1):
                    ray = np.zeros(self._program.rows)
                    ray[row] = sign
                    leaf = self._prices.empty_leaf(ray, point, point)
                    if leaf is not None:
                        return leaf
        leaf, bound = self._prices.plain_leaf(point, point)
        return leaf if bound <= self._target else None

    def _look_for_better(self, relaxed: Relaxed, is_single: bool) -> None:
        point = np.rint(relaxed.point).astype(np.int64)
        if not is_single and np.abs(relaxed.point - point).max(initial=0.0) >= WHOLE_TOLERANCE:
            return
        if exact_value(self._objective, point) > self._target and is_point(self._program, point):
            self._better = point

    def _split(self, current: _Open, relaxed: Relaxed, lower: Integers, upper: Integers) -> _Open:
        enough = max(relaxed.value - self._target - 1.0, 0.0) + 1e-9
        column = self._branching.choose(relaxed, lower, upper, enough)
        if column < 0:
            # The relaxation calls the point whole, but it is none: any column that is not fixed will do.
            column = int(np.argmax(upper - lower))
        value = int(np.floor(np.clip(relaxed.point[column], lower[column], upper[column] - 0.5)))
        part = float(relaxed.point[column]) - value
        left, right = self._tree.split(current.node, column, value)
        basis = self._relaxation.basis()
        low = _Split(column, 0, value, part, current.split)
        high = _Split(column, 1, value + 1, 1.0 - part, current.split)
        down = _Open(left, low, relaxed.multipliers, relaxed.value, basis)
        up = _Open(right, high, relaxed.multipliers, relaxed.value, basis)
        first, second = (up, down) if part > 0.5 else (down, up)
        heapq.heappush(self._waiting, (-relaxed.value, second.node, second))
        return first

    def _leave_open(self, waiting: _Open) -> None:
        leaf, bound = self._prices.open_leaf(waiting.prices, *self._bounds(waiting.split))
        self._tree.close(waiting.node, leaf, is_open=bound > self._target)
