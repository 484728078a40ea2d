"""Writes the sheet that stands for a folder's manifest."""

from collections.abc import Mapping
from typing import Any, Final

from matching.files.workbook.book import Book, Value, put
from matching.files.workbook.manifest_sheet import LANGUAGE
from matching.files.workbook.naming import META, NOTE
from matching.files.workbook.table_sheet import head_look, hint_look
from matching.files.workbook.texts import LANGUAGES, text
from matching.intake.manifest import CATALOGUES, DATE_FORMATS, NUMBER_FORMATS

ENTRIES: Final = (
    "schema_version", "reference_date", "title", "vintage", "date_format", "number_format", "catalogue", LANGUAGE
)  # fmt: skip
"""Entries in the order in which they are shown."""

_CHOICES: Final = {
    "date_format": DATE_FORMATS, "number_format": NUMBER_FORMATS, "catalogue": CATALOGUES, LANGUAGE: LANGUAGES
}  # fmt: skip


def write_manifest(book: Book, entries: Mapping[str, Value], language: str) -> Any:
    """Write the sheet: an entry, its value and its meaning in every row; return it."""
    sheet = book.sheet(META, "#C00000")
    for column, (code, wide) in enumerate((("meta.entry", 20), ("meta.value", 24), ("meta.meaning", 90))):
        sheet.set_column(column, column, wide)
        put(sheet, 0, column, f"{NOTE} {text(code, language)}", head_look(book, "#404040"))
    sheet.freeze_panes(1, 0)
    day = "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
    for row, entry in enumerate(ENTRIES, 1):
        shape = {"reference_date": day, "schema_version": "0"}.get(entry, "@")
        look = book.look(num_format=shape, bg_color="#FFF2CC", border=1, border_color="#BFBFBF", align="left")
        put(sheet, row, 0, entry, book.look(bold=True, num_format="@"))
        put(sheet, row, 1, entries.get(entry), look)
        put(sheet, row, 2, text(f"meta.{entry}", language), hint_look(book))
        if entry in _CHOICES:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(_CHOICES[entry])})
    return sheet
