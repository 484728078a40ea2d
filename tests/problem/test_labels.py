"""Every table, column, value and unit has a name in English and in Vietnamese."""

import pytest

from matching.problem.fields import registry
from matching.problem.labels import (
    LANGUAGES,
    enumeration_labels,
    field_help,
    field_label,
    table_help,
    table_label,
    unit_label,
    value_labels,
)
from matching.vocabulary import ENUMERATIONS

FIELDS = [field for fields in registry().values() for field in fields]
LISTED = sorted({field.parameter for field in FIELDS if field.base in ("enum", "set")})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", registry())
def test_every_table_has_a_label_that_fits_a_tab(table, language):
    assert 0 < len(table_label(table, language)) <= 31
    assert not set(table_label(table, language)) & set("[]:*?/\\")
    assert table_help(table, language)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.table}.{field.name}")
def test_every_field_has_a_label_and_a_help_in_both_languages(field):
    assert field_label(field, "en") != ""
    assert field_label(field, "vi") != ""
    assert field_help(field, "vi") != field_help(field, "en")
    assert field_help(field, "vi").endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("enumeration", LISTED)
def test_every_value_of_a_list_has_its_own_label(enumeration, language):
    labels = enumeration_labels(enumeration, language)
    assert tuple(labels) == ENUMERATIONS[enumeration]
    assert len({label.casefold() for label in labels.values()}) == len(labels)
    assert not any("|" in label or ";" in label for label in labels.values())


def test_no_label_means_another_value_in_another_language():
    for field in FIELDS:
        meant = {}
        for language in LANGUAGES:
            for value, label in value_labels(field, language).items():
                assert meant.setdefault(label.casefold(), value) == value


@pytest.mark.parametrize("unit", sorted({field.unit for field in FIELDS if field.unit}))
def test_every_unit_is_told_in_vietnamese(unit):
    assert unit_label(unit, "en") == unit
    assert unit_label(unit, "vi") != unit or unit in ("km", "cm", "đồng")
