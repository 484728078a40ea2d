"""Pairs that a promise rules out: of rivals of an offer in use, and at places that a giver has alone."""

import numpy as np

from matching.auditing.packing import Flags, Integers, positions
from matching.auditing.reference_program.ground import Ground


def places(ground: Ground, rule: str, need: Integers) -> Integers:
    """Return the place that a giver may want alone: the need, or its beneficiary and kind."""
    if rule == "cofunding":
        return need
    needs, names = ground.facts.problem["needs"], ground.names
    kind = ground.numbers(names.kinds)[needs["kind"][names.needs]]
    return np.asarray(ground.owner[need] * ground.kinds + kind[need])


def alone(ground: Ground, rule: str) -> Flags:
    """Return which offers want to be alone."""
    return np.asarray(ground.of_offer(rule) == (0 if rule == "cofunding" else 1))


def barred(ground: Ground, line: Integers, need: Integers) -> Flags:
    """Return the pairs that can get nothing because of promises to or by others."""
    offer = ground.offer[line]
    result = _rivals(ground)[offer]
    for rule in ("exclusive", "cofunding"):
        result = result | _taken(ground, rule, offer, places(ground, rule, need))
    return np.asarray(result)


def groups(ground: Ground) -> Integers:
    """Return the excluding group of every offer, -1 where it is in none."""
    names = ground.facts.problem["offers"]["excludes_group"][ground.offers]
    known = np.unique(names[names != ""])
    return np.where(names == "", -1, np.searchsorted(known, names)).astype(np.int64)


def _rivals(ground: Ground) -> Flags:
    """Return the offers of which another of the same group is in use by promise, and not they."""
    group, used = groups(ground), ground.kept_by_offer > 0
    taken = np.unique(group[used & (group >= 0)])
    return np.asarray((group >= 0) & ~used & np.isin(group, taken))


def _taken(ground: Ground, rule: str, offer: Integers, place: Integers) -> Flags:
    here = places(ground, rule, ground.kept_need)
    giver = ground.giver[ground.kept_offer]
    held = np.unique(here[alone(ground, rule)[ground.kept_offer]])
    known, codes = np.unique(here, return_inverse=True)
    lowest, highest = np.full(len(known), np.iinfo(np.int64).max), np.full(len(known), -1)
    np.minimum.at(lowest, codes, giver)
    np.maximum.at(highest, codes, giver)
    spot = positions(known, place)
    if not len(known):
        return np.zeros(len(place), dtype=np.bool_)
    own = ground.giver[offer]
    strange = (spot >= 0) & ((lowest[spot] != own) | (highest[spot] != own))
    return np.asarray(strange & (np.isin(place, held) | alone(ground, rule)[offer]))
