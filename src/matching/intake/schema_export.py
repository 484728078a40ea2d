"""The JSON schema of the one-file form of a problem, from the field registry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from matching.intake.assembling import REQUIRED_TABLES
from matching.intake.manifest import CATALOGUES, DATE_FORMATS, NUMBER_FORMATS
from matching.intake.parsing import LONGEST_KEY, LONGEST_TEXT
from matching.problem.fields import Field, registry
from matching.problem.problem import SCHEMA_VERSION

_DATE: Final = MappingProxyType({"type": "string", "format": "date"})


def json_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12) of a problem written as one JSON file.

    Every property carries its English label as ``title``, the Vietnamese one as ``x-label-vi``, its help as
    ``description`` and its unit as ``x-unit``.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Matching problem",
        "type": "object",
        "additionalProperties": False,
        "required": ["schema_version", "reference_date", "tables"],
        "properties": {**_manifest_properties(), "tables": _tables()},
    }


def _manifest_properties() -> dict[str, Any]:
    return {
        "schema_version": {"type": "integer", "minimum": 1, "maximum": SCHEMA_VERSION},
        "reference_date": dict(_DATE),
        "title": {"type": "string", "maxLength": LONGEST_TEXT},
        "vintage": {"type": "string", "maxLength": LONGEST_KEY},
        "number_format": {"enum": list(NUMBER_FORMATS)},
        "date_format": {"enum": list(DATE_FORMATS)},
        "catalogue": {"enum": list(CATALOGUES)},
    }


def _tables() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED_TABLES),
        "properties": {
            name: {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": [field.name for field in fields if _is_needed(field)],
                    "properties": {field.name: _property(field) for field in fields},
                },
            }
            for name, fields in registry().items()
        },
    }


def _is_needed(field: Field) -> bool:
    return field.required and (field.table, field.name) != ("communes", "vintage")


def _property(field: Field) -> dict[str, Any]:
    described = {"title": field.label_en, "x-label-vi": field.label_vi, "description": field.help}
    extras = {"x-unit": field.unit, "default": _default(field), "x-personal": field.personal or None}
    return {
        **_type(field),
        **described,
        **{name: value for name, value in extras.items() if value not in (None, "")},
    }


def _default(field: Field) -> str | int | bool:
    if field.base == "bool" and field.default:
        return field.default == "yes"
    return int(field.default) if field.base in ("int", "money", "share") and field.default else field.default


def _type(field: Field) -> dict[str, Any]:
    types: Mapping[str, Mapping[str, Any]] = {
        "key": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
        "text": {"type": "string", "maxLength": LONGEST_TEXT},
        "int": {"type": "integer", **_limits(field, 1)},
        "money": {"type": "integer", **_limits(field, 1)},
        "share": {"type": ["number", "string"], **_limits(field, 10_000)},
        "number": {"type": ["number", "string"], **_limits(field, 1)},
        "date": _DATE,
        "bool": {"type": "boolean"},
        "enum": {"enum": list(field.values)},
        "set": {"type": ["string", "array"], "items": {"enum": list(field.values)}},
        "ref": {"type": "string", "x-refers-to": field.parameter},
    }
    return dict(types[field.base])


def _limits(field: Field, scale: int) -> dict[str, int]:
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    return {name: value // scale for name, value in limits.items() if value is not None}
