"""From text columns to stored columns, one field at a time, with everything that is wrong in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.findings import DETAILED, CellError, Fault, Place, issues_at
from matching.intake.manifest import Manifest
from matching.intake.scalars import Reader, reader_of
from matching.intake.text_column import CONTROL, CONTROL_IN_PROSE, Integers, Mask, TextColumn
from matching.problem.fields import Field
from matching.problem.table import DTYPES, default_of

LONGEST_KEY = 64
LONGEST_TEXT = 2_000
LARGEST_COLUMN = 2**30
"""Most bytes that one stored text column may take; one long cell makes every row as wide."""

MISSING_VALUE = Fault("missing_value", "The cell is empty but the value is required.", "Fill in the value.")


@dataclass(frozen=True, eq=False)
class Parsed:
    """One stored column, the rows in which it is wrong, and why."""

    values: NDArray[Any]
    faulty: Mask
    issues: tuple[Issue, ...]


def parsed_column(field: Field, column: TextColumn, manifest: Manifest) -> Parsed:
    """Return the stored values of a column that refers to no other table."""
    if field.base in ("key", "text"):
        return parsed_texts(field, column)
    return _parsed_scalars(field, column, reader_of(field, manifest))


def _parsed_scalars(field: Field, column: TextColumn, read: Reader) -> Parsed:
    """Read every distinct text once and spread the values over the rows."""
    texts, codes = column.distinct()
    stored: list[Any] = [default_of(field)] * len(texts)
    faults: dict[int, Fault] = {}
    for index, text in enumerate(texts):
        try:
            if text:
                stored[index] = read(text)
            elif field.required:
                faults[index] = MISSING_VALUE
        except CellError as error:
            faults[index] = error.fault
    values = np.array(stored, dtype=DTYPES[field.base])[codes]
    place = Place(field.table, field.name, field.personal)
    return Parsed(values, *spread_faults(place, texts, codes, faults))


def spread_faults(
    place: Place, texts: Sequence[str], codes: Integers, faults: dict[int, Fault]
) -> tuple[Mask, tuple[Issue, ...]]:
    """Return the rows whose distinct text is at fault, and their issues, code by code."""
    faulty = np.zeros(len(codes), dtype=np.bool_)
    issues: list[Issue] = []
    for code in sorted({fault.code for fault in faults.values()}):
        flags = np.zeros(len(texts), dtype=np.bool_)
        flags[[index for index, fault in faults.items() if fault.code == code]] = True
        rows = np.flatnonzero(flags[codes])
        faulty[rows] = True
        told = codes[rows[:DETAILED]].tolist()
        issues.extend(
            issues_at(place, rows, [texts[index] for index in told], [faults[index] for index in told])
        )
    return faulty, tuple(issues)


def parsed_texts(field: Field, column: TextColumn, *, short: bool = False) -> Parsed:
    """Return a key or text column; ``short`` holds a plain text to the rules of a key, but for uniqueness."""
    identifier = short or field.base == "key"
    limit = LONGEST_KEY if identifier else LONGEST_TEXT
    checks = [
        (column.blank() if field.required else None, MISSING_VALUE),
        (column.longer_than(limit), _too_long(limit)),
        (column.containing(CONTROL if identifier else CONTROL_IN_PROSE), _CONTROL),
    ]
    place = Place(field.table, field.name, field.personal)
    faulty = np.zeros(len(column), dtype=np.bool_)
    issues: list[Issue] = []
    for mask, fault in checks:
        if mask is not None and mask.any():
            faulty |= mask
            issues.extend(_issues(place, column, mask, fault))
    if field.base == "key" and not short:
        repeated, told = key_issues(place, column)
        faulty |= repeated
        issues.extend(told)
    return _stored_texts(field, column, Parsed(np.zeros(0), faulty, tuple(issues)))


def _stored_texts(field: Field, column: TextColumn, parsed: Parsed) -> Parsed:
    """Return the texts as an array, unless a cell is too long or they would not fit into memory."""
    wide = column.longer_than(LARGEST_COLUMN // (4 * max(1, len(column))))
    broken = parsed.faulty.any() and (column.longer_than(LONGEST_TEXT).any() or parsed.faulty.all())
    if wide.any() or broken:
        values = np.full(len(column), "", dtype="U1")
        fault = Fault("text_too_long", "The text makes the column too large for memory.", "Shorten it.")
        told = tuple(_issues(Place(field.table, field.name, field.personal), column, wide, fault))
        return Parsed(values, parsed.faulty | wide, (*parsed.issues, *told))
    return Parsed(column.array(), parsed.faulty, parsed.issues)


def key_issues(place: Place, column: TextColumn) -> tuple[Mask, list[Issue]]:
    """Return the rows that repeat an earlier key; issues tell them and keys that differ in case only."""
    repeated = column.repeats() & ~column.blank()
    rows = np.flatnonzero(repeated)
    firsts = _firsts(column, rows[:DETAILED])
    faults = [
        Fault("duplicate_id", f"The id already stands in row {first + 1}.", "Give every row its own id.")
        for first in firsts
    ]
    issues = list(issues_at(place, rows, column.at(rows[:DETAILED]), faults)) if len(rows) else []
    near = column.near_repeats()
    if near.any():
        message = "The id differs from another one in nothing but capital letters."
        warning = Fault("near_duplicate_id", message, "Check whether both mean the same.", "warning")
        issues.extend(_issues(place, column, near, warning))
    return repeated, issues


def _firsts(column: TextColumn, rows: Integers) -> list[int]:
    return column.positions_in(column)[rows].tolist() if len(rows) else []


def _issues(place: Place, column: TextColumn, mask: Mask, fault: Fault) -> Iterator[Issue]:
    rows = np.flatnonzero(mask)
    return issues_at(place, rows, column.at(rows[:DETAILED]), fault)


def _too_long(limit: int) -> Fault:
    return Fault("text_too_long", f"The text is longer than {limit:,} characters.", "Shorten it.")


_CONTROL = Fault("bad_text", "The text holds characters that cannot be shown.", "Type the text anew.")
