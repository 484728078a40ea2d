"""Unmet units prepared for quick questions: sorted by the policy, by kind, by commune, by both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.auditing.facts import Facts
from matching.formulation.canonical_order import commune_keys
from matching.fundraising.effects import Yardstick
from matching.fundraising.place_standing import PlaceStanding
from matching.fundraising.unit_order import unmet_units
from matching.fundraising.wholeness import Wholeness
from matching.vocabulary import ENUMERATIONS

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

SHAPES = ("kind", "commune", "commune_kind", "zone_kind")
"""Shapes of packages besides the mixed one: of one kind, one commune, one kind in one commune, one kind in one zone."""


@dataclass(frozen=True, eq=False)
class Units:
    """Unmet units of a plan, the first to be served first.

    Parameters
    ----------
    facts, yardstick
        The problem, its plan and what more units add to its goals.
    wholeness, places
        What is met in full or not at all, and how every commune stands.
    need, price
        Need and reference price of every unit.
    key
        Per shape the number of the package that every unit belongs to.
    order
        Per shape the units sorted by that number, the policy's order kept inside; for ``mixed`` packages the
        policy's order itself, and the same where money is short (``thrifty``).
    """

    facts: Facts
    yardstick: Yardstick
    wholeness: Wholeness
    places: PlaceStanding
    need: Integers
    price: Integers
    key: dict[str, Integers]
    order: dict[str, Integers]


def units_of(facts: Facts) -> Units:
    """Return the unmet units of a plan, prepared."""
    unmet = unmet_units(facts)
    need = unmet.need
    problem = facts.problem
    kind, commune = problem["needs"]["kind"][need].astype(np.int64), facts.commune[need].astype(np.int64)
    zone = problem["communes"]["zone"][commune].astype(np.int64) + 1
    key = {
        "kind": kind,
        "commune": commune,
        "commune_kind": commune * len(problem["kinds"]) + kind,
        "zone_kind": zone * len(problem["kinds"]) + kind,
    }
    order = {shape: np.argsort(key[shape], kind="stable") for shape in SHAPES}
    order["mixed"] = np.arange(len(need))
    order["thrifty"] = unmet.thrifty
    yardstick = Yardstick(facts)
    return Units(
        facts, yardstick, Wholeness(facts), PlaceStanding(facts), need, yardstick.price[need], key, order
    )


def wanted(
    units: Units, places: Iterable[str] | None, kinds: Iterable[str] | None, items: Iterable[str] | None
) -> Mask:
    """Return the units that a donor may have in mind.

    Parameters
    ----------
    units
        All unmet units.
    places
        Communes (``vintage:code``, code or name) or zones (``I``, ``II``, ``III``); all where ``None``.
    kinds
        Kinds of the catalogue; all where ``None``.
    items
        Items that the donor has; a unit is wanted where one of them fits. All where ``None``.

    Raises
    ------
    KeyError
        If a place, kind or item is unknown.
    """
    facts, problem = units.facts, units.facts.problem
    good = np.ones(len(units.need), dtype=np.bool_)
    if places is not None:
        good &= _communes(facts, _listed(places))[facts.commune[units.need]]
    if kinds is not None:
        rows = _rows(problem["kinds"]["kind"], _listed(kinds), "kind")
        good &= np.isin(problem["needs"]["kind"][units.need], rows)
    if items is not None:
        rows = _rows(problem["items"]["item"], _listed(items), "item")
        good &= np.isin(problem["needs"]["kind"][units.need], problem["items"]["kind"][rows])
        fits: Mask = np.asarray(facts.fits[rows].any(axis=0))
        good &= fits[facts.item[units.need]]
    return good


def _listed(names: Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _rows(keys: NDArray[np.str_], names: Sequence[str], what: str) -> Integers:
    for name in names:
        if name not in keys:
            raise KeyError(f"there is no {what} {name!r} in this problem")
    return np.flatnonzero(np.isin(keys, list(names)))


def _communes(facts: Facts, names: Sequence[str]) -> Mask:
    """Return the communes that are named; a name that several communes share means all of them."""
    table = facts.problem["communes"]
    found = np.zeros(len(table), dtype=np.bool_)
    for name in names:
        own = (commune_keys(table) == name) | (table["code"] == name) | (table["name"] == name)
        if not own.any() and name in ENUMERATIONS["Zone"]:
            own = table["zone"] == ENUMERATIONS["Zone"].index(name)
        if not own.any():
            raise KeyError(f"there is no commune or zone {name!r} in this problem")
        found |= own
    return found


def slotted(units: Units) -> Mask:
    """Return the units whose kind needs a place at a hospital or centre."""
    problem = units.facts.problem
    return np.asarray((problem["kinds"]["needs_slot"] == 1)[problem["needs"]["kind"][units.need]])
