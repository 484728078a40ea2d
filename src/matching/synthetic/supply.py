"""Who offers how much of what: donors, offers and their stock, scaled to the needs."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.problem.catalogue import default_kinds
from matching.problem.table import Table, table_from
from matching.synthetic.demands import kind_code
from matching.synthetic.drawing import Integers, apportion, between, opaque_ids, pick, shuffled
from matching.synthetic.growth import clothes_by_size
from matching.synthetic.profile_data import Profile, parameters
from matching.vocabulary import ENUMERATIONS, MISSING


@dataclass(frozen=True, eq=False)
class Supply:
    """Donors and stock in kind of every offer; services are the last offers.

    Parameters
    ----------
    donors
        Table of donors.
    donor
        Donor of each offer.
    services
        How many of the offers, at the end, are services with slots.
    stock
        Rows ``offer, kind, item, quantity`` as columns, ordered by offer, unique in the first three.
    """

    donors: Table
    donor: Integers
    services: int
    stock: dict[str, Integers]


@dataclass(frozen=True, eq=False)
class Groups:
    """Things that are given: kinds, or single items where only the same item fits.

    Parameters
    ----------
    kind, item
        Rows in the catalogue; the item is absent where any item of the kind may be given.
    units
        Units that all offers together give.
    mix
        Share of offers that give it, in any scale.
    """

    kind: Integers
    item: Integers
    units: Integers
    mix: Any


def draw_supply(generator: np.random.Generator, profile: Profile, needs: Table, children: int) -> Supply:
    """Return donors, goods and services in kind that meet about the profile's share of the needs."""
    settings = parameters("offers")
    count = max(settings["least"], round(children / settings["children_per_offer"]))
    goods, services = _groups(generator, profile, needs)
    served = min(max(1, round(settings["service_share"] * count)), int(services.units.sum()))
    donor, donors = _donors(generator, count)
    size = np.array([settings["donors"][name][1] for name in ENUMERATIONS["DonorKind"]])[donors["kind"]][
        donor
    ]
    stock = np.concatenate(
        [
            _clothed(generator, needs, _deal(generator, goods, size[: count - served], 0)),
            _deal(generator, services, size[count - served :], count - served),
        ]
    )
    return Supply(donors, donor, served, _merged(stock))


def _groups(generator: np.random.Generator, profile: Profile, needs: Table) -> tuple[Groups, Groups]:
    kinds = default_kinds()
    exact = kinds.is_("fit", "exact")[needs["kind"]]
    pairs = np.stack([needs["kind"], np.where(exact, needs["item"], MISSING)], axis=1)
    keys, inverse = np.unique(pairs, axis=0, return_inverse=True)
    needed = np.bincount(inverse.reshape(-1), weights=needs["quantity"]).astype(np.int64)
    by_kind = np.bincount(needs["kind"], weights=needs["quantity"], minlength=len(kinds))
    mix = np.array([parameters("offers")["mix"][name] for name in kinds["kind"].tolist()])
    share = mix[keys[:, 0]] * needed / by_kind[keys[:, 0]]
    low, high = parameters("offers")["scarcity_factor"]
    met = profile.scarcity * (low + (high - low) * generator.random(len(kinds)))[keys[:, 0]]
    met = np.clip(met, *parameters("offers")["scarcity_bounds"])
    units = np.maximum(1, np.rint(met * needed).astype(np.int64))
    slots = kinds["needs_slot"][keys[:, 0]] > 0
    goods, services = (
        Groups(keys[rows, 0].astype(np.int64), keys[rows, 1].astype(np.int64), units[rows], share[rows])
        for rows in (~slots, slots)
    )
    return goods, services


def _donors(generator: np.random.Generator, offers: int) -> tuple[Integers, Table]:
    settings = parameters("offers")
    count = max(1, round(settings["donors_per_offer"] * offers))
    kinds = pick(generator, [settings["donors"][name][0] for name in ENUMERATIONS["DonorKind"]], count)
    # Every donor gives once; the offers left over come from donors who give again.
    donor = np.concatenate([np.arange(count), between(generator, 0, count - 1, offers - count)])
    donors = {
        "donor": opaque_ids("D", count, 4 if count < 10_000 else 7),
        "name": [f"Nhà tài trợ tổng hợp {row + 1:04d}" for row in range(count)],
        "kind": kinds,
        "since": between(generator, 2000, 2025, count),
    }
    return donor[shuffled(generator, offers)], table_from("donors", donors)


def _deal(generator: np.random.Generator, groups: Groups, size: Any, first: int) -> Integers:
    """Return lines ``offer, kind, item, quantity``, at least one per offer and one per group.

    Parameters
    ----------
    size
        Relative size of each offer's donor.
    first
        Number of the first of these offers.
    """
    offers, count = len(size), len(groups.kind)
    if not offers or not count:
        return np.zeros((0, 4), dtype=np.int64)
    second = round(parameters("offers")["second_line_share"] * offers)
    lines = max(offers + second, count)
    numbers = 1 + apportion(lines - count, groups.mix)
    spare = np.maximum(numbers - groups.units, 0)
    numbers = numbers - spare
    numbers[np.argmax(groups.units)] += spare.sum()
    order = shuffled(generator, lines)
    group = np.repeat(np.arange(count), numbers)[order]
    offer = np.concatenate([np.arange(offers), between(generator, 0, offers - 1, lines - offers)])
    weight = np.exp(parameters("offers")["quantity_spread"] * generator.standard_normal(lines)) * size[offer]
    quantity = np.ones(lines, dtype=np.int64)
    for row in range(count):
        members = np.flatnonzero(group == row)
        quantity[members] += apportion(max(0, int(groups.units[row]) - len(members)), weight[members])
    return np.stack([offer + first, groups.kind[group], groups.item[group], quantity], axis=1)


def _clothed(generator: np.random.Generator, needs: Table, lines: Integers) -> Integers:
    """Return the lines with warm clothes told by size: some offers hold one size, others several."""
    settings = parameters("offers")
    clothes = np.flatnonzero(lines[:, 1] == kind_code("warm_clothes"))
    items = clothes_by_size()
    sizes = len(items)
    counts = np.bincount(
        needs["item"][needs["kind"] == kind_code("warm_clothes")], minlength=int(items.max()) + 1
    )
    needed = counts[items].sum(axis=1)
    sex = pick(generator, [settings["clothes_sex"][name] for name in ENUMERATIONS["ItemSex"]], len(clothes))
    first = pick(generator, needed + 1, len(clothes))
    width = np.where(
        generator.random(len(clothes)) < settings["clothes_one_size"],
        1,
        between(generator, 2, sizes, len(clothes)),
    )
    split = [lines[lines[:, 1] != kind_code("warm_clothes")]]
    for row, line in enumerate(lines[clothes].tolist()):
        chosen = np.arange(first[row], min(sizes, first[row] + width[row]))
        quantities = apportion(line[3], needed[chosen] + 1)
        held = chosen[quantities > 0]
        rows = [[line[0], line[1], int(items[size, sex[row]])] for size in held]
        split.append(np.column_stack([np.array(rows), quantities[quantities > 0]]))
    return np.concatenate(split)


def _merged(stock: Integers) -> dict[str, Integers]:
    """Return the lines as columns, those of the same offer, kind and item added up."""
    keys, inverse = np.unique(stock[:, :3], axis=0, return_inverse=True)
    quantity = np.bincount(inverse.reshape(-1), weights=stock[:, 3]).astype(np.int64)
    return {"offer": keys[:, 0], "kind": keys[:, 1], "item": keys[:, 2], "quantity": quantity}
