"""Donors' wishes, compiled: every offer's clauses as conditions over stored codes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING, EarmarkField

PLACE_FIELDS = frozenset({"commune", "zone", "province", "district"})
"""Fields that speak of the commune alone."""

OLDEST = 17
"""Last year of age that a wish may name, as the registry allows for a child."""

_AGES = re.compile(r"([0-9]{1,2})(?:\.\.([0-9]{1,2}))?")

FIELD_NAMES = ENUMERATIONS["EarmarkField"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One wish on one field: the value is (or, excluded, is not) among the given codes.

    A beneficiary without the field (a facility has no age) fails a required condition and passes an excluded one.
    """

    field: str
    exclude: bool
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions that hold together: on the place, and on the beneficiary or need."""

    place: tuple[Condition, ...]
    person: tuple[Condition, ...]


def clauses(problem: Problem) -> list[tuple[Clause, ...]]:
    """Return the clauses of every offer; a need is welcome when it meets any clause of the offer.

    An offer without earmarks has one clause without conditions. The commune of a commune-level fund is a
    place condition of every clause.
    """
    rows: dict[int, dict[int, list[Condition]]] = {}
    table = problem["earmarks"]
    names = names_of(problem)
    for offer, clause, field, exclude, values in zip(
        table["offer"].tolist(), table["clause"].tolist(), table["field"].tolist(),
        table["exclude"].tolist(), table["values"].tolist(), strict=True,
    ):  # fmt: skip
        name = FIELD_NAMES[field]
        condition = Condition(name, bool(exclude), codes_of(name, values, names))
        rows.setdefault(offer, {}).setdefault(clause, []).append(condition)
    home = _fund_communes(problem)
    return [_offer_clauses(rows.get(offer, {1: []}), home[offer]) for offer in range(len(problem["offers"]))]


def _offer_clauses(groups: Mapping[int, Sequence[Condition]], home: int) -> tuple[Clause, ...]:
    fixed = [Condition("commune", False, (home,))] if home != MISSING else []
    return tuple(_clause([*fixed, *groups[number]]) for number in sorted(groups))


def _clause(conditions: Iterable[Condition]) -> Clause:
    ordered = sorted(
        set(conditions), key=lambda condition: (condition.field, condition.exclude, condition.codes)
    )
    return Clause(
        place=tuple(condition for condition in ordered if condition.field in PLACE_FIELDS),
        person=tuple(condition for condition in ordered if condition.field not in PLACE_FIELDS),
    )


def _fund_communes(problem: Problem) -> list[int]:
    offers = problem["offers"]
    at_commune = offers.is_("fund_level", "commune")
    communes: list[int] = np.where(at_commune, offers["fund_commune"], MISSING).astype(int).tolist()
    return communes


def names_of(problem: Problem) -> Mapping[str, Mapping[str, int]]:
    """Return, per field that names things, the code of each name."""
    communes = problem["communes"]
    keys = (f"{vintage}:{code}" for vintage, code in zip(communes["vintage"], communes["code"], strict=True))
    wanted = set(problem["earmarks"]["field"].tolist())

    def rows(field: EarmarkField, table: str, key: str) -> dict[str, int]:
        if FIELD_NAMES.index(field) not in wanted:
            return {}
        return {name: row for row, name in enumerate(problem[table][key].tolist())}

    return {
        "commune": {key: row for row, key in enumerate(keys)},
        "province": {name: code for code, name in enumerate(np.unique(communes["province"]).tolist())},
        "district": {name: code for code, name in enumerate(np.unique(communes["district"]).tolist())},
        "site": rows(EarmarkField.SITE, "sites", "site"),
        "child": rows(EarmarkField.CHILD, "children", "child"),
        "need": rows(EarmarkField.NEED, "needs", "need"),
    }


def codes_of(field: str, values: str, names: Mapping[str, Mapping[str, int]]) -> tuple[int, ...]:
    """Return the codes a list of values stands for.

    Parameters
    ----------
    field
        A value of :class:`~matching.vocabulary.EarmarkField`.
    values
        Values separated by ``|``; ages also as inclusive ranges ``6..10``.
    names
        Codes of names for the fields ``commune``, ``province``, ``district``, ``site``, ``child``, ``need``.

    Raises
    ------
    ValueError
        If a value is unknown, or ages are malformed, fall, or lie outside 0 to 17.
    """
    codes: set[int] = set()
    for value in values.split("|"):
        codes.update(_codes(field, value.strip(), names))
    return tuple(sorted(codes))


def _codes(field: str, value: str, names: Mapping[str, Mapping[str, int]]) -> Iterable[int]:
    if field == "age":
        return _age_range(value)
    if field in names:
        if value not in names[field]:
            raise ValueError(value)
        return (names[field][value],)
    allowed = VALUE_SETS.get(field, ("no", "yes"))
    if value not in allowed:
        raise ValueError(value)
    return (allowed.index(value),)


def _age_range(value: str) -> range:
    found = _AGES.fullmatch(value)
    ages = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    if not ages or ages[-1] > OLDEST:
        raise ValueError(value)
    return ages


VALUE_SETS: Mapping[str, tuple[str, ...]] = {
    "zone": ENUMERATIONS["Zone"],
    "sex": ENUMERATIONS["Sex"],
    "household": ENUMERATIONS["Household"],
    "circumstances": ENUMERATIONS["Circumstance"],
    "tier": ENUMERATIONS["Tier"],
}
"""Values of the enumerated earmark fields; the remaining ones take ``no`` and ``yes``."""


def place_codes(problem: Problem, field: str) -> NDArray[Any]:
    """Return, per commune, the code that a place condition compares with."""
    communes = problem["communes"]
    if field == "commune":
        return np.arange(len(communes))
    if field == "zone":
        return communes["zone"].astype(np.int64)
    return np.unique(communes[field], return_inverse=True)[1]
