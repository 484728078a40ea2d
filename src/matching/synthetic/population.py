"""Children on the fund's list: where they live, who they are, what their household certifies."""

from typing import Any

import numpy as np

from matching.problem.table import Table, table_from
from matching.synthetic.drawing import (
    Flags,
    Floats,
    Integers,
    apportion,
    between,
    by_zone,
    opaque_ids,
    pick,
    shuffled,
)
from matching.synthetic.growth import draw_heights
from matching.synthetic.places import TEN_THOUSAND, Places
from matching.synthetic.profile_data import Profile, parameters
from matching.vocabulary import ENUMERATIONS, MISSING, Household, Sex, code_of

OTHERS, AT_RISK, SPECIAL = 0, 1, 2


def draw_children(
    generator: np.random.Generator, profile: Profile, places: Places, count: int, today: int
) -> Table:
    """Return ``count`` listed children, rows ordered by commune.

    The three groups (special circumstances, at risk, others) have exactly the profile's shares on the list
    and are spread over the communes by what their zone and poverty imply.
    """
    commune, group = _homes(generator, profile, places, count)
    zones = places.communes["zone"][commune].astype(np.int64)
    circumstances, older = _circumstances(generator, group == SPECIAL)
    ages = _ages(generator, older)
    sexes = _either(generator, parameters("children")["boys"], count, code_of(Sex.BOY), code_of(Sex.GIRL))
    minority_share = places.communes["minority_share"][commune]
    columns: dict[str, Any] = {
        "child": opaque_ids("C", count),
        "commune": commune,
        "age": ages,
        "sex": sexes,
        "height": draw_heights(generator, ages, sexes, zones),
        "household": _households(generator, places, commune, group, circumstances),
        "circumstances": circumstances,
        "at_risk": group == AT_RISK,
        "ethnic_minority": generator.random(count) * TEN_THOUSAND < minority_share,
        "policy_family": generator.random(count) < parameters("children")["policy_family"],
        "union_parent": generator.random(count) < parameters("children")["union_parent"],
        "site": _school_sites(generator, places, commune, ages),
    }
    return table_from(
        "children", columns | _hamlets(generator, places, commune) | _consents(generator, ages, today)
    )


def _homes(
    generator: np.random.Generator, profile: Profile, places: Places, count: int
) -> tuple[Integers, Integers]:
    settings = parameters("children")
    special = profile.population_special * by_zone(settings["special_by_zone"], places.communes["zone"])
    poor, near = child_poverty(places.communes)
    risk = poor + near + settings["other_risk"] * (1.0 - poor - near)
    listed_special = round(profile.listed_special * count)
    listed_risk = min(round(profile.listed_at_risk * count), count - listed_special)
    totals = {SPECIAL: listed_special, AT_RISK: listed_risk, OTHERS: count - listed_special - listed_risk}
    weights = {SPECIAL: special, AT_RISK: (1.0 - special) * risk, OTHERS: (1.0 - special) * (1.0 - risk)}
    numbers = {group: apportion(total, places.children * weights[group]) for group, total in totals.items()}
    rows = np.arange(len(places.communes))
    commune = np.concatenate([np.repeat(rows, number) for number in numbers.values()])
    groups = np.repeat(list(totals), list(totals.values()))
    order = np.lexsort((shuffled(generator, count), commune))
    return commune[order], groups[order]


def child_poverty(communes: Table) -> tuple[Floats, Floats]:
    """Return, per commune, the shares of children in poor and in near-poor households.

    Children are poorer than households by the factor of the shared parameters.
    """
    factor = parameters("children")["child_poverty_factor"]
    poor = np.minimum(factor * communes["poor_share"] / TEN_THOUSAND, 0.8)
    near = np.minimum(factor * communes["near_poor_share"] / TEN_THOUSAND, 0.9 - poor)
    return poor, near


def _households(
    generator: np.random.Generator,
    places: Places,
    commune: Integers,
    group: Integers,
    circumstances: Integers,
) -> Integers:
    settings = parameters("children")
    poor, near = child_poverty(places.communes)
    risk = poor + near + settings["other_risk"] * (1.0 - poor - near)
    factor = settings["special_poverty_factor"]
    special_poor = np.clip(factor * poor, settings["special_poor_at_least"], 0.8)
    special_near = np.minimum(
        np.maximum(factor * near, settings["special_near_poor_at_least"]), 0.95 - special_poor
    )
    none = np.zeros(len(poor))
    chance_poor = np.stack([none, poor / risk, special_poor])[group, commune]
    chance_near = np.stack([none, near / risk, special_near])[group, commune]
    drawn = generator.random(len(commune))
    escaped = generator.random(len(commune)) < settings["newly_escaped"]
    household = np.where(escaped, code_of(Household.NEWLY_ESCAPED), code_of(Household.OTHER))
    household = np.where(drawn < chance_poor + chance_near, code_of(Household.NEAR_POOR), household)
    household = np.where(drawn < chance_poor, code_of(Household.POOR), household)
    # Serious illness counts as a special circumstance only in poor and near-poor households.
    ill = (circumstances & _mask("g13") > 0) & (household > code_of(Household.NEAR_POOR))
    return np.where(ill, code_of(Household.NEAR_POOR), household)


def _circumstances(generator: np.random.Generator, special: Flags) -> tuple[Integers, Flags]:
    """Return sets of circumstances as bit masks, and who belongs to a group of older children."""
    settings = parameters("children")
    groups = ENUMERATIONS["Circumstance"]
    weights = [settings["circumstances"][group] for group in groups]
    children = np.flatnonzero(special)
    first = pick(generator, weights, len(children))
    second = pick(generator, weights, len(children))
    # A second draw that repeats the first moves to the next group, so that two means two.
    second = np.where(second == first, (first + 1) % len(groups), second)
    two = generator.random(len(children)) < settings["two_circumstances"]
    sets = np.zeros(len(special), dtype=np.int64)
    sets[children] = (1 << first) | np.where(two, 1 << second, 0)
    older = sum(_mask(group) for group in settings["older_circumstances"])
    return sets, (sets & older) > 0


def _mask(circumstance: str) -> int:
    return 1 << ENUMERATIONS["Circumstance"].index(circumstance)


def _ages(generator: np.random.Generator, older: Flags) -> Integers:
    young = parameters("children")["ages_0_5"]
    ages = pick(generator, [young / 6] * 6 + [(1.0 - young) / 10] * 10, len(older))
    return np.where(older, between(generator, parameters("children")["older_from_age"], 15, len(older)), ages)


def _either(generator: np.random.Generator, share: float, count: int, first: int, second: int) -> Integers:
    return np.where(generator.random(count) < share, first, second)


def _school_sites(
    generator: np.random.Generator, places: Places, commune: Integers, ages: Integers
) -> Integers:
    """Return the site that a child of preschool or primary age attends: any fitting one of the commune."""
    sites = places.sites
    starts = np.searchsorted(sites["commune"], np.arange(len(places.communes) + 1))
    satellites = starts[1:] - starts[:-1] - 2
    # Each commune's sites are the preschool, the primary school, then the satellites.
    place = np.floor(generator.random(len(ages)) * (satellites[commune] + 1)).astype(np.int64)
    main = np.where(ages <= 5, 0, 1)
    site = starts[commune] + np.where(place == 0, main, place + 1)
    attends = generator.random(len(ages)) < parameters("children")["attends_school_site"]
    return np.where((ages >= 3) & (ages <= 10) & attends, site, MISSING)


def _hamlets(generator: np.random.Generator, places: Places, commune: Integers) -> dict[str, Any]:
    hamlets = places.communes["hamlets"][commune]
    number = np.floor(generator.random(len(commune)) * hamlets).astype(np.int64)
    names = np.array([f"Thôn {row + 1:02d}" for row in range(int(places.communes["hamlets"].max()))])
    return {
        "hamlet": names[number],
        "difficult_hamlet": number < places.communes["difficult_hamlets"][commune],
    }


def _consents(generator: np.random.Generator, ages: Integers, today: int) -> dict[str, Any]:
    """Return consents to be shown to donors, from the age of 7 only with the child's own consent."""
    settings = parameters("children")
    count = len(ages)
    both = generator.random(count) < settings["consent"]
    speaks = ages >= 7
    representative = both | (speaks & (generator.random(count) < settings["representative_only"]))
    given = today - between(generator, 1, 365, count)
    expires = representative & (generator.random(count) < settings["consent_with_expiry"])
    return {
        "consent_representative": representative,
        "consent_child": (speaks & both).astype(np.int64),
        "consent_date": np.where(representative, given, MISSING),
        "consent_expiry": np.where(expires, given + 2 * 365, MISSING),
    }
