"""The sheets of the template that explain: the guide and the examples; neither is read."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from matching.files.workbook.book import Book, Value, put
from matching.files.workbook.hints import number_format, width
from matching.files.workbook.table_sheet import ORDER, head_look, tab_colour
from matching.files.workbook.texts import text, texts
from matching.intake.catalogue_labels import shipped_labels
from matching.problem.fields import Field, registry
from matching.problem.labels import header_labels, table_help, table_label, value_labels


def write_guide(book: Book, language: str) -> None:
    """Write the sheet that says how to fill in the others, with a link to each."""
    sheet = book.sheet(text("sheet.guide", language), "#548235")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    looks = {
        "title": book.look(bold=True, font_size=15, font_color="#1F4E79"),
        "head": book.look(bold=True, font_size=12, font_color="#1F4E79"),
        "text": book.look(text_wrap=True),
        "code": book.look(font_name="Courier New", bg_color="#F2F2F2"),
    }
    row = 0
    for style, line in texts()[language]["guide"]:
        sheet.merge_range(row, 0, row, 1, "", looks[style])
        put(sheet, row, 0, line, looks[style])
        sheet.set_row(row, 24 if style in ("title", "head") else 15 * (1 + len(line) // 118) + 2)
        row += 1
    for table in ORDER:
        name = table_label(table, language)
        target = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
        sheet.write_url(row, 0, target, book.look(font_color="#1F4E79", underline=1), name)
        put(sheet, row, 1, table_help(table, language), looks["text"])
        row += 1
    _printed(sheet)


def write_examples(book: Book, language: str) -> None:
    """Write the sheet of examples: a few rows of every usual table."""
    sheet = book.sheet(text("sheet.examples", language), "#A6A6A6")
    put(sheet, 0, 0, text("example.title", language), book.look(bold=True, font_color="#C00000"))
    content = files("matching.files").joinpath("workbook/data/examples.json").read_text(encoding="utf-8")
    row = 2
    for table, records in json.loads(content):
        row = _example(book, sheet, row, table, records, language)
    sheet.set_landscape()


def _example(
    book: Book, sheet: Any, row: int, table: str, records: list[dict[str, str]], language: str
) -> int:
    colour = tab_colour(table)
    named = book.look(bold=True, font_size=11, font_color="#1F4E79")
    put(sheet, row, 0, table_label(table, language), named)
    heads = [
        (field, header)
        for field in registry()[table]
        for header in field.headers
        if any(header in record for record in records)
    ]
    for column, (field, header) in enumerate(heads):
        label = header_labels(field, language)[field.headers.index(header)]
        dark = colour if colour == "#1F4E79" else "#5B7DA3"
        put(sheet, row + 1, column, label, head_look(book, dark))
        for number, record in enumerate(records, row + 2):
            look = book.look(
                num_format=number_format(field, language), font_color="#7F7F7F", italic=True, align="left"
            )
            put(sheet, number, column, _cell(field, record.get(header, ""), language), look)
        sheet.set_column(column, column, max(20, width(field, header, language)))
    return row + 3 + len(records)


def _cell(field: Field, value: str, language: str) -> Value:
    if not value:
        return None
    if field.base in ("int", "money"):
        return int(value)
    if field.base == "share":
        return float(value)
    if field.base == "date":
        return date.fromisoformat(value)
    if field.type in ("ref:kinds", "ref:items"):
        return shipped_labels(field.parameter, language)[value]
    return value_labels(field, language).get(value, value) if field.base in ("enum", "bool") else value


def _printed(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
