"""Rules that tie needs or offers together: whole needs, bundles, sponsors, rival and matching offers."""

from collections.abc import Iterator

import numpy as np

from matching.auditing.breaches import Breaches, broken
from matching.auditing.facts import Facts
from matching.auditing.limit_rules import offer_totals
from matching.auditing.packing import Integers, packed, sums
from matching.vocabulary import MISSING


def unsplittable(facts: Facts) -> Iterator[Breaches]:
    """A need that cannot be met in part is met in full or not at all."""
    needs = facts.problem["needs"]
    own = needs["splittable"]
    splittable = np.where(own == MISSING, facts.problem["kinds"]["splittable"][needs["kind"]], own)
    part = (splittable == 0) & (facts.given > facts.promised) & (facts.given < needs["quantity"])
    rows, asked = np.arange(len(needs)), needs["quantity"]
    message = "{given} of {asked} units are given to a need that cannot be met in part."
    yield broken(message, part, needs=rows, given=facts.given, asked=asked)


def bundle(facts: Facts) -> Iterator[Breaches]:
    """Needs of one bundle are met all together or not at all."""
    needs = facts.problem["needs"]
    members = np.flatnonzero(needs["bundle"] != "")
    if not len(members):
        return
    _, group = np.unique(needs["bundle"][members], return_inverse=True)
    size = int(group.max()) + 1
    started = np.zeros(size, dtype=np.bool_)
    started[group[(facts.given > facts.promised)[members]]] = True
    asked = needs["quantity"]
    where = np.zeros(len(needs), dtype=np.bool_)
    where[members] = started[group] & (facts.given < asked)[members]
    message = "{given} of {asked} units are given to a need whose bundle is partly met."
    yield broken(message, where, needs=np.arange(len(needs)), given=facts.given, asked=asked)


def givers(facts: Facts) -> Integers:
    """Return who gives every offer: its donor, or the offer itself when the donor is not known."""
    donor = facts.problem["offers"]["donor"].astype(np.int64)
    return np.where(donor >= 0, donor, len(facts.problem["donors"]) + np.arange(len(donor)))


def _shared(facts: Facts, place: Integers, alone: Integers) -> Iterator[Breaches]:
    """Tell the lines at places where a giver wants to be alone and another is too; promises stand."""
    plan = facts.allocation
    if not alone[plan.offer].any():
        return
    giver = givers(facts)[plan.offer]
    _, spot = np.unique(place, return_inverse=True)
    size = int(spot.max()) + 1
    lowest, highest = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(lowest, spot, giver)
    np.maximum.at(highest, spot, giver)
    fresh = np.zeros(size, dtype=np.bool_)
    fresh[spot[~plan.promised]] = True
    where = alone[plan.offer] & (lowest != highest)[spot] & fresh[spot]
    message = "Another donor serves there too, which the offer rules out."
    yield broken(message, where, offers=plan.offer, needs=plan.need)


def exclusive(facts: Facts) -> Iterator[Breaches]:
    """A child with an exclusive sponsor gets this kind from nobody else."""
    need = facts.allocation.need
    kind = facts.problem["needs"]["kind"][need].astype(np.int64)
    yield from _shared(facts, packed([facts.owner[need], kind]), facts.problem["offers"]["exclusive"] == 1)


def cofunding(facts: Facts) -> Iterator[Breaches]:
    """A need is not paid together with other donors where the offer rules it out."""
    yield from _shared(facts, facts.allocation.need, facts.problem["offers"]["cofunding"] == 0)


def excludes_group(facts: Facts) -> Iterator[Breaches]:
    """Of all offers of one excluding group at most one is used."""
    names = facts.problem["offers"]["excludes_group"]
    members = np.flatnonzero(names != "")
    if not len(members):
        return
    given, kept = offer_totals(facts)
    _, group = np.unique(names[members], return_inverse=True)
    used = sums(group, (given[members] > 0).astype(np.int64), len(members))
    bound = sums(group, (kept[members] > 0).astype(np.int64), len(members))
    where = (given[members] > kept[members]) & (used > np.maximum(bound, 1))[group]
    yield broken("{used} offers of one excluding group are used.", where, offers=members, used=used[group])


def matches(facts: Facts) -> Iterator[Breaches]:
    """An offer that matches another gives as many units of each of its kinds as that one."""
    stock, plan, kinds = facts.problem["stock"], facts.allocation, len(facts.problem["kinds"])
    other = facts.problem["offers"]["matches"].astype(np.int64)
    cells = np.unique(stock["offer"].astype(np.int64) * kinds + stock["kind"])
    offer, kind = cells // kinds, cells % kinds
    offer, kind = offer[other[offer] >= 0], kind[other[offer] >= 0]
    if not len(offer):
        return
    size = len(other) * kinds
    cell = plan.offer * kinds + facts.problem["needs"]["kind"][plan.need]
    given, kept = sums(cell, plan.quantity, size), sums(cell, facts.kept, size)
    own, wanted = given[offer * kinds + kind], given[other[offer] * kinds + kind]
    where = own != np.maximum(wanted, kept[offer * kinds + kind])
    message = "{own} units match {wanted} of the other offer."
    yield broken(message, where, offers=offer, own=own, wanted=wanted)
