"""Certificates of integer programs: per objective a bound tree over the reference program."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.plan.bound_tree import BoundTree, bound_tree_from_dict
from matching.plan.cuts import Cut, cut_from_dict
from matching.plan.exact_keys import whole_number, with_exact_keys

Integers = NDArray[np.int64]

TREE_CERTIFICATE_VERSION = 2
"""Version of the layout; prices over the reference network are version 1."""


@dataclass(frozen=True, slots=True)
class ObjectiveProof:
    """What is claimed of one objective of the reference program, and why.

    Parameters
    ----------
    goal
        Position in the policy.
    level
        For leximin and max-min: which of the plan's levels is counted, from 0; ``None`` for sums.
    tree
        The proof of its bound.
    cuts
        Cuts whose rows the proof uses, below those of the program.
    witness
        Where only a share of the best total is kept: lines (stock row in canonical order, need in canonical order,
        units) beyond promises of a plan that reaches the best, shape ``(n, 3)``; else ``None``.
    part
        Independent part of the program whose share of the objective is bounded; bounds of all parts add up.
    """

    goal: int
    level: int | None
    tree: BoundTree
    cuts: tuple[Cut, ...] = ()
    witness: Integers | None = None
    part: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        cuts = [cut.to_dict() for cut in self.cuts]
        told = {"goal": self.goal, "level": self.level, "tree": self.tree.to_dict(), "cuts": cuts}
        if self.part:
            told["part"] = self.part
        return told if self.witness is None else told | {"witness": self.witness.tolist()}


@dataclass(frozen=True, slots=True)
class TreeCertificate:
    """One proof per objective and part, in order; those that were not reached are absent."""

    proofs: tuple[ObjectiveProof, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {"version": TREE_CERTIFICATE_VERSION, "objectives": [proof.to_dict() for proof in self.proofs]}


def tree_certificate_from_dict(data: dict[str, Any]) -> TreeCertificate:
    """Return the certificate told by plain data.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the data are not a certificate of this version.
    """
    if data["version"] != TREE_CERTIFICATE_VERSION:
        raise ValueError(f"certificate version {data['version']!r} is not {TREE_CERTIFICATE_VERSION}")
    with_exact_keys(data, ("version", "objectives"), "a certificate")
    return TreeCertificate(tuple(_proof(one) for one in data["objectives"]))


def _proof(data: dict[str, Any]) -> ObjectiveProof:
    with_exact_keys({"witness": None, "part": 0} | data, ObjectiveProof.__slots__, "a proof")
    goal, level = whole_number(data["goal"], "a goal"), data["level"]
    told = None if level is None else whole_number(level, "a level")
    if not isinstance(data["cuts"], list):
        raise TypeError("cuts are told by a list")
    cuts = tuple(cut_from_dict(one) for one in data["cuts"])
    part = whole_number(data.get("part", 0), "a part")
    tree = bound_tree_from_dict(data["tree"])
    return ObjectiveProof(goal, told, tree, cuts, _witness(data.get("witness")), part)


def _witness(data: Any) -> Integers | None:
    if data is None:
        return None
    lines = np.array(data).reshape(-1, 3)
    if lines.size and lines.dtype.kind != "i":
        raise ValueError("a certificate holds whole numbers below 2**63 only")
    return lines.astype(np.int64)
