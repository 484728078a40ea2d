"""Offers that rule one another out, or follow one another."""

import numpy as np
from numpy.typing import NDArray

from matching.formulation.program_desk import Desk
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def excludes_group(desk: Desk) -> None:
    """Of all offers of a group at most one is used; where promises use some, no further one."""
    names = desk.problem["offers"]["excludes_group"]
    for name in sorted(set(names[names != ""].tolist())):
        desk.builder.speak_of("excludes_group", name)
        members = np.flatnonzero(names == name).tolist()
        free = [desk.used_column(offer) for offer in members if offer not in desk.promised_units]
        room = 1 if len(free) == len(members) else 0
        if len(free) > room:
            desk.builder.add_row([(np.array(free), 1)], upper=room)


def matches(desk: Desk) -> None:
    """``Σ x[o, kind] = max(Σ x[matched, kind], promised)`` for every kind the offer holds."""
    stock, other = desk.problem["stock"], desk.problem["offers"]["matches"]
    for offer in np.flatnonzero(other != MISSING).tolist():
        desk.about("matches", offer)
        for kind in np.unique(stock["kind"][stock["offer"] == offer]).tolist():
            own, own_kept = _of_kind(desk, offer, kind)
            wanted, wanted_kept = _of_kind(desk, int(other[offer]), kind)
            least = wanted_kept - own_kept
            if not own_kept:
                desk.builder.add_row([(own, 1), (wanted, -1)], least, least)
                continue
            beyond = desk.builder.add_binaries(1)
            desk.builder.add_row([(own, 1), (wanted, -1)], lower=least)
            desk.switch(own, int(beyond[0]))
            slack = max(-least, 0)
            desk.builder.add_row([(own, 1), (wanted, -1), (beyond, slack)], upper=least + slack)


def _of_kind(desk: Desk, offer: int, kind: int) -> tuple[Integers, int]:
    """Return the arcs of an offer's lines of a kind, and the units of the kind it promised."""
    arcs = desk.of_offer("lines", offer)
    rows = desk.supplier_row[desk.arc_supplier[arcs]]
    kept = desk.promised_at(offer, desk.problem["needs"]["kind"].astype(np.int64))
    return arcs[desk.problem["stock"]["kind"][rows] == kind], kept.get(kind, 0)


def exclusive(desk: Desk) -> None:
    """A child gets a kind from an exclusive giver or from others, never from both."""
    width = len(desk.problem["kinds"])
    _alone(
        desk,
        "exclusive",
        desk.problem["offers"]["exclusive"] == 1,
        desk.owner * width + desk.problem["needs"]["kind"],
    )


def cofunding(desk: Desk) -> None:
    """A need is met by a giver who does not share, or by others, never by both."""
    _alone(desk, "cofunding", desk.problem["offers"]["cofunding"] == 0, np.arange(len(desk.problem["needs"])))


def _alone(desk: Desk, rule: str, alone: NDArray[np.bool_], place: Integers) -> None:
    giver = _givers(desk)
    kept = desk.formed.supply.promises
    arcs_at, givers_at = _demand_at(desk, place), _kept_at(giver[kept.offer], place[kept.need])
    for offer in np.flatnonzero(alone).tolist():
        desk.about(rule, offer)
        own_kept = desk.promised_at(offer, place)
        pairs = _pairs_at(desk, np.array([offer]), place)
        family = _pairs_at(desk, np.flatnonzero(giver == giver[offer]), place)
        for at in sorted({*pairs, *own_kept}):
            others_kept = bool(givers_at.get(at, set()) - {int(giver[offer])})
            own = pairs.get(at, np.zeros(0, dtype=np.int64))
            total = arcs_at.get(at, np.zeros(0, dtype=np.int64))
            if own_kept.get(at) and others_kept:
                desk.builder.add_row([(total, 1)], upper=0)
            elif others_kept:
                desk.builder.add_row([(own, 1)], upper=0)
            else:
                _either(desk, own, family.get(at, own), total, bool(own_kept.get(at)))


def _either(desk: Desk, own: Integers, family: Integers, total: Integers, bound: bool) -> None:
    """Let the offer's own arcs carry units only when nobody outside its giver's arcs does."""
    chosen = desk.builder.add_columns(int(bound), 1)
    desk.switch(own, int(chosen[0]))
    most = int(desk.upper[total].sum())
    desk.builder.add_row([(total, 1), (family, -1), (chosen, most)], upper=most)


def _givers(desk: Desk) -> Integers:
    donor = desk.problem["offers"]["donor"].astype(np.int64)
    return np.where(donor >= 0, donor, len(desk.problem["donors"]) + np.arange(len(donor)))


def _pairs_at(desk: Desk, offers: Integers, place: Integers) -> dict[int, Integers]:
    none = [np.zeros(0, dtype=np.int64)]
    arcs = np.concatenate(none + [desk.of_offer("pairs", offer) for offer in offers.tolist()])
    return _grouped(place[desk.arc_need[arcs]], arcs)


def _demand_at(desk: Desk, place: Integers) -> dict[int, Integers]:
    needs = np.flatnonzero(desk.need_arc != MISSING)
    return _grouped(place[needs], desk.need_arc[needs])


def _grouped(key: Integers, arcs: Integers) -> dict[int, Integers]:
    order = np.argsort(key, kind="stable")
    arcs = arcs[order]
    keys, starts = np.unique(key[order], return_index=True)
    return dict(zip(keys.tolist(), np.split(arcs, starts[1:]), strict=False))


def _kept_at(giver: Integers, place: Integers) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, at in zip(giver.tolist(), place.tolist(), strict=True):
        found.setdefault(at, set()).add(one)
    return found
