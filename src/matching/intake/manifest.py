"""What stands beside the tables: version, reference date, and how numbers and dates are written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from matching.errors import Issue
from matching.intake.findings import Fault, Place, issue_at
from matching.problem.problem import SCHEMA_VERSION

NUMBER_FORMATS: Final = ("plain", "vi", "en")
DATE_FORMATS: Final = ("iso", "dd/mm/yyyy")
CATALOGUES: Final = ("extend", "replace")

_CHOICES: Final = {"number_format": NUMBER_FORMATS, "date_format": DATE_FORMATS, "catalogue": CATALOGUES}
_KEYS: Final = ("schema_version", "reference_date", "title", "vintage", *_CHOICES)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Declarations that hold for all tables.

    Parameters
    ----------
    reference_date
        Day on which ages, zones and windows are judged; ``None`` when it could not be read.
    title
        Free title of the data set.
    vintage
        List of communes meant where a cell names none.
    number_format
        ``plain`` (1000000.5), ``vi`` (1.000.000,5) or ``en`` (1,000,000.5).
    date_format
        ``iso`` (2026-01-31) or ``dd/mm/yyyy``.
    catalogue
        ``extend`` adds the kinds and items given to the shipped ones; ``replace`` uses them alone.
    """

    reference_date: date | None
    title: str = ""
    vintage: str = ""
    number_format: str = "plain"
    date_format: str = "iso"
    catalogue: str = "extend"


def manifest_from(entries: Mapping[str, Any]) -> tuple[Manifest, tuple[Issue, ...]]:
    """Return the manifest that the entries declare, and everything that is wrong with them."""
    issues = [*_unknown_entries(entries), *_version_issues(entries)]
    day, date_issues = _reference_date(entries)
    manifest = Manifest(day)
    for key in ("title", "vintage", *_CHOICES):
        value = entries.get(key, getattr(manifest, key))
        problem = _entry_fault(key, value)
        if problem:
            issues.append(issue_at(Place("problem", key), 0, str(value), problem))
        else:
            manifest = replace(manifest, **{key: value.strip()})
    return manifest, (*issues, *date_issues)


def text_issues(manifest: Manifest) -> Iterator[Issue]:
    """Yield what is wrong with the texts of a manifest that was put together in a program."""
    for key in ("title", "vintage"):
        value = getattr(manifest, key)
        fault = _entry_fault(key, value)
        if fault:
            yield issue_at(Place("problem", key), 0, str(value), fault)


def _unknown_entries(entries: Mapping[str, Any]) -> Iterator[Issue]:
    for key in entries:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(_KEYS)}."
            yield issue_at(
                Place("problem", key), 0, "", Fault("unknown_column", "The entry is unknown.", remedy)
            )


def _version_issues(entries: Mapping[str, Any]) -> Iterator[Issue]:
    place = Place("problem", "schema_version")
    version = entries.get("schema_version")
    if version is None:
        yield issue_at(
            place, 0, "", Fault("missing_value", "The version is missing.", f"Write {SCHEMA_VERSION}.")
        )
    elif not re.fullmatch("[0-9]{1,9}", str(version)) or int(version) < 1:
        fault = Fault("bad_integer", "The version is not a whole number.", f"Write {SCHEMA_VERSION}.")
        yield issue_at(place, 0, str(version), fault)
    elif int(version) > SCHEMA_VERSION:
        fault = Fault("schema_version_newer", "A newer release wrote the files.", "Install that release.")
        yield issue_at(place, 0, str(version), fault)


def _reference_date(entries: Mapping[str, Any]) -> tuple[date | None, list[Issue]]:
    place, remedy = Place("problem", "reference_date"), "Write the day as yyyy-mm-dd."
    text = str(entries.get("reference_date", "")).strip()
    if not text:
        return None, [
            issue_at(place, 0, "", Fault("missing_value", "The reference date is missing.", remedy))
        ]
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text), []
    except ValueError:
        return None, [issue_at(place, 0, text, Fault("bad_date", "The reference date is not a day.", remedy))]


def _entry_fault(key: str, value: object) -> Fault | None:
    if not isinstance(value, str) or any(not character.isprintable() for character in value):
        return Fault("bad_text", "The entry is not a line of text.", "Write a text between quotes.")
    if len(value) > 2_000:
        return Fault("text_too_long", "The text is longer than 2,000 characters.", "Shorten it.")
    allowed = _CHOICES.get(key)
    if allowed and value not in allowed:
        return Fault("unknown_value", "The format is unknown.", f"Use one of {', '.join(allowed)}.")
    return None
