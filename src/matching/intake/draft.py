"""A problem that is still being checked: stored tables, and the rows that are sound enough to be judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

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
    """

    problem: Problem
    sound: Mapping[str, Mask]
    dated: bool
    origins: Mapping[str, NDArray[np.int64]]
    lost: Set[str] = frozenset()

    def __getitem__(self, table: str) -> Table:
        return self.problem[table]

    def referred(self, table: str, column: str) -> Mask:
        """Return the rows of a table whose reference leads to a sound row."""
        rows = self[table][column]
        target = self.sound[fields_of(table)[column].parameter]
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

    def issues(self, table: str, column: str, wrong: Mask, fault: Fault | Faults) -> Iterator[Issue]:
        """Yield an issue for every sound row of a table that is wrong; ``fault`` may depend on the rows."""
        rows = np.flatnonzero(wrong & self.sound[table])
        if len(rows):
            field = fields_of(table)[column]
            values = field_texts(self.problem, field, rows[:DETAILED])[-1]
            given = self.origins[table][rows] if table in self.origins else rows
            faults = fault if isinstance(fault, Fault) else fault(rows[:DETAILED])
            yield from issues_at(place_of(field), given, values, faults)


def place_of(field: Field) -> Place:
    """Return the place of a field as messages name it, by the column of the file."""
    return Place(field.table, field.headers[-1], field.personal)
