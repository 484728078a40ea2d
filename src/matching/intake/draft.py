"""A problem that is still being checked: stored tables, and the rows and cells that are sound enough to be judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.findings import DETAILED, Fault, Place, issues_at
from matching.intake.rendering import field_texts
from matching.intake.text_column import Mask
from matching.problem.fields import Field, fields_of
from matching.problem.problem import Problem
from matching.problem.table import Table
from matching.vocabulary import MISSING

Faults = Callable[[NDArray[np.int64]], Sequence[Fault]]
"""From rows to the fault of each."""


WHOLE_ROW = ""
"""Stands for a column where it is the row as a whole that could not be read."""


@dataclass(frozen=True, eq=False)
class Draft:
    """Tables with the rows whose every cell could be read.

    Parameters
    ----------
    problem
        The tables; cells that could not be read hold their default.
    sound
        Per table the rows without a mistake so far, shape ``(rows,)``.
    dated
        Whether the reference date is known.
    origins
        For tables that were merged with shipped rows: the row of the input behind each row.
    lost
        Tables of which the rows' names could not be read; whether a name exists there is not judged.
    faults
        Per table and column the rows whose cell is at fault, shape ``(rows,)``; under :data:`WHOLE_ROW` those of which no
        cell can be read. Tables and columns without a mistake may be left out.
    """

    problem: Problem
    sound: Mapping[str, Mask]
    dated: bool
    origins: Mapping[str, NDArray[np.int64]]
    lost: Set[str] = frozenset()
    faults: Mapping[str, Mapping[str, Mask]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> Table:
        return self.problem[table]

    def readable(self, table: str, *columns: str) -> Mask:
        """Return the rows of a table whose cells in some columns could be read; without columns, those without a mistake."""
        if not columns or table not in self.faults:
            return self.sound[table]
        faults = self.faults[table]
        bad = np.zeros(len(self[table]), dtype=np.bool_)
        for name in {WHOLE_ROW, *columns} & set(faults):
            bad |= faults[name]
        return ~bad

    def referred(self, table: str, column: str, *wanted: str) -> Mask:
        """Return the rows of a table whose reference leads to a row with readable cells in the wanted columns."""
        rows = self[table][column]
        target = self.readable(fields_of(table)[column].parameter, *wanted)
        found: Mask = rows != MISSING
        found[found] = target[rows[found]]
        return found

    def values(self, table: str, column: str, wanted: str) -> NDArray[np.int64]:
        """Return a number of the row that each row refers to, ``MISSING`` where it refers to none."""
        rows = self[table][column]
        target = self[fields_of(table)[column].parameter][wanted]
        result = np.full(len(rows), MISSING, dtype=np.int64)
        result[rows != MISSING] = target[rows[rows != MISSING]]
        return result

    def issues(
        self, table: str, column: str, wrong: Mask, fault: Fault | Faults, *, reads: Sequence[str] = ()
    ) -> Iterator[Issue]:
        """Yield an issue for every row of a table that is wrong and can be judged; ``fault`` may depend on the rows.

        Parameters
        ----------
        table, column
            Where the mistake is told.
        wrong
            Rows that are wrong as far as their cells can be read.
        fault
            What is wrong.
        reads
            Columns of the table that the check reads. A mistake elsewhere in the row hides nothing; without
            columns the whole row has to be sound.
        """
        rows = np.flatnonzero(wrong & self.readable(table, *reads))
        if len(rows):
            told = fields_of(table)[column]
            values = field_texts(self.problem, told, rows[:DETAILED])[-1]
            given = self.origins[table][rows] if table in self.origins else rows
            faults = fault if isinstance(fault, Fault) else fault(rows[:DETAILED])
            yield from issues_at(place_of(told), given, values, faults)


def place_of(told: Field) -> Place:
    """Return the place of a field as messages name it, by the column of the file."""
    return Place(told.table, told.headers[-1], told.personal)
