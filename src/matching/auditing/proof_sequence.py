"""Proofs in the order of the objectives: what each proves holds for the points that the next ones look at."""

from dataclasses import replace

import numpy as np

from matching.auditing.exact_bound import tightened
from matching.auditing.packing import Integers
from matching.auditing.reference_program.reference import Reference
from matching.auditing.tree_replay import tree_bound
from matching.plan.bound_tree import BoundTree
from matching.plan.integer_program import IntegerProgram


class ProofSequence:
    """The program of every objective in turn, with what the proofs before it tell.

    Every point of a program keeps all objectives before it at the plan's values or better. A tree of a single node
    therefore narrows the columns by its multipliers; a tree with splits leaves the row that its bound is not exceeded.

    Parameters
    ----------
    reference
        The rules, the objectives and the plan's values.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._bounds: list[int | None] = []
        self._lower: Integers = reference.program.lower
        self._upper: Integers = reference.program.upper

    @property
    def position(self) -> int:
        """Number of proofs that were taken down."""
        return len(self._bounds)

    def program(self) -> IntegerProgram:
        """Return the program of the objective that is proved next."""
        program = self._reference.restricted(self.position, self._bounds)
        return replace(program, lower=self._lower, upper=self._upper)

    def replay(self, tree: BoundTree) -> int | None:
        """Return the bound that a tree proves of the next objective, and take it down; nothing for what is no proof."""
        objective = self._reference.objectives[self.position].coefficients
        bound = tree_bound(self.program(), objective, tree)
        self.take_down(tree, bound)
        return bound

    def take_down(self, tree: BoundTree, bound: int | None) -> None:
        """Go on to the objective after the next one, whose bound a tree was seen to prove."""
        objective = self._reference.objectives[self.position]
        value = objective.value - objective.constant
        program = self.program()
        sound = bound is not None and bound >= value
        self._bounds.append(bound if sound and len(tree) > 1 else None)
        if sound and len(tree) == 1:
            weights = (tree.row, tree.multiplier, int(tree.scale[0]))
            bounds = tightened(program, objective.coefficients, self._lower, self._upper, *weights, value)
            if (bounds[0] <= bounds[1]).all():
                self._lower, self._upper = bounds
