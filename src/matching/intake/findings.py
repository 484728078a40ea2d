"""What is wrong in cells, and how it becomes issues: masked, counted, and never without a remedy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue

DETAILED = 1_000
"""Issues told one by one per table, column and code; the rest are counted in one more issue."""

MASK = "•••"
"""Shown instead of a personal value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of mistake: stable code, what is wrong, and what to do."""

    code: str
    message: str
    remedy: str
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mistake is: table, column, and whether the values are personal."""

    table: str
    column: str
    personal: bool = False


class CellError(ValueError):
    """A cell that cannot be read; carries its fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


def shown(place: Place, value: str) -> str:
    """Return the value as it may stand in a message: personal values are masked, long ones cut."""
    if not value:
        return ""
    return MASK if place.personal else value if len(value) <= 80 else value[:79] + "…"


def issues_at(
    place: Place, rows: NDArray[np.int64], values: Sequence[str], faults: Fault | Sequence[Fault]
) -> Iterator[Issue]:
    """Yield one issue per row, at most :data:`DETAILED`, and one more that counts the rest.

    Parameters
    ----------
    place
        Table and column.
    rows
        Data rows counted from 0.
    values
        Offending texts of the first rows, at least ``min(len(rows), DETAILED)`` of them.
    faults
        One fault for all rows, or one per value.
    """
    for index, (row, value) in enumerate(zip(rows[:DETAILED].tolist(), values[:DETAILED], strict=True)):
        yield issue_at(place, row + 1, value, faults if isinstance(faults, Fault) else faults[index])
    if len(rows) > DETAILED:
        first = faults if isinstance(faults, Fault) else faults[0]
        told = Fault(
            first.code,
            f"{len(rows) - DETAILED} further rows have the same mistake.",
            first.remedy,
            first.severity,
        )
        yield issue_at(place, 0, "", told)


def issue_at(place: Place, row: int, value: str, fault: Fault) -> Issue:
    """Return one issue; ``row`` counts data rows from 1, 0 means the whole table."""
    return Issue(
        code=fault.code,
        table=place.table,
        row=row,
        column=place.column,
        value=shown(place, value),
        message=fault.message,
        remedy=fault.remedy,
        severity=fault.severity,
    )
