"""Communes and school sites of a synthetic province."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matching.problem.table import Table, table_from
from matching.synthetic.drawing import Floats, Integers, by_zone, opaque_ids, shuffled
from matching.synthetic.profile_data import Profile, parameters, read_rows
from matching.vocabulary import MISSING, SiteKind, UnitLevel, Zone, code_of

TEN_THOUSAND = 10_000
"""Stored units of a share of 1."""


@dataclass(frozen=True, eq=False)
class Places:
    """Communes, their sites, and the number of children who live in each commune."""

    communes: Table
    sites: Table
    children: Floats


def draw_places(generator: np.random.Generator, profile: Profile) -> Places:
    """Return the communes and school sites of a profile."""
    settings = parameters("places")
    names = _communes(profile)
    zones = np.array(names["zone"], dtype=np.int64)
    count = len(zones)
    people = by_zone(settings["people"], zones) * np.exp(
        settings["people_spread"] * generator.standard_normal(count)
    )
    under_16 = by_zone(settings["under_16"], zones) + settings["under_16_spread"] * generator.standard_normal(
        count
    )
    shares = _shares(generator, zones)
    hamlets = np.maximum(3, generator.poisson(settings["hamlets"], count))
    zoned = zones != MISSING
    communes = table_from(
        "communes",
        names
        | shares
        | {
            "vintage": np.full(count, profile.vintage),
            "province": np.full(count, profile.province),
            "zone_from": np.where(zoned, _day(profile.zone_from), MISSING),
            "zone_to": np.where(zoned, _day(profile.zone_to), MISSING),
            "hamlets": hamlets,
            "difficult_hamlets": np.rint(hamlets * by_zone(settings["difficult_hamlets"], zones)),
            "remoteness": np.rint(by_zone(settings["remoteness"], zones) * (0.5 + generator.random(count))),
        },
    )
    return Places(communes, _sites(generator, zones), people * under_16)


def _communes(profile: Profile) -> dict[str, Any]:
    if profile.code:
        return _official_communes(profile)
    return _named_communes(profile) if profile.places else _synthetic_communes(profile)


def _synthetic_communes(profile: Profile) -> dict[str, Any]:
    zones: list[int] = []
    for zone in Zone:
        zones += [code_of(zone)] * profile.zones[zone.value]
    count = len(zones) + profile.zones["none"]
    zones += [MISSING] * profile.zones["none"]
    wards = [row >= count - profile.wards for row in range(count)]
    return {
        "code": [f"{row + 1:05d}" for row in range(count)],
        "name": [f"{'Phường' if ward else 'Xã'} tổng hợp {row + 1:03d}" for row, ward in enumerate(wards)],
        "level": [code_of(UnitLevel.WARD if ward else UnitLevel.COMMUNE) for ward in wards],
        "zone": zones,
    }


def _named_communes(profile: Profile) -> dict[str, Any]:
    rows = read_rows(profile.places)
    return {
        "code": [row["code"] for row in rows],
        "name": [row["name"] for row in rows],
        "district": [row["district"] for row in rows],
        "zone": [code_of(Zone(row["zone"])) for row in rows],
    }


def _official_communes(profile: Profile) -> dict[str, Any]:
    """Return the communes of one province by their official codes; which of them lies in which zone is drawn.

    Communes come into zones before wards do, and special zones last.
    """
    rows = [row for row in read_rows(profile.places) if row["province"] == profile.code]
    levels = np.array([code_of(UnitLevel(row["level"])) for row in rows], dtype=np.int64)
    drawn = shuffled(np.random.Generator(np.random.PCG64(int(profile.code))), len(rows))
    order = np.lexsort((drawn, levels))
    zones = np.full(len(rows), MISSING, dtype=np.int64)
    counts = [profile.zones[zone.value] for zone in reversed(Zone)]
    zones[order[: sum(counts)]] = np.repeat([code_of(zone) for zone in reversed(Zone)], counts)
    return {
        "code": [row["code"] for row in rows],
        "name": [row["name"] for row in rows],
        "level": levels,
        "zone": zones,
    }


def _shares(generator: np.random.Generator, zones: Integers) -> dict[str, Any]:
    settings = parameters("places")
    inside = zones != MISSING
    minority = _beta(generator, by_zone(settings["minority"], zones), settings["minority_concentration"])
    poor = _beta(generator, by_zone(settings["poor"], zones), by_zone(settings["poor_concentration"], zones))
    near = _beta(generator, by_zone(settings["near_poor"], zones), settings["near_poor_concentration"])
    # The law calls a commune an ethnic-minority one from a share of 15 % on.
    minority = np.where(inside, np.maximum(minority, 0.15), minority)
    return {
        name: np.rint(np.clip(share, 0.0, 1.0) * TEN_THOUSAND)
        for name, share in (("minority_share", minority), ("poor_share", poor), ("near_poor_share", near))
    }


def _beta(generator: np.random.Generator, mean: Floats, concentration: Floats | float) -> Floats:
    return generator.beta(mean * concentration, (1.0 - mean) * concentration)


def _sites(generator: np.random.Generator, zones: Integers) -> Table:
    satellites = generator.poisson(by_zone(parameters("places")["satellites"], zones))
    kinds = np.concatenate(
        [
            np.full(len(zones), code_of(SiteKind.PRESCHOOL)),
            np.full(len(zones), code_of(SiteKind.PRIMARY)),
            np.full(int(satellites.sum()), code_of(SiteKind.SATELLITE)),
        ]
    )
    communes = np.arange(len(zones))
    homes = np.concatenate([communes, communes, np.repeat(communes, satellites)])
    order = np.argsort(homes, kind="stable")
    return table_from(
        "sites", {"site": opaque_ids("S", len(kinds), 5), "commune": homes[order], "kind": kinds[order]}
    )


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
