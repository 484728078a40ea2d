"""A problem as a workbook that reads back to an equal one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matching.files.workbook.book import Book, Value
from matching.files.workbook.choices import code_ranges, write_codes
from matching.files.workbook.manifest_sheet import LANGUAGE
from matching.files.workbook.manifest_writing import write_manifest
from matching.files.workbook.table_sheet import ORDER, Frame, Heads, key_places, write_table
from matching.intake.rendering import field_texts, written_fields
from matching.problem.fields import Field
from matching.problem.labels import value_labels
from matching.problem.problem import Problem


def workbook_of(
    problem: Problem, manifest: Mapping[str, Any], tables: Sequence[str], language: str = "en"
) -> bytes:
    """Return a problem as the bytes of a workbook: codes as text, numbers as numbers, days as days, lists by label.

    Parameters
    ----------
    problem
        What to write.
    manifest
        Entries that stand beside the tables.
    tables
        Tables to write.
    language
        Language of sheets, titles and labels.

    Raises
    ------
    MissingPackageError
        If xlsxwriter is not installed.
    OverflowRefusedError
        If a table has more rows than a sheet can hold.
    """
    book = Book(problem.title)
    heads: dict[str, Heads] = {
        table: [(field, header) for field in written_fields(problem, table) for header in field.headers]
        for table in ORDER
        if table in tables
    }
    day = date.fromisoformat(manifest["reference_date"])
    write_manifest(book, {**manifest, "reference_date": day, LANGUAGE: language}, language)
    frame = Frame(language, code_ranges(language), key_places(heads, language, 1))
    for table, columns in heads.items():
        cells = [typed_cells(problem, field, header, language) for field, header in columns]
        write_table(book, table, columns, zip(*cells, strict=True), frame, hints=False)
    write_codes(book, language)
    return book.data()


def typed_cells(problem: Problem, field: Field, header: str, language: str) -> list[Value]:
    """Return a column's cells, of the type that its field has in a spreadsheet."""
    texts: list[str] = field_texts(problem, field)[field.headers.index(header)]
    if field.base in ("int", "money"):
        return [int(text) if text else None for text in texts]
    if field.base in ("share", "number"):
        return [_decimal(text) for text in texts]
    if field.base == "date":
        return [date.fromisoformat(text) if text else None for text in texts]
    if field.base in ("enum", "bool"):
        labels = value_labels(field, language)
        return [labels[text] if text else None for text in texts]
    return list(texts)


def _decimal(text: str) -> Value:
    """Return a decimal number where a spreadsheet's sixteen digits hold it, else its text."""
    if not text:
        return None
    return float(text) if float(f"{float(text):.16G}") == float(text) else text
