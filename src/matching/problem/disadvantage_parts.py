"""The index of disadvantage laid open: every part of every commune, what is missing, and the target that follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matching.errors import Issue, PolicyError
from matching.problem.fields import fields_of
from matching.problem.policy import Disadvantage
from matching.problem.problem import Problem
from matching.problem.stock_lines import SHARE
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]

HUNDRED = 100
"""Values of zones are told in hundredths."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the index, a number per commune.

    Parameters
    ----------
    name, weight
        Column of ``communes`` and its weight in the policy.
    numerator, denominator
        Value in [0, 1] as a fraction; 0 where it is missing.
    missing
        Whether the commune's value is not known.
    """

    name: str
    weight: int
    numerator: Integers
    denominator: int
    missing: NDArray[np.bool_]


def parts_of(problem: Problem, index: Disadvantage) -> tuple[Part, ...]:
    """Return every part of the index for every commune.

    Raises
    ------
    PolicyError
        If a part is no share of ``communes`` and not the zone.
    """
    return tuple(_part(problem, index, name, weight) for name, weight in index.weights.items())


def index_parts_known() -> tuple[str, ...]:
    """Return the names that a part may have: the zone, and every share of ``communes``."""
    shares = [name for name, field in fields_of("communes").items() if field.base == "share"]
    return ("zone", *shares)


def _part(problem: Problem, index: Disadvantage, name: str, weight: int) -> Part:
    if name not in index_parts_known():
        raise PolicyError(
            f"the index of disadvantage has no part {name!r}; choose among {', '.join(index_parts_known())}"
        )
    stored = problem["communes"][name].astype(np.int64)
    missing = stored == MISSING
    if name != "zone":
        return Part(name, weight, np.where(missing, 0, stored), SHARE, missing)
    value = np.array([index.zones.get(zone, 0) for zone in (*ENUMERATIONS["Zone"], "")], dtype=np.int64)
    return Part(name, weight, np.where(missing, 0, value[stored]), HUNDRED, missing)


def indices_of(parts: tuple[Part, ...], communes: int) -> list[Fraction]:
    """Return every commune's index ``Σ weight·part ÷ Σ weight``; 0 where all weights are 0."""
    total = sum(part.weight for part in parts)
    if not total:
        return [Fraction(0)] * communes
    sums = [Fraction(0)] * communes
    for part in parts:
        for row, value in enumerate(part.numerator.tolist()):
            sums[row] += Fraction(part.weight * value, part.denominator)
    return [value / total for value in sums]


def index_issues(problem: Problem, index: Disadvantage) -> tuple[Issue, ...]:
    """Return what speaks against an index on a problem, as warnings.

    Weights that are all 0, parts without weight, zones without a value, and communes with needs whose parts are not
    known (they count as 0: as if the commune were not disadvantaged).

    Raises
    ------
    PolicyError
        If a part is no share of ``communes`` and not the zone.
    """
    parts = parts_of(problem, index)
    found = []
    if not any(index.weights.values()):
        found.append(_issue("index_weights", "", "All weights of the index are 0, so all targets are equal."))
    found += [
        _issue("index_weight", part.name, "This part of the index has weight 0 and changes nothing.")
        for part in parts
        if not part.weight and any(index.weights.values())
    ]
    present = {
        ENUMERATIONS["Zone"][code] for code in np.unique(problem["communes"]["zone"]).tolist() if code >= 0
    }
    unknown = sorted(present - set(index.zones)) if "zone" in index.weights else []
    found += [
        _issue("index_zone", zone, "This zone has no value in the index and counts as 0.") for zone in unknown
    ]
    for part in parts:
        count = int(part.missing.sum())
        if count and part.weight and part.name != "zone":
            text = f"{count} of {len(part.missing)} communes have no {part.name}; it counts as 0 for them."
            found.append(_issue("index_part_missing", part.name, text))
    return tuple(found)


def _issue(code: str, value: str, message: str) -> Issue:
    remedy = "Fill in the column of communes or change the policy's disadvantage."
    return Issue(code, "communes", 0, "", value, message, remedy, "warning")


def weights_changed(index: Disadvantage, changes: Mapping[str, Fraction]) -> Disadvantage:
    """Return the index with some weights multiplied; all are scaled to whole numbers in the same proportion.

    Raises
    ------
    KeyError
        If the index has no such part.
    """
    exact = {name: Fraction(weight) for name, weight in index.weights.items()}
    for name, factor in changes.items():
        exact[name] = exact[name] * factor
    scale = np.lcm.reduce([value.denominator for value in exact.values()] or [1])
    return Disadvantage(
        {name: int(value * int(scale)) for name, value in exact.items()}, dict(index.zones), index.spread
    )
