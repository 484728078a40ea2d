"""Objectives in pieces: what each counts in every independent part of the reference program."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matching.auditing.packing import Flags, Integers, sums
from matching.auditing.reference_program.reference import Reference
from matching.plan.integer_program import UNBOUNDED, IntegerProgram
from matching.plan.program_parts import ProgramParts, independent_parts


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """What one objective counts in one part.

    Parameters
    ----------
    objective
        Position among the objectives.
    part
        The part.
    coefficients
        What a unit of every column of the part counts.
    value
        What the plan reaches there beyond the objective's constant.
    """

    objective: int
    part: int
    coefficients: Integers
    value: int


@dataclass(frozen=True, eq=False, slots=True)
class PartRow:
    """A row over columns of one part; the limit of a shared one rises with what other parts may have left."""

    column: Integers
    coefficient: Integers
    lower: int
    upper: int
    shared: bool


class Pieces:
    """The objectives of a reference program, part by part, in order.

    Sums separate over parts. So do the counts of a leximin goal, as every group lies in one part; where no group of a
    part stands at a level, as many are at or below it as at the level before, which needs no further proof. Goals of
    which a share is kept, and criteria whose rows speak of all groups, join what they count.

    Parameters
    ----------
    reference
        The rules and the objectives.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self.parts: ProgramParts = independent_parts(reference.program, list(_together(reference)))
        self._standing: dict[int, Flags] = {}
        self.all: tuple[Piece, ...] = tuple(
            piece for objective in range(len(reference.objectives)) for piece in self._pieces(objective)
        )
        self._by_place = {(piece.objective, piece.part): piece for piece in self.all}

    def of(self, objective: int, part: int) -> Piece | None:
        """Return what an objective counts in a part, nothing where it needs no proof there."""
        return self._by_place.get((objective, part))

    def is_carried(self, objective: int, part: int) -> bool:
        """Whether no group of a part stands at the level of an objective: what the level before left open stays open."""
        told = self._reference.objectives[objective]
        if len(self.parts) == 1 or not _counts_levels(self._reference, objective) or told.level is None:
            return False
        if told.goal not in self._standing:
            self._standing[told.goal] = self._stand(told.goal)
        return not self._standing[told.goal][told.level, part]

    def before(self, objective: int, part: int) -> Iterator[PartRow]:
        """Yield the rows that hold in a part from an objective on."""
        rows = self._reference.rows_before(objective)
        if not _counts_levels(self._reference, objective):
            yield from _rows(self.parts.programs(rows)[part])
        elif not self.is_carried(objective, part):
            level = self._reference.objectives[objective].level
            yield from self._counted(rows, part, shared=level != 0)

    def _counted(self, rows: IntegerProgram, part: int, *, shared: bool) -> Iterator[PartRow]:
        """Yield rows that count groups, of a part alone: at most as many as the plan's there."""
        for row in range(rows.rows):
            own = slice(int(rows.row_start[row]), int(rows.row_start[row + 1]))
            column, coefficient = rows.column[own], rows.coefficient[own]
            here = self.parts.part[column] == part
            column, coefficient = column[here], coefficient[here]
            reached = int((coefficient * self._reference.plan[column]).sum())
            yield PartRow(self.parts.place[column], coefficient, -UNBOUNDED, reached, shared)

    def _pieces(self, objective: int) -> list[Piece]:
        told = self._reference.objectives[objective]
        part = self.parts.part[told.column]
        proved = [one for one in np.unique(part).tolist() if not self.is_carried(objective, one)]
        return [self._piece(objective, one) for one in proved or [0]]

    def _piece(self, objective: int, part: int) -> Piece:
        told, parts = self._reference.objectives[objective], self.parts
        here = parts.part[told.column] == part
        column, gain = told.column[here], told.gain[here]
        value = int((gain * self._reference.plan[column]).sum())
        return Piece(objective, part, sums(parts.place[column], gain, len(parts.columns[part])), value)

    def _stand(self, goal: int) -> Flags:
        """Return per level and part whether any group of the part stands at the level."""
        cover, columns = self._reference.served(self._reference.goals[goal])
        coverage = [Fraction(*pair) for pair in zip(cover.served.tolist(), cover.size.tolist(), strict=True)]
        rank = {level: number for number, level in enumerate(sorted(set(coverage)))}
        stands = np.zeros((len(rank), len(self.parts)), dtype=np.bool_)
        level = np.array([rank[one] for one in coverage], dtype=np.int64)
        stands[level[cover.group], self.parts.part[columns]] = True
        return stands


def _counts_levels(reference: Reference, objective: int) -> bool:
    if objective == len(reference.objectives):
        return False
    return reference.goals[reference.objectives[objective].goal].criterion == "leximin"


def _together(reference: Reference) -> Iterator[Integers]:
    """Yield columns that goals join."""
    for number, objective in enumerate(reference.objectives):
        if reference.goals[objective.goal].keep is not None:
            yield objective.column
        if not _counts_levels(reference, number):
            rows = reference.rows_before(number)
            yield from np.split(rows.column, rows.row_start[1:-1])


def _rows(program: IntegerProgram) -> Iterator[PartRow]:
    for row in range(program.rows):
        own = slice(int(program.row_start[row]), int(program.row_start[row + 1]))
        bounds = int(program.row_lower[row]), int(program.row_upper[row])
        yield PartRow(program.column[own], program.coefficient[own], *bounds, shared=False)
