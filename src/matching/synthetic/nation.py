"""The whole country: one synthetic problem for each of the 34 provinces, by the official codes of its communes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.problem.fields import registry
from matching.problem.problem import Problem, problem_from
from matching.problem.table import Table, table_from
from matching.synthetic.drawing import Integers, apportion
from matching.synthetic.profile_data import Profile, parameters, read_rows
from matching.synthetic.provinces import drawn
from matching.vocabulary import EarmarkField, code_of

VINTAGE = "2025-07"
"""Vintage of the codes: the units in force since 1 July 2025."""

COMMUNES = "communes-2025.csv"
"""Data file of the 3,321 communes, wards and special zones."""


def generate_nation(children: int, seed: int = 0, offers: str = "goods") -> Iterator[tuple[str, Problem]]:
    """Yield code and problem of every province, in the order of the codes; ids differ between provinces.

    The list is shared out by how many children of each province a fund would list. Every offer is earmarked for the
    province whose fund received it, so that the provinces are independent even when they are joined.

    Parameters
    ----------
    children
        Children on the lists of all provinces together, at least one for each.
    seed, offers
        As for ``matching.generate``.

    Raises
    ------
    ValueError
        If an argument is unknown or out of range.
    """
    profiles = province_profiles()
    if children < len(profiles):
        raise ValueError(f"a nation needs at least {len(profiles)} children, one for each province")
    numbers = 1 + apportion(children - len(profiles), [_listed(profile)[0] for profile in profiles])
    for profile, number in zip(profiles, numbers.tolist(), strict=True):
        problem = _with_code(drawn(profile, number, seed, offers), profile.code)
        yield profile.code, problem.replace(earmarks=_within(problem, profile.province))


def province_profiles() -> tuple[Profile, ...]:
    """Return the profile of every province of the country, in the order of their codes."""
    return tuple(map(_profile, read_rows("provinces-2025.csv")))


def _profile(row: dict[str, str]) -> Profile:
    inside = {zone: int(row[f"zone_{number}"]) for number, zone in ((1, "I"), (2, "II"), (3, "III"))}
    zones = {**inside, "none": int(row["communes"]) - sum(inside.values())}
    profile = Profile(
        name=f"viet-nam-{row['code']}",
        title=f"{row['name']}, official communes, synthetic zones and children",
        province=row["name"],
        vintage=VINTAGE,
        zones=MappingProxyType(zones),
        wards=0,
        places=COMMUNES,
        zone_from=date(2026, 1, 1),
        zone_to=date(2030, 12, 31),
        population_special=float(row["special"]),
        listed_special=0.0,
        listed_at_risk=0.0,
        scarcity=parameters("nation")["scarcity"],
        code=row["code"],
    )
    _, special, at_risk = _listed(profile)
    return replace(profile, listed_special=special, listed_at_risk=at_risk)


def _listed(profile: Profile) -> tuple[float, float, float]:
    """Return how many children a fund would list, and the shares of them in special circumstances and at risk."""
    places, settings = parameters("places"), parameters("children")
    listed = parameters("nation")["listed"]
    totals = np.zeros(3)
    for zone, communes in profile.zones.items():
        poverty = settings["child_poverty_factor"] * (places["poor"][zone] + places["near_poor"][zone])
        risk = poverty + settings["other_risk"] * (1.0 - poverty)
        special = profile.population_special * settings["special_by_zone"][zone]
        groups = np.array([special, (1.0 - special) * risk, (1.0 - special) * (1.0 - risk)])
        totals += communes * places["people"][zone] * places["under_16"][zone] * groups
    totals *= [listed["special"], listed["at_risk"], listed["others"]]
    whole = float(totals.sum())
    return whole, float(totals[0]) / whole, float(totals[1]) / whole


def _within(problem: Problem, province: str) -> Table:
    """Return the earmarks with the province as a condition of every clause, and of offers that had none."""
    given = problem["earmarks"]
    offers = np.arange(len(problem["offers"]), dtype=np.int64)
    pairs = np.stack([given["offer"].astype(np.int64), given["clause"]], axis=1)
    free = np.setdiff1d(offers, given["offer"])
    clauses = np.unique(np.concatenate([pairs, np.stack([free, np.ones_like(free)], axis=1)]), axis=0)
    added = {
        "offer": clauses[:, 0],
        "clause": clauses[:, 1],
        "field": np.full(len(clauses), code_of(EarmarkField.PROVINCE)),
        "values": np.full(len(clauses), province),
    }
    return table_from(
        "earmarks", {name: np.concatenate([given[name], column]) for name, column in added.items()}
    )


def _with_code(problem: Problem, code: str) -> Problem:
    """Return the problem with the code of the province after the letter of every id."""
    tables = dict(problem.tables)
    for name, fields in registry().items():
        key = fields[0]
        if key.base == "key" and name not in ("kinds", "items") and len(tables[name]):
            columns = dict(tables[name].columns)
            tables[name] = table_from(name, columns | {key.name: _inserted(columns[key.name], code)})
    return problem_from(tables, problem.reference_date, problem.title)


def _inserted(ids: NDArray[np.str_], code: str) -> NDArray[np.str_]:
    width = ids.dtype.itemsize // 4
    characters = np.ascontiguousarray(ids).view(np.uint32).reshape(len(ids), width)
    inserted: Integers = np.array([ord(letter) for letter in code])
    joined = np.empty((len(ids), width + len(code)), dtype=np.uint32)
    joined[:, :1], joined[:, 1 + len(code) :] = characters[:, :1], characters[:, 1:]
    joined[:, 1 : 1 + len(code)] = inserted
    return joined.view(f"U{width + len(code)}").reshape(len(ids))
