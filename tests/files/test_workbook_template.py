"""The template that officers fill in: complete, in both languages, the same bytes every time, nothing that runs."""

from datetime import date
from itertools import chain

import openpyxl
import pytest
from officer import opened, saved

import matching
from matching.errors import MissingPackageError
from matching.files.workbook import extras
from matching.files.workbook.naming import header_names, is_note_text, table_names
from matching.files.workbook.reading import checked_workbook
from matching.files.workbook.template import template
from matching.intake.merging import shipped
from matching.problem.fields import registry
from matching.problem.labels import header_labels, table_label

BOOKS = {language: opened(template(language, date(2026, 1, 1))) for language in ("en", "vi")}
TABLES = [(language, table) for language in BOOKS for table in registry()]


def sheet_of(language, table):
    return BOOKS[language][table_label(table, language)]


@pytest.mark.parametrize(("language", "table"), TABLES)
def test_every_table_has_a_sheet_with_a_title_and_a_hint_for_every_field(language, table):
    sheet = sheet_of(language, table)
    assert sheet.max_column == len(registry()[table])
    for column, field in enumerate(registry()[table], 1):
        label = header_labels(field, language)[-1]
        assert str(sheet.cell(1, column).value).removesuffix(" *") == label
        hint = sheet.cell(2, column).value
        assert is_note_text(hint)
        assert len(hint) > 10


@pytest.mark.parametrize(("language", "table"), TABLES)
def test_codes_are_typed_as_text_and_titles_stay_in_sight(language, table):
    sheet = sheet_of(language, table)
    assert sheet.freeze_panes == "B3"
    widths = [one for one in sheet.column_dimensions.values() if one.min]
    for column, field in enumerate(registry()[table], 1):
        if field.base in ("key", "ref", "text"):
            (style,) = [one for one in widths if one.min <= column <= one.max]
            assert style.width > 10
            assert style.number_format == "@"


@pytest.mark.parametrize(("language", "table"), TABLES)
def test_lists_are_offered_for_enumerations_answers_and_references(language, table):
    sheet = sheet_of(language, table)
    rules = {
        str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
        for rule in sheet.data_validations.dataValidation
    }
    for column, field in enumerate(registry()[table], 1):
        rule = rules[openpyxl.utils.get_column_letter(column)]
        assert (rule.type == "list") == (field.base in ("enum", "set", "bool", "ref"))
        assert rule.prompt
        if rule.type == "list":
            assert offered(BOOKS[language], rule.formula1, field, language)


def offered(book, source, field, language):
    """Return whether a list leads to the labels of an enumeration, a kind or an item, or to the names of another sheet."""
    name, _, cells = source.partition("!")
    sheet = book[name.strip("'").replace("''", "'")]
    first, _, last = cells.replace("$", "").partition(":")
    if field.base == "ref":
        title = str(sheet[first.rstrip("0123456789") + "1"].value).removesuffix(" *")
        key = "code" if field.parameter == "communes" else registry()[field.parameter][0].name
        key = f"label_{language}" if field.parameter in ("kinds", "items") else key
        return header_names(field.parameter)[title.casefold()] == key
    values = {cell.value for cell in chain(*sheet[first:last])}
    return len(values) == len(field.values or ("yes", "no"))


@pytest.mark.parametrize("language", BOOKS)
def test_the_usual_kinds_and_items_are_filled_in_and_read_back_as_shipped(language):
    problem, issues = checked_workbook(template(language, date(2026, 1, 1)))
    assert [(issue.code, issue.severity, issue.table) for issue in issues] == [
        ("empty_table", "warning", "needs"),
        ("empty_table", "warning", "stock"),
    ]
    assert problem["kinds"] == shipped("kinds")
    assert problem["items"] == shipped("items")
    assert not any(len(problem[table]) for table in registry() if table not in ("kinds", "items"))


@pytest.mark.parametrize("language", BOOKS)
def test_nothing_in_it_is_a_formula_a_macro_or_a_link_out(language):
    for sheet in BOOKS[language]:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None or cell.hyperlink.target is None


@pytest.mark.parametrize("language", BOOKS)
def test_it_is_the_same_bytes_every_time(language):
    assert template(language, date(2026, 1, 1)) == template(language, date(2026, 1, 1))


def test_it_says_which_language_and_layout_it_has():
    values = {row[0].value: row[1].value for row in BOOKS["vi"]["_meta"].iter_rows()}
    assert values["schema_version"] == 1
    assert values["language"] == "vi"
    assert values["date_format"] == "dd/mm/yyyy"
    assert values["reference_date"].date() == date(2026, 1, 1)


def test_no_two_columns_of_a_table_and_no_two_sheets_share_a_name():
    assert len(set(table_names().values())) == len(registry())
    for table, fields in registry().items():
        for language in ("en", "vi"):
            for field in fields:
                for label, header in zip(header_labels(field, language), field.headers, strict=True):
                    assert header_names(table)[label.casefold()] == header, (table, label)


def test_writing_does_not_replace_another_file_unasked(tmp_path):
    path = tmp_path / "round.xlsx"
    matching.write_template(path, "vi")
    matching.write_template(path, "vi")
    with pytest.raises(FileExistsError):
        matching.write_template(path, "en")
    matching.write_template(path, "en", overwrite=True)
    assert [file.name for file in tmp_path.iterdir()] == ["round.xlsx"]


@pytest.mark.parametrize(("name", "language"), [("round.xls", "vi"), ("round", "en"), ("round.xlsx", "fr")])
def test_another_suffix_or_language_is_refused(name, language, tmp_path):
    with pytest.raises(ValueError, match=r"xlsx|language"):
        matching.write_template(tmp_path / name, language)


def test_a_missing_library_is_told_with_the_line_that_installs_it(monkeypatch, tmp_path):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(MissingPackageError, match=r'pip install "donor-need-matching\[excel\]"'):
        matching.write_template(tmp_path / "round.xlsx")
    (tmp_path / "round.xlsx").write_bytes(saved(BOOKS["en"]))
    with pytest.raises(MissingPackageError, match="python-calamine"):
        matching.read(tmp_path / "round.xlsx")
