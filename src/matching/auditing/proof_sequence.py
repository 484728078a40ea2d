"""Proofs in the order of the objectives: what each proves holds for the points that the next ones look at."""

from collections.abc import Sequence
from dataclasses import replace

from matching.auditing.cut_rows import with_cuts
from matching.auditing.exact_bound import tightened
from matching.auditing.packing import Integers
from matching.auditing.reference_program.reference import Reference
from matching.auditing.tree_replay import tree_bound
from matching.plan.bound_tree import BoundTree
from matching.plan.cuts import Cut
from matching.plan.integer_program import UNBOUNDED, IntegerProgram


class ProofSequence:
    """The program of every objective in turn, with what the proofs before it tell.

    Every point of a program keeps all objectives before it at the plan's values or better. A tree of a single node
    without cuts therefore narrows the columns by its multipliers; any other leaves the row that its bound is not exceeded.

    Parameters
    ----------
    reference
        The rules, the objectives and the plan's values.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._position = 0
        self._program = reference.grown(reference.program, reference.before(0))

    @property
    def program(self) -> IntegerProgram:
        """The program of the objective that is proved next."""
        return self._program

    def keep(self, total: int) -> None:
        """Let the objectives after the next one keep this total of it, not the plan's value."""
        self._reference = self._reference.keeping(self._position, total)

    def replay(self, tree: BoundTree, cuts: Sequence[Cut] = ()) -> int | None:
        """Return the bound that a tree proves of the next objective, and take it down; nothing for what is no proof."""
        objective = self._reference.objectives[self._position].coefficients
        program = with_cuts(self._program, cuts)
        bound = None if program is None else tree_bound(program, objective, tree)
        self.take_down(tree, bound, cuts=bool(cuts))
        return bound

    def take_down(self, tree: BoundTree, bound: int | None, *, cuts: bool = False) -> None:
        """Go on to the objective after the next one, whose bound a tree was seen to prove, with cuts or without."""
        reference, position = self._reference, self._position
        objective = reference.objectives[position]
        value = objective.kept - objective.constant
        is_bound = bound is not None and value <= bound < UNBOUNDED
        plain = len(tree) == 1 and not cuts
        if is_bound and plain:
            self._narrow(objective.coefficients, tree, value)
        rows = reference.after(position, bound if is_bound and not plain else None)
        self._position += 1
        self._program = reference.grown(self._program, [*rows, *reference.before(self._position)])

    def _narrow(self, objective: Integers, tree: BoundTree, value: int) -> None:
        program = self._program
        leaf = (tree.row, tree.multiplier, int(tree.scale[0]))
        lower, upper = tightened(program, objective, program.lower, program.upper, *leaf, value)
        if (lower <= upper).all():
            self._program = replace(program, lower=lower, upper=upper)
