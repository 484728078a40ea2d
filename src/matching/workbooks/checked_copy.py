"""A copy of a workbook with everything that is wrong marked where it stands: coloured cells, and a column that says why."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from matching.errors import DataError, Issue
from matching.files.reading import workbook_bytes
from matching.files.workbook.addresses import column_letters, position
from matching.files.workbook.book import Book
from matching.files.workbook.choices import KeyPlace, code_ranges, write_codes
from matching.files.workbook.guide import write_examples, write_guide
from matching.files.workbook.layout import Layout
from matching.files.workbook.naming import ASIDE, META, folded
from matching.files.workbook.reading import ReadWorkbook, read_workbook
from matching.files.workbook.sheets import Sheet, filled
from matching.files.workbook.table_sheet import Frame, name_column
from matching.files.workbook.template import workbook_path, write_whole
from matching.files.workbook.texts import LANGUAGES, text
from matching.intake.findings import CellError, Place, issue_at
from matching.intake.merging import CATALOGUE_TABLES
from matching.problem.problem import Problem
from matching.workbooks.findings_sheet import write_findings
from matching.workbooks.marked_table import Marks, write_marked, write_plain

_WRITTEN: Final = {"sheet.guide": write_guide, "sheet.examples": write_examples}


def write_checked(
    source: str | os.PathLike[str],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    overwrite: bool = False,
) -> tuple[Issue, ...]:
    """Write a copy of a workbook with all mistakes marked, and return them.

    Cells keep their places. Formulas and error values are left out of the copy: their cells are empty and marked.

    Parameters
    ----------
    source
        The workbook.
    path
        Where to write the copy; the name ends in ``.xlsx``.
    language
        ``en`` or ``vi``: of everything that is said.
    overwrite
        Whether a file that stands there is replaced; the source itself never is.

    Raises
    ------
    DataError
        If the workbook is refused as a whole, so that there is nothing to copy.
    FileExistsError
        If another file stands there and ``overwrite`` is not set, or it is the source.
    MissingPackageError
        If the extra ``excel`` is not installed.
    ValueError
        If the language is unknown or the name does not end in ``.xlsx``.
    """
    return checked_workbook_copy(source, path, language, overwrite)[1]


def checked_workbook_copy(
    source: str | os.PathLike[str], path: str | os.PathLike[str], language: str, overwrite: bool
) -> tuple[Problem | None, tuple[Issue, ...]]:
    """Write the copy as :func:`write_checked` does; return the problem (``None`` if anything is wrong) and all issues."""
    target = workbook_path(path)
    if os.path.exists(target) and os.path.exists(source) and os.path.samefile(source, target):
        raise FileExistsError(f"{target} is the workbook itself, which is never written over")
    try:
        read = read_workbook(workbook_bytes(Path(source)))
    except CellError as error:
        raise DataError([issue_at(Place("problem", ""), 0, "", error.fault)]) from None
    write_whole(target, checked_copy(read, language), overwrite)
    return read.problem, read.issues


def checked_copy(read: ReadWorkbook, language: str = "en") -> bytes:
    """Return the bytes of the copy of a workbook that was read.

    Raises
    ------
    DataError
        If nothing of it could be read.
    ValueError
        If the language is unknown.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; use one of {', '.join(LANGUAGES)}")
    if not read.sheets:
        raise DataError(read.issues)
    book = Book()
    marks = _by_cell(read.issues)
    written = read.language or language
    write_findings(book, read.issues, language)
    for sheet in read.sheets:
        _copied(book, sheet, read, marks[sheet.name], written, language)
    write_codes(book, written)
    return book.data()


def _by_cell(issues: Sequence[Issue]) -> defaultdict[str, dict[tuple[int, int], list[Issue]]]:
    found: defaultdict[str, dict[tuple[int, int], list[Issue]]] = defaultdict(dict)
    for issue in issues:
        if issue.cell:
            found[issue.sheet].setdefault(position(issue.cell), []).append(issue)
    return found


def _copied(book: Book, sheet: Sheet, read: ReadWorkbook, marks: Marks, written: str, language: str) -> None:
    """Write one sheet of the copy; the sheets that the library made itself are made anew."""
    name = folded(sheet.name)
    layout = next((one for one in read.layouts.values() if one.sheet is sheet), None)
    if layout is not None:
        frame = Frame(written, code_ranges(written), _key_places(read))
        write_marked(book, layout, marks, frame, language)
    elif name == META or not _made_anew(book, name, written):
        write_plain(book, sheet, marks, written, language)


def _key_places(read: ReadWorkbook) -> dict[str, KeyPlace]:
    """Return where the names of every table's rows stand in the workbook."""
    places = {}
    for table, layout in read.layouts.items():
        key = _shown_column(layout, read.language)
        if key in layout.columns and layout.rows:
            letters = column_letters(layout.columns[key])
            places[table] = KeyPlace(layout.sheet.name, letters, layout.rows[0] + 1)
    return places


def _shown_column(layout: Layout, language: str) -> str:
    """Return the column whose cells are offered where a row is named: labels of kinds and items, if all have one."""
    column = layout.columns.get(f"label_{language}") if layout.table in CATALOGUE_TABLES else None
    labelled = column is not None and all(filled([layout.sheet.rows[row][column]]) for row in layout.rows)
    return f"label_{language}" if labelled else name_column(layout.table)


def _made_anew(book: Book, name: str, written: str) -> bool:
    """Write a sheet that holds no data in the workbook's language; return whether the name is of one."""
    for code in ASIDE:
        if name in {folded(text(code, language)) for language in LANGUAGES}:
            if code in _WRITTEN:
                _WRITTEN[code](book, written)
            return True
    return False
