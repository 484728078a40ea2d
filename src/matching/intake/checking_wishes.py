"""Checks on earmarks and floors: what they name exists."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.draft import Draft, place_of
from matching.intake.findings import DETAILED, Fault, Place, issues_at
from matching.problem.earmarks import codes_of, names_of
from matching.problem.fields import fields_of
from matching.vocabulary import ENUMERATIONS

OLDEST = 17
_AGES = re.compile(r"([0-9]{1,2})(?:\.\.([0-9]{1,2}))?")
_PERSONAL = frozenset({"child", "need"})

Names = Mapping[str, Mapping[str, int]]


def earmarks_name_known_values(draft: Draft) -> Iterator[Issue]:
    """Every value of an earmark exists."""
    table = draft["earmarks"]
    names = names_of(draft.problem)
    fields = np.array(ENUMERATIONS["EarmarkField"])[table["field"]]
    for field in np.unique(fields[draft.sound["earmarks"]]).tolist():
        wrong = _unknown(field, table["values"], draft.sound["earmarks"] & (fields == field), names)
        fault = Fault(
            "unknown_value", f"A value is unknown as {field}.", _REMEDIES.get(field, "Correct the values.")
        )
        place = Place("earmarks", "values", field in _PERSONAL)
        yield from issues_at(place, wrong, table["values"][wrong[:DETAILED]].tolist(), fault)


def floors_name_known_groups(draft: Draft) -> Iterator[Issue]:
    """The group that a floor names exists."""
    table = draft["floors"]
    if not len(table):
        return
    names = {**names_of(draft.problem), "everyone": MappingProxyType({})}
    groups = np.array(ENUMERATIONS["FloorGroup"])[table["group"]]
    named = draft.sound["floors"] & (table["value"] != "")
    for group in np.unique(groups[named]).tolist():
        wrong = _unknown(group, table["value"], named & (groups == group), names, single=True)
        fault = Fault(
            "unknown_value", f"There is no such group among {group}.", "Correct the value or leave it empty."
        )
        values = table["value"][wrong[:DETAILED]].tolist()
        yield from issues_at(place_of(fields_of("floors")["value"]), wrong, values, fault)


def _unknown(
    field: str, values: NDArray[np.str_], counted: NDArray[np.bool_], names: Names, *, single: bool = False
) -> NDArray[np.int64]:
    """Return the counted rows of which a value is unknown."""
    texts, codes = np.unique(values[counted], return_inverse=True)
    bad = np.array([_is_unknown(field, text, names, single) for text in texts.tolist()], dtype=np.bool_)
    return np.flatnonzero(counted)[bad[codes]] if len(texts) else np.zeros(0, dtype=np.int64)


def _is_unknown(field: str, text: str, names: Names, single: bool) -> bool:
    if (field == "age" and not all(map(_is_age, text.split("|")))) or (single and "|" in text):
        return True
    try:
        codes_of(field, text, names)
    except ValueError:
        return True
    return False


def _is_age(text: str) -> bool:
    found = _AGES.fullmatch(text.strip())
    return found is not None and int(found[1]) <= int(found[2] or found[1]) <= OLDEST


_REMEDIES = MappingProxyType(
    {
        "commune": "Write vintage:code, separated by |.",
        "age": "Write ages or rising ranges within 0 to 17, for example 6..10.",
        **{name: f"Use {' | '.join(ENUMERATIONS[listed])}." for name, listed in (
            ("zone", "Zone"), ("sex", "Sex"), ("household", "Household"),
            ("circumstances", "Circumstance"), ("tier", "Tier"),
        )},
    }
)  # fmt: skip
