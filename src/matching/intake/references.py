"""References between tables: from the text of a key to the row that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from matching.intake.findings import Fault, Place
from matching.intake.parsing import MISSING_VALUE, Parsed, spread_faults
from matching.intake.suggesting import nearest
from matching.intake.text_column import Integers, ListColumn, TextColumn
from matching.problem.fields import Field
from matching.vocabulary import MISSING

CODE_WIDTH = 5
"""Digits of an official commune code."""

_SEARCHED = 2_000
_SUGGESTED = 20


@dataclass(frozen=True)
class CommuneKeys:
    """Rows of communes by (vintage, code), and the vintages in which each code exists."""

    rows: Mapping[tuple[str, str], int]
    vintages: Mapping[str, tuple[str, ...]]


def commune_keys(vintages: TextColumn, codes: TextColumn) -> CommuneKeys:
    """Return the rows of communes by key; the first row counts where a key repeats."""
    rows: dict[tuple[str, str], int] = {}
    listed: dict[str, list[str]] = {}
    for row, key in enumerate(zip(vintages.array().tolist(), codes.array().tolist(), strict=True)):
        if key not in rows:
            rows[key] = row
            listed.setdefault(key[1], []).append(key[0])
    return CommuneKeys(rows, {code: tuple(names) for code, names in listed.items()})


def parsed_references(
    field: Field,
    column: TextColumn,
    keys: TextColumn | None,
    labels: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Parsed:
    """Return the rows that a column refers to.

    Parameters
    ----------
    field
        A field of type ``ref`` to another table than the communes.
    column
        What is written.
    keys
        Names of the target's rows; ``None`` when the target could not be read.
    labels
        Labels of the target's rows by name; a slip near one is answered with the name.
    """
    blank = column.blank()
    rows = np.full(len(column), MISSING, dtype=np.int64) if keys is None else column.positions_in(keys)
    rows[blank] = MISSING
    wrong = (rows == MISSING) & ~(blank & (not field.required))
    place = Place(field.table, field.name, field.personal)
    if keys is None or not wrong.any():
        return Parsed(rows.astype(np.int32), wrong, ())
    selected = np.flatnonzero(wrong)
    texts, codes = _distinct(column.at(selected))
    faults = {index: _dangling(field, text, index, keys, labels) for index, text in enumerate(texts)}
    spread = np.full(len(column), len(texts), dtype=np.int64)
    spread[selected] = codes
    return Parsed(rows.astype(np.int32), *spread_faults(place, [*texts, ""], spread, faults))


def _distinct(texts: list[str]) -> tuple[list[str], Integers]:
    return ListColumn(texts).distinct()


def _dangling(
    field: Field, text: str, index: int, keys: TextColumn, labels: Mapping[str, Sequence[str]]
) -> Fault:
    if not text:
        return MISSING_VALUE
    remedy = f"Add it to {field.parameter}, or correct the id."
    if not field.personal and index < _SUGGESTED and len(keys) <= _SEARCHED:
        names = {key: key for key in keys.array().tolist()}
        names |= {label: f"{key} ({label})" for key in labels for label in labels[key] if label not in names}
        near = nearest(text, names)
        remedy = f"Did you mean {near}? If not, add it to {field.parameter}." if near else remedy
    return Fault("dangling_reference", f"There is no such row in {field.parameter}.", remedy)


def parsed_communes(
    field: Field, vintages: TextColumn | None, codes: TextColumn, default: str, keys: CommuneKeys | None
) -> Parsed:
    """Return the commune rows named by a column of vintages and a column of codes.

    Parameters
    ----------
    field
        A field of type ``ref:communes``.
    vintages, codes
        The two columns; an empty vintage means ``default``.
    default
        Vintage declared in the manifest.
    keys
        Rows of the communes; ``None`` when that table could not be read.
    """
    code_texts, code_index = codes.distinct()
    if vintages is None:
        pairs, index = [("", code) for code in code_texts], code_index
    else:
        vintage_texts, vintage_index = vintages.distinct()
        packed, index = np.unique(vintage_index * len(code_texts) + code_index, return_inverse=True)
        pairs = [
            (vintage_texts[pair // len(code_texts)], code_texts[pair % len(code_texts)])
            for pair in packed.tolist()
        ]
    rows = np.full(len(pairs), MISSING, dtype=np.int32)
    faults: dict[int, Fault] = {}
    for position, (vintage, code) in enumerate(pairs):
        fault = (
            _commune_fault(field, vintage or default, code, keys)
            if code or vintage or field.required
            else None
        )
        if fault:
            faults[position] = fault
        elif keys and code:
            rows[position] = keys.rows[vintage or default, code]
    place = Place(field.table, field.headers[1], field.personal)
    faulty, issues = spread_faults(place, [code for _, code in pairs], index, faults)
    return Parsed(rows[index], faulty, issues if keys else ())


def _commune_fault(field: Field, vintage: str, code: str, keys: CommuneKeys | None) -> Fault | None:
    if not code:
        return MISSING_VALUE
    if keys is None:
        return Fault(
            "dangling_reference", "The communes could not be read.", "Mend the table of communes first."
        )
    if (vintage, code) in keys.rows:
        return None
    others = keys.vintages.get(code)
    if others and not vintage:
        remedy = 'Declare "vintage" in problem.json (sheet _meta of a workbook).'
        return Fault("missing_value", "The vintage of the code is missing.", remedy)
    if others:
        message = f"The code is not in the list {vintage} but in {', '.join(others)}."
        return Fault("mixed_vintage", message, "Name the right vintage, or convert the code to this list.")
    if (
        code.isascii()
        and code.isdigit()
        and code.zfill(CODE_WIDTH) in keys.vintages
        and code != code.zfill(CODE_WIDTH)
    ):
        remedy = "A spreadsheet removed the leading zeros: format the column as text."
        return Fault("dangling_reference", "There is no such commune.", remedy)
    return Fault(
        "dangling_reference", "There is no such commune.", "Add it to communes, or correct the code."
    )
