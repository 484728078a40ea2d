"""A table's cells as text columns, with what is wrong in single cells."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np

from matching.errors import Issue
from matching.files.workbook.cell_texts import cell_text, valued
from matching.files.workbook.layout import Layout
from matching.files.workbook.sheets import Cell
from matching.intake.cells import text_of
from matching.intake.findings import CellError
from matching.intake.manifest import Manifest
from matching.intake.text_column import TextTable, list_column
from matching.problem.fields import Field, fields_of

VALUES: Final = {"earmarks": ("field", "values"), "floors": ("group", "value")}
"""Tables of which a column holds values of the field that another column names."""

TOLD: Final = 1_000


def table_texts(layout: Layout, manifest: Manifest) -> tuple[TextTable, tuple[Issue, ...]]:
    """Return the text columns of a table's sheet, and issues for cells whose type does not suit their field."""
    texts: dict[str, list[str]] = {}
    faulty = np.zeros(len(layout.rows), dtype=np.bool_)
    issues: list[Issue] = []
    for field, header, column in layout.fields():
        texts[header], found = _texts(layout, field, column, manifest)
        faulty[[row for row, _ in found]] = True
        issues += islice(_issues(layout, header, column, found), TOLD)
    for title, column in layout.unknown.items():
        texts[title] = [_loosely(layout.sheet.rows[row][column]) for row in layout.rows]
    if layout.table in VALUES:
        _translate(texts, *VALUES[layout.table])
    columns = {header: list_column(column) for header, column in texts.items()}
    return TextTable(columns, len(layout.rows), faulty), tuple(issues)


def _texts(
    layout: Layout, field: Field, column: int, manifest: Manifest
) -> tuple[list[str], list[tuple[int, CellError]]]:
    """Return the texts of a column, every different cell read once, and the data rows that cannot be read."""
    read: dict[tuple[type, Cell], str | CellError] = {}
    texts: list[str] = []
    found: list[tuple[int, CellError]] = []
    as_it_is = field.base in ("key", "text", "ref")
    rows = layout.sheet.rows
    for number, row in enumerate(layout.rows):
        cell = rows[row][column]
        if cell == "" or (as_it_is and type(cell) is str):
            texts.append(cell)
            continue
        key = (type(cell), cell)
        if key not in read:
            read[key] = _read(cell, field, manifest)
        text = read[key]
        if isinstance(text, CellError):
            found.append((number, text))
            text = _loosely(cell)
        texts.append(text)
    return texts, found


def _read(cell: Cell, field: Field, manifest: Manifest) -> str | CellError:
    try:
        return cell_text(cell, field, manifest)
    except CellError as error:
        return error


def _issues(
    layout: Layout, header: str, column: int, found: Sequence[tuple[int, CellError]]
) -> Iterator[Issue]:
    for number, error in found:
        row = layout.rows[number]
        yield layout.placed(row, column, header, _loosely(layout.sheet.rows[row][column]), error.fault)


def _loosely(cell: Cell) -> str:
    try:
        return text_of(cell)
    except TypeError:
        return str(cell)


def _translate(texts: dict[str, list[str]], named_by: str, column: str) -> None:
    """Replace labels by values, where the row says of which field they are values."""
    if named_by not in texts or column not in texts:
        return
    texts[column] = [
        "|".join(_value(name.strip(), part) for part in cell.split("|")) if cell else ""
        for name, cell in zip(texts[named_by], texts[column], strict=True)
    ]


def _value(name: str, part: str) -> str:
    field = _VALUED.get(name)
    if field is None:
        return part
    table, column = field
    return valued(part, fields_of(table)[column])


_VALUED: Final = {
    "zone": ("communes", "zone"),
    "sex": ("children", "sex"),
    "household": ("children", "household"),
    "circumstances": ("children", "circumstances"),
    "tier": ("needs", "tier"),
    **{
        name: ("children", "at_risk")
        for name in ("special_circumstances", "at_risk", "ethnic_minority", "difficult_hamlet",
                     "policy_family", "union_parent")
    },
}  # fmt: skip
"""Fields that a wish or a floor may speak of → a field of the registry with the same values."""
