"""A workbook's sheets as plain cells, read with calamine after the archive was found harmless."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matching.files.workbook.archive import Archive, opened, refusal
from matching.files.workbook.extras import extra
from matching.files.workbook.scanning import Marks, scanned

Cell = Any
"""A text, a number, a truth value, or a day; an empty text where there is nothing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its cells from A1 on, row by row.

    Parameters
    ----------
    name
        As the tab says.
    rows
        Cells, as many in every row.
    hidden
        Whether the tab is hidden.
    merged
        Top left and bottom right cell of every merged range, rows and columns counted from 0.
    marks
        Where formulas and error values stand.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    marks: Marks

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(filled(row) for row in self.rows)


def filled(row: Sequence[Cell]) -> bool:
    """Return whether any cell of a row holds something other than white space."""
    return any(cell.strip() if isinstance(cell, str) else True for cell in row)


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook's bytes in the order of their tabs.

    Raises
    ------
    CellError
        If the workbook is refused or cannot be read.
    MissingPackageError
        If python-calamine is not installed.
    """
    archive = opened(data)
    return _read(archive, scanned(archive))


def _read(archive: Archive, marks: Any) -> tuple[Sheet, ...]:
    calamine = extra("python_calamine")
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(archive.data))
        return tuple(
            _sheet(workbook.get_sheet_by_name(entry.name), entry.visible, marks[entry.name], calamine)
            for entry in workbook.sheets_metadata
            if entry.typ == calamine.SheetTypeEnum.WorkSheet
        )
    except (calamine.CalamineError, KeyError, ValueError, OSError, OverflowError):
        raise refusal("torn") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refusal("torn") from None


def _sheet(sheet: Any, visible: Any, marks: Marks, calamine: Any) -> Sheet:
    rows = sheet.to_python(skip_empty_area=False)
    hidden = visible != calamine.SheetVisibleEnum.Visible
    return Sheet(sheet.name, rows, hidden, tuple(sheet.merged_cell_ranges or ()), marks)
