"""Proofs in the order of the objectives: what each proves holds for the points that the next ones look at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.auditing.cut_rows import with_cuts
from matching.auditing.exact_bound import tightened
from matching.auditing.packing import Integers
from matching.auditing.piecewise import Piece, Pieces
from matching.auditing.reference_program.reference import Reference
from matching.auditing.tree_replay import tree_bound
from matching.plan.bound_tree import BoundTree
from matching.plan.cuts import Cut
from matching.plan.integer_program import UNBOUNDED, IntegerProgram


@dataclass(frozen=True, eq=False, slots=True)
class _Shown:
    """A tree that was shown for a piece, and the bound it proves; nothing for what is no proof."""

    tree: BoundTree
    bound: int | None
    plain: bool


class ProofSequence:
    """The program of every piece in turn, with what the proofs before it tell.

    An objective is the sum of its pieces, one for every independent part of the program, and so no plan exceeds the sum
    of their bounds. Every point of a program keeps all objectives before it at the plan's values or better; what one
    piece may lose by that is what the proofs of the others leave open. A tree of a single node without cuts therefore
    narrows the columns by its multipliers; any other leaves the row that its bound is not exceeded.

    Parameters
    ----------
    reference
        The rules, the objectives and the plan's values.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._pieces = Pieces(reference)
        self._programs = list(self._pieces.parts.programs(reference.program))
        self._position = 0
        self._shown: dict[int, _Shown] = {}
        self._gaps: dict[int, int | None] = {}
        self.bound: int | None = None
        """What the proofs of the last objective that was left prove of it, constant included."""
        self._enter(0)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is to be proved, in order."""
        return self._pieces.all

    @property
    def program(self) -> IntegerProgram:
        """The program of the piece that is proved next, or else of the last."""
        return self._programs[self.pieces[min(self._position, len(self.pieces) - 1)].part]

    def columns(self, part: int) -> Integers:
        """Return the columns of the reference program that make up a part."""
        return self._pieces.parts.columns[part]

    def keep(self, total: int) -> None:
        """Let the objectives after the next one keep this total of it, not the plan's value."""
        self._reference = self._reference.keeping(self.pieces[self._position].objective, total)

    def replay(self, tree: BoundTree, cuts: Sequence[Cut] = ()) -> int | None:
        """Return the bound that a tree proves of the next piece, and take it down; nothing for what is no proof."""
        program = with_cuts(self.program, cuts)
        coefficients = self.pieces[self._position].coefficients
        bound = None if program is None else tree_bound(program, coefficients, tree)
        self.take_down(tree, bound, cuts=bool(cuts))
        return bound

    def take_down(self, tree: BoundTree, bound: int | None, *, cuts: bool = False) -> None:
        """Go on to the piece after the next one, whose bound a tree was seen to prove, with cuts or without."""
        piece = self.pieces[self._position]
        self._shown[piece.part] = _Shown(tree, bound, len(tree) == 1 and not cuts)
        self._position += 1
        if self._position < len(self.pieces) and self.pieces[self._position].objective == piece.objective:
            return
        self._leave(piece.objective)
        if self._position < len(self.pieces):
            self._enter(self.pieces[self._position].objective)

    def _leave(self, objective: int) -> None:
        """Take down what the proofs of all pieces of an objective tell."""
        told = self._reference.objectives[objective]
        gaps = {part: self._gap(objective, part) for part in range(len(self._programs))}
        total = _total(gaps)
        self.bound = None if total is None else told.value + total
        for part, shown in self._shown.items():
            piece, others = self._pieces.of(objective, part), _total(gaps, but=part)
            if piece is not None and others is not None:
                least = piece.value - (told.value - told.kept) - max(others, 0)
                self._build_on(piece, shown, least, self._reference.keeps(objective))
        self._gaps, self._shown = gaps, {}

    def _gap(self, objective: int, part: int) -> int | None:
        """Return by how much an objective may exceed the plan's value in a part, nothing if that is unknown."""
        piece, shown = self._pieces.of(objective, part), self._shown.get(part)
        if piece is None:
            is_open = self._pieces.is_carried(objective, part) and self._reference.objectives[objective].level
            return self._gaps.get(part, 0) if is_open else 0
        return None if shown is None or shown.bound is None else shown.bound - piece.value

    def _build_on(self, piece: Piece, shown: _Shown, least: int, keeps: bool) -> None:
        """Keep a piece at a value, and what its proof tells of points that reach it."""
        is_bound = shown.bound is not None and least <= shown.bound < UNBOUNDED
        if is_bound and shown.plain:
            self._narrow(piece, shown.tree, least)
        columns = np.flatnonzero(piece.coefficients)
        bound = shown.bound if is_bound and not shown.plain else None
        for lower, upper in ((least if keeps else None, None), (None, bound)):
            if lower is not None or upper is not None:
                self._programs[piece.part] = self._programs[piece.part].with_row(
                    columns,
                    piece.coefficients[columns],
                    -UNBOUNDED if lower is None else lower,
                    UNBOUNDED if upper is None else upper,
                )

    def _narrow(self, piece: Piece, tree: BoundTree, value: int) -> None:
        program = self._programs[piece.part]
        leaf = (tree.row, tree.multiplier, int(tree.scale[0]))
        lower, upper = tightened(program, piece.coefficients, program.lower, program.upper, *leaf, value)
        if (lower <= upper).all():
            self._programs[piece.part] = replace(program, lower=lower, upper=upper)

    def _enter(self, objective: int) -> None:
        """Add the rows that hold from an objective on."""
        for part in range(len(self._programs)):
            others = _total(self._gaps, but=part)
            for row in self._pieces.before(objective, part):
                if row.shared and others is None:
                    continue
                upper = row.upper + max(others or 0, 0) if row.shared else row.upper
                self._programs[part] = self._programs[part].with_row(
                    row.column, row.coefficient, row.lower, upper
                )


def _total(gaps: dict[int, int | None], but: int | None = None) -> int | None:
    """Return what proofs leave open in all parts but one together; nothing if that is unknown of any."""
    total = 0
    for part, gap in gaps.items():
        if part != but:
            if gap is None:
                return None
            total += gap
    return total
