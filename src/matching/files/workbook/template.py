"""The empty workbook that officers fill in: every table with hints, lists and examples, the usual catalogue filled in."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from matching.files.atomic import write_atomically
from matching.files.workbook.book import Book, Value
from matching.files.workbook.choices import code_ranges, write_codes
from matching.files.workbook.guide import write_examples, write_guide
from matching.files.workbook.manifest_sheet import LANGUAGE
from matching.files.workbook.manifest_writing import write_manifest
from matching.files.workbook.table_sheet import ORDER, Frame, Heads, all_heads, key_places, write_table
from matching.files.workbook.texts import LANGUAGES
from matching.files.workbook.writing import typed_cells
from matching.intake.catalogue_labels import shipped_labels
from matching.intake.merging import CATALOGUE_TABLES
from matching.problem.problem import EPOCH, SCHEMA_VERSION, problem_from

FORMATS: Final = {"en": ("iso", "plain"), "vi": ("dd/mm/yyyy", "vi")}
"""How days and numbers are written in texts, by language."""

VINTAGE: Final = "2025-07"
"""List of communes in force since 1 July 2025."""


def write_template(
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    reference_date: date | None = None,
    overwrite: bool = False,
) -> None:
    """Write the empty workbook for a round's children, needs, donors and offers.

    Parameters
    ----------
    path
        Where to write it; the name ends in ``.xlsx``.
    language
        ``en`` or ``vi``: of titles, hints, lists and the guide.
    reference_date
        Day on which ages, zones and periods are judged; left to be filled in by default.
    overwrite
        Whether a file that stands there is replaced.

    Raises
    ------
    FileExistsError
        If another file stands there and ``overwrite`` is not set.
    MissingPackageError
        If the extra ``excel`` is not installed.
    ValueError
        If the language is unknown or the name does not end in ``.xlsx``.
    """
    target = workbook_path(path)
    write_whole(target, template(language, reference_date), overwrite)


def workbook_path(path: str | os.PathLike[str]) -> str:
    """Return the path of a workbook to be written.

    Raises
    ------
    ValueError
        If the name does not end in ``.xlsx``.
    """
    text = os.fspath(path)
    if not text.lower().endswith(".xlsx"):
        raise ValueError(f"the name of a workbook ends in .xlsx, and {os.path.basename(text)!r} does not")
    return text


def write_whole(path: str, data: bytes, overwrite: bool) -> None:
    """Write a file as a whole; writing again what stands there is always allowed.

    Raises
    ------
    FileExistsError
        If something else stands there and ``overwrite`` is not set.
    """
    if not overwrite and os.path.exists(path):
        with open(path, "rb") as file:
            if file.read() != data:
                raise FileExistsError(f"{path} exists; it would be overwritten")
    write_atomically(path, data)


def template(language: str = "en", reference_date: date | None = None) -> bytes:
    """Return the bytes of the empty workbook.

    Raises
    ------
    MissingPackageError
        If the extra ``excel`` is not installed.
    ValueError
        If the language is unknown.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; use one of {', '.join(LANGUAGES)}")
    book = Book()
    heads: dict[str, Heads] = {table: all_heads(table) for table in ORDER}
    frame = Frame(language, code_ranges(language), key_places(heads, language, 2, labelled=True))
    write_guide(book, language)
    write_manifest(book, _entries(language, reference_date), language)
    for table in ORDER:
        rows = _catalogue(table, heads[table], language) if table in CATALOGUE_TABLES else ()
        write_table(book, table, heads[table], rows, frame, hints=True)
    write_examples(book, language)
    write_codes(book, language)
    return book.data()


def _entries(language: str, reference_date: date | None) -> dict[str, Value]:
    dates, numbers = FORMATS[language]
    return {
        "schema_version": SCHEMA_VERSION,
        "reference_date": reference_date,
        "title": None,
        "vintage": VINTAGE,
        "date_format": dates,
        "number_format": numbers,
        "catalogue": "extend",
        LANGUAGE: language,
    }


def _catalogue(table: str, heads: Heads, language: str) -> Iterable[Sequence[Value]]:
    """Return the shipped rows of kinds or items; kinds are named by their labels."""
    shipped = problem_from({}, EPOCH)
    labels = shipped_labels("kinds", language)
    cells = [
        [labels[str(cell)] for cell in column] if field.type == "ref:kinds" else column
        for field, header in heads
        for column in [typed_cells(shipped, field, header, language)]
    ]
    return list(zip(*cells, strict=True))
