"""Children a donor may be introduced to, under pseudonyms and described so that at least k children fit."""

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.plan.result import Result
from matching.problem.labels import enumeration_labels
from matching.problem.people import showable
from matching.problem.problem import Problem
from matching.reporting.commune_listing import commune_names
from matching.views.crowds import AGE_BANDS, PRIORITIES, REFUSED, Crowds, age_bands, crowds, priorities
from matching.views.labels import kind_labels, kind_units, zone_name
from matching.views.wording import told
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Profile:
    """One child's need that the donor meets.

    Parameters
    ----------
    pseudonym
        Keyed hash of donor, child and kind: rows of one child cannot be joined.
    place, age, sex
        Where, how old and of what sex, each only as finely as at least ``k`` children fit; empty if not told.
    circumstances
        Why the need has priority, in neutral words; empty if nothing is told.
    kind, quantity, unit
        What is given; a large quantity only as far as ``k`` children of the description need as much.
    or_more
        Whether so much or more is given.
    """

    pseudonym: str
    place: str
    age: str
    sex: str
    circumstances: str
    kind: str
    quantity: int
    unit: str
    or_more: bool


def profiles(
    result: Result, lines: Integers, donor: str, key: bytes, language: str, k: int
) -> tuple[Profile, ...]:
    """Return the lines whose child may be shown and is hidden in a crowd, one row per child and kind."""
    problem, plan = result.problem, result.plan
    children, needs = problem["children"], problem["needs"]
    shown = showable(problem)
    child = needs["child"][plan.need[lines]].astype(np.int64)
    lines, child = lines[child != MISSING], child[child != MISSING]
    lines, child = lines[shown[child]], child[shown[child]]
    units: dict[tuple[int, int], int] = {}
    for who, kind, quantity in zip(
        child.tolist(), needs["kind"][plan.need[lines]].tolist(), plan.quantity[lines].tolist(), strict=True
    ):
        units[who, kind] = units.get((who, kind), 0) + quantity
    found_in = crowds(problem, k)
    rows = _rows(found_in)
    describe = _Describing(problem, language)
    labels, names = kind_labels(problem, language), kind_units(problem, language)
    found = [
        Profile(
            _pseudonym(key, donor, str(children["child"][who]), str(problem["kinds"]["kind"][kind])),
            *describe.of(who, int(found_in.level[row])),
            describe.circumstances(who) if found_in.priority[row] else "",
            labels[kind], min(quantity, int(found_in.most[row])), names[kind],
            bool(found_in.surpassed[row] and quantity >= found_in.most[row]),
        )
        for (who, kind), quantity in units.items()
        if found_in.level[row := rows[who, kind]] < REFUSED
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda profile: profile.pseudonym))


def _rows(found: Crowds) -> dict[tuple[int, int], int]:
    pairs = zip(found.child.tolist(), found.kind.tolist(), strict=True)
    return {pair: row for row, pair in enumerate(pairs)}


def _pseudonym(key: bytes, *parts: str) -> str:
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:16]


class _Describing:
    """Words for a child at each level."""

    def __init__(self, problem: Problem, language: str) -> None:
        self._problem, self._language = problem, language
        self._names = [name for name, _ in commune_names(problem).values()]
        self._bands = age_bands(problem)
        self._priorities = priorities(problem)
        self._sexes = enumeration_labels("Sex", language)

    def of(self, child: int, level: int) -> tuple[str, str, str]:
        """Return place, age and sex as finely as the level allows."""
        sex = int(self._problem["children"]["sex"][child])
        named = "" if sex == MISSING else self._sexes[ENUMERATIONS["Sex"][sex]]
        return self._place(child, level), self._age(child) if level == 0 else "", named if level <= 1 else ""

    def circumstances(self, child: int) -> str:
        """Return why the child's needs have priority, never a group by name."""
        code = PRIORITIES[self._priorities[child]]
        return told(code, self._language) if code else ""

    def _age(self, child: int) -> str:
        band = int(self._bands[child])
        if band == len(AGE_BANDS):
            return ""
        first, last = AGE_BANDS[band]
        return told("age_band", self._language, first=first, last=last)

    def _place(self, child: int, level: int) -> str:
        commune = int(self._problem["children"]["commune"][child])
        province = str(self._problem["communes"]["province"][commune])
        if level <= 2:
            return self._names[commune]
        if level == 3:
            return zone_name(self._problem, commune, self._language)
        return province if level == 4 and province else told("place.all", self._language)
