"""Certificates: per goal its value and the prices (dual values) that prove it, over the reference network."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.exact_keys import whole_number, with_exact_keys

Integers = NDArray[np.int64]

CERTIFICATE_VERSION = 1
"""Version of the certificate's layout."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Value of one more unit at every node of the reference network, for one goal.

    Parameters
    ----------
    line
        Per stock row in canonical order.
    visit
        Per (stock row in canonical order, commune in canonical order) that has its own limit or cost, rows of
        ``visits`` of the certificate.
    need
        Per need in canonical order (by id).
    child
        Per child in canonical order, for goals that count children; else empty.
    group
        Per group of the certificate.
    slot
        Per row of ``slots`` in canonical order.
    """

    line: Integers
    visit: Integers
    need: Integers
    child: Integers
    group: Integers
    slot: Integers

    def to_dict(self) -> dict[str, list[int]]:
        """Return plain lists, for JSON."""
        return {name: getattr(self, name).tolist() for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class GoalProof:
    """What is claimed of one goal, and why.

    Parameters
    ----------
    goal
        Position in the policy.
    value
        Claimed value: a whole number for sums; for leximin and max-min the coverages are recomputed, so empty.
    prices
        Dual values.
    levels
        For leximin: thresholds in rising order, each the unit key ``(k, D)``: the k-th unit of a group whose
        coverage is measured in steps of 1/D.
    """

    goal: int
    value: int | None
    prices: Prices
    levels: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "goal": self.goal,
            "value": self.value,
            "levels": [list(level) for level in self.levels],
            "prices": self.prices.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything a checker needs besides the input files and the plan.

    Parameters
    ----------
    visits
        Pairs (stock row, commune) in canonical numbers that have a node of their own, shape ``(n, 2)``.
    groups
        Pairs (commune in canonical order, kind in canonical order or -1) that the grouped goal counts, shape ``(n, 2)``.
    proofs
        One per goal of the policy, in order.
    """

    visits: Integers
    groups: Integers
    proofs: tuple[GoalProof, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "version": CERTIFICATE_VERSION,
            "visits": self.visits.tolist(),
            "groups": self.groups.tolist(),
            "proofs": [proof.to_dict() for proof in self.proofs],
        }


def certificate_from_dict(data: dict[str, Any]) -> Certificate:
    """Return the certificate told by plain data.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the data are not a certificate of this version.
    """
    if data["version"] != CERTIFICATE_VERSION:
        raise ValueError(f"certificate version {data['version']!r} is not {CERTIFICATE_VERSION}")
    with_exact_keys(data, ("version", "visits", "groups", "proofs"), "a certificate")
    return Certificate(
        visits=_integers(data["visits"]).reshape(-1, 2),
        groups=_integers(data["groups"]).reshape(-1, 2),
        proofs=tuple(_proof(proof) for proof in data["proofs"]),
    )


def _proof(data: dict[str, Any]) -> GoalProof:
    with_exact_keys(data, GoalProof.__slots__, "a proof")
    prices = with_exact_keys(data["prices"], Prices.__slots__, "a table of prices")
    value = data["value"]
    return GoalProof(
        goal=whole_number(data["goal"], "a goal"),
        value=None if value is None else whole_number(value, "a value"),
        prices=Prices(**{name: _integers(prices[name]) for name in Prices.__slots__}),
        levels=tuple((whole_number(k, "a level"), whole_number(d, "a level")) for k, d in data["levels"]),
    )


def _integers(values: list[Any]) -> Integers:
    array = np.array(values)
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind != "i":
        raise ValueError("a certificate holds whole numbers below 2**63 only")
    return array.astype(np.int64)
