"""Checks on earmarks and floors: what they name exists."""

from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue
from matching.intake.draft import Draft, place_of
from matching.intake.findings import DETAILED, Fault, Place, issues_at
from matching.problem.earmarks import codes_of, names_of
from matching.problem.fields import fields_of
from matching.vocabulary import ENUMERATIONS, MISSING

_PERSONAL = frozenset({"child", "need"})
_HOMES = MappingProxyType(
    {
        "commune": "communes",
        "province": "communes",
        "district": "communes",
        "site": "sites",
        "child": "children",
        "need": "needs",
    }
)
"""Field → table in which its values are named."""

Names = Mapping[str, Mapping[str, int]]


def earmarks_name_known_values(draft: Draft) -> Iterator[Issue]:
    """Every value of an earmark exists."""
    table = draft["earmarks"]
    names = names_of(draft.problem)
    fields = np.array(ENUMERATIONS["EarmarkField"])[table["field"]]
    judged = draft.readable("earmarks", "field", "values") & ~_named_in(draft.lost, fields)
    for field in np.unique(fields[judged]).tolist():
        wrong = _unknown(field, table["values"], judged & (fields == field), names)
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
    named = (
        draft.readable("floors", "group", "value") & (table["value"] != "") & ~_named_in(draft.lost, groups)
    )
    for group in np.unique(groups[named]).tolist():
        wrong = _unknown(group, table["value"], named & (groups == group), names, single=True)
        fault = Fault(
            "unknown_value", f"There is no such group among {group}.", "Correct the value or leave it empty."
        )
        values = table["value"][wrong[:DETAILED]].tolist()
        yield from issues_at(place_of(fields_of("floors")["value"]), wrong, values, fault)


def floors_bound_something(draft: Draft) -> Iterator[Issue]:
    """A floor has a least, a most, or both."""
    table = draft["floors"]
    neither = (table["minimum"] == MISSING) & (table["maximum"] == MISSING)
    fault = Fault(
        "missing_value", "Neither minimum nor maximum is given.", "Give one of them, or remove the row."
    )
    return draft.issues("floors", "minimum", neither, fault, reads=("minimum", "maximum"))


def _named_in(lost: Set[str], fields: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return where the field's values are named in a table that could not be read."""
    return np.isin(fields, [field for field, table in _HOMES.items() if table in lost])


def _unknown(
    field: str, values: NDArray[np.str_], counted: NDArray[np.bool_], names: Names, *, single: bool = False
) -> NDArray[np.int64]:
    """Return the counted rows of which a value is unknown."""
    texts, codes = np.unique(values[counted], return_inverse=True)
    bad = np.array([_is_unknown(field, text, names, single) for text in texts.tolist()], dtype=np.bool_)
    return np.flatnonzero(counted)[bad[codes]] if len(texts) else np.zeros(0, dtype=np.int64)


def _is_unknown(field: str, text: str, names: Names, single: bool) -> bool:
    if single and "|" in text:
        return True
    try:
        codes_of(field, text, names)
    except ValueError:
        return True
    return False


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
