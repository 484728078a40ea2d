"""Certificates of Lagrangian bounds: prices of needs and slots, weights of groups, multipliers of earlier goals."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

PRICE_CERTIFICATE_VERSION = 3
"""Version of the layout; prices over the reference network are version 1, bound trees version 2."""

LARGEST = 2**45
"""Numbers of a certificate stay below this."""


@dataclass(frozen=True, slots=True)
class PricedProof:
    """What bounds one goal: any numbers that are not negative give a bound, good ones a close one.

    Parameters
    ----------
    goal
        Position in the policy.
    aside
        For leximin how many of the worst-off groups keep what they have while the others are lifted; else 0.
    scale
        Factor of the goal, at least 1 for sums; 0 for goals that compare groups.
    earlier
        Multiplier of every goal before; 0 for those that compare groups.
    groups
        Per goal that compares groups, up to this one: a weight per group by commune and kind, or nothing.
    need, child, slot
        Prices by id; children's and slots' may be left out.
    """

    goal: int
    aside: int
    scale: int
    earlier: tuple[int, ...]
    groups: tuple[Integers, ...]
    need: Integers
    child: Integers
    slot: Integers

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "goal": self.goal,
            "aside": self.aside,
            "scale": self.scale,
            "earlier": list(self.earlier),
            "groups": [one.tolist() for one in self.groups],
            "need": self.need.tolist(),
            "child": self.child.tolist(),
            "slot": self.slot.tolist(),
        }


@dataclass(frozen=True, slots=True)
class PriceCertificate:
    """Proofs in the order of the goals; a goal may have none, or several for several numbers set aside."""

    proofs: tuple[PricedProof, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {"version": PRICE_CERTIFICATE_VERSION, "bounds": [proof.to_dict() for proof in self.proofs]}


def price_certificate_from_dict(data: dict[str, Any]) -> PriceCertificate:
    """Return the certificate told by plain data.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the data are not a certificate of this version.
    """
    if set(data) != {"version", "bounds"} or data["version"] != PRICE_CERTIFICATE_VERSION:
        raise ValueError(
            f"a certificate of bounds is of version {PRICE_CERTIFICATE_VERSION} and holds its bounds alone"
        )
    return PriceCertificate(tuple(_proof(one) for one in _listed(data["bounds"])))


def _proof(data: dict[str, Any]) -> PricedProof:
    if not isinstance(data, dict) or set(data) != {one.name for one in fields(PricedProof)}:
        raise ValueError("a bound has exactly its named parts")
    return PricedProof(
        goal=_whole(data["goal"]),
        aside=_whole(data["aside"]),
        scale=_whole(data["scale"]),
        earlier=tuple(_whole(one) for one in _listed(data["earlier"])),
        groups=tuple(_column(one) for one in _listed(data["groups"])),
        need=_column(data["need"]),
        child=_column(data["child"]),
        slot=_column(data["slot"]),
    )


def _listed(values: Any) -> list[Any]:
    if not isinstance(values, list):
        raise TypeError("a certificate holds plain lists")
    return values


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < LARGEST:
        raise ValueError(f"a certificate of bounds holds whole numbers from 0 to {LARGEST}")
    return value


def _column(values: Any) -> Integers:
    if not set(map(type, _listed(values))) <= {int}:
        raise ValueError("a certificate of bounds holds whole numbers only")
    if values and not 0 <= min(values) <= max(values) < LARGEST:
        raise ValueError(f"a certificate of bounds holds whole numbers from 0 to {LARGEST}")
    return np.array(values, dtype=np.int64)
