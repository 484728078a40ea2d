"""Coverage of needs by any group: exact counts, floats only where people read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.problem.people import communes_of_needs
from matching.problem.problem import Problem
from matching.vocabulary import ENUMERATIONS, MISSING

Integers = NDArray[np.int64]

NOT_A_CHILD = "—"
"""Label of collective needs and of absent values in a breakdown."""


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Units needed and met per group, one row each, in the order of the labels given."""

    by: str
    labels: tuple[str, ...]
    needed: Integers
    met: Integers

    @property
    def coverage(self) -> NDArray[np.float64]:
        """Share of the needed units that is met, in [0, 1]."""
        return self.met / np.maximum(self.needed, 1)

    def to_rows(self) -> list[dict[str, str | int | float]]:
        """Return one dictionary per group, for JSON and tables."""
        return [
            {self.by: label, "needed": int(needed), "met": int(met), "coverage": round(float(share), 6)}
            for label, needed, met, share in zip(
                self.labels, self.needed, self.met, self.coverage, strict=True
            )
        ]


def coverage(problem: Problem, served: Integers, by: str = "commune") -> CoverageTable:
    """Return the units needed and met per group.

    Parameters
    ----------
    problem
        The problem.
    served
        Units given to every need, shape ``(needs,)``.
    by
        One of :data:`GROUPINGS`.

    Raises
    ------
    KeyError
        If the grouping is unknown.
    """
    if by not in GROUPINGS:
        raise KeyError(f"unknown grouping {by!r}; choose one of {', '.join(GROUPINGS)}")
    codes, labels = GROUPINGS[by](problem)
    kept = problem["needs"]["confirmed"] == 1
    quantity = problem["needs"]["quantity"]
    needed = np.bincount(codes[kept], weights=quantity[kept], minlength=len(labels)).astype(np.int64)
    met = np.bincount(codes[kept], weights=served[kept], minlength=len(labels)).astype(np.int64)
    present = np.flatnonzero(needed)
    return CoverageTable(by, tuple(labels[code] for code in present.tolist()), needed[present], met[present])


Grouping = tuple[Integers, list[str]]


def _communes(problem: Problem) -> Grouping:
    table = problem["communes"]
    labels = [f"{vintage}:{code}" for vintage, code in zip(table["vintage"], table["code"], strict=True)]
    return communes_of_needs(problem), labels


def _kinds(problem: Problem) -> Grouping:
    return problem["needs"]["kind"].astype(np.int64), problem["kinds"]["kind"].tolist()


def _zones(problem: Problem) -> Grouping:
    zones = problem["communes"]["zone"][communes_of_needs(problem)]
    return _enumerated(zones.astype(np.int64), ENUMERATIONS["Zone"])


def _of_child(column: str, values: tuple[str, ...]) -> Callable[[Problem], Grouping]:
    def grouping(problem: Problem) -> Grouping:
        child = problem["needs"]["child"]
        stored = np.append(problem["children"][column].astype(np.int64), MISSING)
        return _enumerated(stored[child], values)

    return grouping


def _enumerated(codes: Integers, values: tuple[str, ...]) -> Grouping:
    return np.where(codes < 0, len(values), codes), [*values, NOT_A_CHILD]


def _everyone(problem: Problem) -> Grouping:
    return np.zeros(len(problem["needs"]), dtype=np.int64), ["everyone"]


GROUPINGS: Mapping[str, Callable[[Problem], Grouping]] = {
    "everyone": _everyone,
    "commune": _communes,
    "kind": _kinds,
    "zone": _zones,
    "sex": _of_child("sex", ENUMERATIONS["Sex"]),
    "ethnic_minority": _of_child("ethnic_minority", ("no", "yes")),
    "household": _of_child("household", ENUMERATIONS["Household"]),
}
"""How needs are grouped for reports."""
