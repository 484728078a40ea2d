"""A result as a workbook to print: by commune, donor and school site, the handover list, and what is not met."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from matching.errors import DataError
from matching.files.reading import workbook_bytes
from matching.files.workbook.archive import opened
from matching.files.workbook.book import Book
from matching.files.workbook.template import workbook_path, write_whole
from matching.intake.findings import CellError
from matching.plan.result import Result
from matching.problem.labels import LANGUAGES
from matching.reporting.numerals import day
from matching.workbooks.giving import DONORS, UNUSED, donor_lines, unused_lines
from matching.workbooks.handover import HANDOVER, UNMET, handover_lines, unmet_lines
from matching.workbooks.names import Names
from matching.workbooks.page import Column, Heading, Row, write_page
from matching.workbooks.places import COMMUNES, KINDS, SITES, commune_lines, kind_lines, site_lines
from matching.workbooks.summary_sheet import write_summary
from matching.workbooks.wording import told

PAGES: Final[tuple[tuple[str, Sequence[Column], Callable[[Names], list[Row]]], ...]] = (
    ("communes", COMMUNES, commune_lines),
    ("kinds", KINDS, kind_lines),
    ("donors", DONORS, donor_lines),
    ("sites", SITES, site_lines),
    ("handover", HANDOVER, handover_lines),
    ("unmet", UNMET, unmet_lines),
    ("unused", UNUSED, unused_lines),
)
"""Sheets after the summary: code, columns, and what makes the rows."""

CATEGORY: Final = "matching result"
"""Property of a workbook by which a result is told from a workbook of data."""

_PROPERTIES: Final = "docProps/core.xml"

INTERNAL: Final = ("handover", "unmet")
"""Sheets that name children by id."""


def write_workbook(
    result: Result, path: str | os.PathLike[str], language: str = "en", *, overwrite: bool = False
) -> None:
    """Write a result as a workbook made to be printed; it names children by id and stays inside the fund.

    Parameters
    ----------
    result
        A result with a plan.
    path
        Where to write it; the name ends in ``.xlsx``.
    language
        ``en`` or ``vi``.
    overwrite
        Whether a file that stands there is replaced.

    Raises
    ------
    FileExistsError
        If another file stands there and ``overwrite`` is not set.
    MissingPackageError
        If the extra ``excel`` is not installed.
    NoPlanError
        If there is no plan.
    OverflowRefusedError
        If the plan has more lines than a sheet can hold.
    ValueError
        If the language is unknown or the name does not end in ``.xlsx``.
    """
    target = workbook_path(path)
    write_whole(target, result_workbook(result, language), overwrite)


def result_workbook(result: Result, language: str = "en") -> bytes:
    """Return the bytes of a result's workbook.

    Raises
    ------
    MissingPackageError
        If the extra ``excel`` is not installed.
    NoPlanError
        If there is no plan.
    ValueError
        If the language is unknown.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; use one of {', '.join(LANGUAGES)}")
    book = Book(result.problem.title, CATEGORY)
    names = Names(result, language)
    plan_note = _note(result, language)
    title = f"{told('title.summary', language)} {result.problem.title}".strip()
    write_summary(book, names, Heading(title, plan_note))
    for code, columns, rows in PAGES:
        warning = told("internal", language) if code in INTERNAL else ""
        heading = Heading(told(f"title.{code}", language), plan_note, warning)
        write_page(book, told(code, language), heading, columns, rows(names), language)
    return book.data()


def is_result_workbook(path: Path) -> bool:
    """Return whether a file is a workbook that :func:`write_workbook` has written."""
    try:
        archive = opened(workbook_bytes(path))
        properties = archive.part(_PROPERTIES) if _PROPERTIES in archive.entries else b""
    except (CellError, DataError, OSError):
        return False
    return f":category>{CATEGORY}</".encode() in properties


def _note(result: Result, language: str) -> str:
    shown = day(result.problem.reference_date, language)
    return told(
        "note", language, id=result.plan_id[:12], policy=result.policy.name, seed=result.seed, day=shown
    )
