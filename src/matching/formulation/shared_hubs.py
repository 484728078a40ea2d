"""Localities: needs of one kind and commune that exactly the same offers welcome, and the hubs that serve them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formulation.admission import Admission
from matching.formulation.attributes import combine
from matching.formulation.merged_suppliers import Supplier
from matching.formulation.open_demand import Demand
from matching.problem.problem import Problem

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Localities:
    """Needs merged as far as the offers that come to their commune allow, and profiles likewise.

    Parameters
    ----------
    rows, of_row, situation
        Needs with units left, and the locality and situation of each.
    profile_kind
        Kind of every profile.
    hub_key, hub
        Sorted keys ``profile · communes + commune`` and the hub of each; profiles that admit the same localities
        of a commune share a hub. Pairs that admit nothing are absent.
    hubs
        Number of hubs.
    admitted_hub, admitted
        Pairs (hub, locality): everything of the hub's profiles is welcome there; sorted by hub.
    """

    rows: Integers
    of_row: Integers
    situation: Integers
    profile_kind: Integers
    hub_key: Integers
    hub: Integers
    hubs: int
    admitted_hub: Integers
    admitted: Integers


def localities(
    problem: Problem, demanded: Demand, admission: Admission, sources: Sequence[Supplier]
) -> Localities:
    """Merge the situations of each kind and commune by the set of profiles that come there and admit them."""
    situated = admission.situated
    width = len(problem["communes"])
    kind = problem["needs"]["kind"][situated.rows].astype(np.int64)
    pair, first = combine([kind, demanded.commune[situated.rows], situated.of_row])
    pair_kind, pair_commune = kind[first], demanded.commune[situated.rows[first]]
    coming = _coming(admission, sources, width)
    found = _Found()
    locality = np.empty(len(first), dtype=np.int64)
    changed = (np.diff(pair_kind, prepend=-1) != 0) | (np.diff(pair_commune, prepend=-1) != 0)
    starts = np.flatnonzero(changed)
    matrices: dict[int, tuple[Integers, Mask, Mask]] = {}
    for start, end in zip(starts.tolist(), np.append(starts[1:], len(first)).tolist(), strict=False):
        block_kind, commune = int(pair_kind[start]), int(pair_commune[start])
        if block_kind not in matrices:
            matrices = {block_kind: _matrix(admission, block_kind, coming)}
        profiles, admits, comes = matrices[block_kind]
        present = np.flatnonzero(comes[:, commune])
        columns = np.searchsorted(admission.of_kind(block_kind), situated.of_row[first[start:end]])
        locality[start:end] = found.add(admits[np.ix_(present, columns)], profiles[present] * width + commune)
    kinds = np.array([profile.kind for profile in admission.profiles], dtype=np.int64)
    return found.result(situated.rows, locality[pair], situated.of_row, kinds)


class _Found:
    """Localities and hubs found so far."""

    def __init__(self) -> None:
        self.count = self.hubs = 0
        self.keys: list[Integers] = []
        self.hub: list[Integers] = []
        self.admitted_hub: list[Integers] = []
        self.admitted: list[Integers] = []

    def add(self, admits: Mask, keys: Integers) -> Integers:
        """Take one kind and commune: profiles (rows) by situations (columns); return the locality of each situation."""
        local, examples = _alike(admits.T)
        hub, rows = _alike(admits[:, examples])
        useful = admits[rows].any(axis=1)
        number = np.where(useful, np.cumsum(useful) - 1 + self.hubs, -1)
        served, member = np.nonzero(admits[np.ix_(rows, examples)])
        self.admitted_hub.append(number[served])
        self.admitted.append(member + self.count)
        kept = number[hub] >= 0
        self.keys.append(keys[kept])
        self.hub.append(number[hub][kept])
        result = local + self.count
        self.count += len(examples)
        self.hubs += int(useful.sum())
        return result

    def result(
        self, rows: Integers, of_row: Integers, situation: Integers, profile_kind: Integers
    ) -> Localities:
        """Return everything found."""
        keys, hub = _joined(self.keys), _joined(self.hub)
        order = np.argsort(keys, kind="stable")
        return Localities(
            rows, of_row, situation, profile_kind, keys[order], hub[order], self.hubs,
            _joined(self.admitted_hub), _joined(self.admitted),
        )  # fmt: skip


def _joined(blocks: Sequence[Integers]) -> Integers:
    return np.concatenate(blocks).astype(np.int64) if blocks else np.zeros(0, dtype=np.int64)


def _alike(rows: Mask) -> tuple[Integers, Integers]:
    """Return a number per row, equal for equal rows, and one row of each number."""
    if not rows.shape[1]:
        return np.zeros(len(rows), dtype=np.int64), np.zeros(min(len(rows), 1), dtype=np.int64)
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    _, first, number = np.unique(
        packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True
    )
    return number.reshape(-1), first


def _coming(admission: Admission, sources: Sequence[Supplier], width: int) -> Mask:
    """Return which profiles come to which communes."""
    coming = np.zeros((len(admission.profiles), width), dtype=np.bool_)
    for source in sources:
        for reach in source.reaches:
            coming[reach.profile, reach.communes] = True
    return coming


def _matrix(admission: Admission, kind: int, coming: Mask) -> tuple[Integers, Mask, Mask]:
    """Return the profiles of a kind, which of its situations each admits, and to which communes each comes."""
    profiles = [number for number, profile in enumerate(admission.profiles) if profile.kind == kind]
    admits = np.zeros((len(profiles), len(admission.of_kind(kind))), dtype=np.bool_)
    for row, number in enumerate(profiles):
        admits[row] = admission.admits(number)
    numbers = np.array(profiles, dtype=np.int64)
    return numbers, admits, coming[numbers]
