"""Named profiles of provinces and the parameters they share, read from the package's own data files."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Profile:
    """Figures of one province.

    Parameters
    ----------
    name, title, province
        How it is cited, described, and written in the table of communes.
    vintage
        Vintage of the commune codes.
    zones
        Number of communes in zones ``I``, ``II``, ``III`` and in ``none``.
    wards
        How many of the communes outside the zones are wards.
    places
        Data file with real communes, or empty when names and codes are synthetic.
    code
        Code of the province where the data file holds the communes of all of them.
    zone_from, zone_to
        First and last day on which the zones hold.
    population_special
        Share of all children who are in special circumstances.
    listed_special, listed_at_risk
        Shares on the fund's list. They are higher than in the population, because a list holds children with
        needs: about all children in special circumstances, four in five at risk and one in three of the
        others (Thanh Hóa: only the first two groups, 40,000 to 80,000).
    scarcity
        Share of the needed units that the offers can meet; it varies a little from kind to kind, within 0.2
        to 0.5.
    """

    name: str
    title: str
    province: str
    vintage: str
    zones: Mapping[str, int]
    wards: int
    places: str
    zone_from: date
    zone_to: date
    population_special: float
    listed_special: float
    listed_at_risk: float
    scarcity: float
    code: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return (profile_of, (values | {"zones": dict(self.zones)},))


def profile_of(values: Mapping[str, Any]) -> Profile:
    """Return a profile of all its values by name."""
    return Profile(**{**values, "zones": MappingProxyType(dict(values["zones"]))})


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles shipped with the package."""
    return tuple(_profiles())


@cache
def named_profile(name: str) -> Profile:
    """Return a shipped profile.

    Raises
    ------
    ValueError
        If no profile has that name; the message lists them.
    """
    if name not in _profiles():
        raise ValueError(f"unknown profile {name!r}; choose one of {', '.join(profile_names())}")
    values = dict(_profiles()[name])
    days = {day: date.fromisoformat(values[day]) for day in ("zone_from", "zone_to")}
    return profile_of({**values, **days, "name": name})


def parameters(section: str) -> Mapping[str, Any]:
    """Return one section of the shared parameters, for example ``places`` or ``needs``."""
    return MappingProxyType(_parameters()[section])


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of this folder."""
    return list(csv.DictReader(_text(name).splitlines()))


@cache
def _profiles() -> Mapping[str, Mapping[str, Any]]:
    return MappingProxyType(json.loads(_text("profiles.json")))


@cache
def _parameters() -> Mapping[str, Any]:
    return MappingProxyType(json.loads(_text("parameters.json")))


def _text(name: str) -> str:
    return files("matching.synthetic").joinpath(f"data/{name}").read_text(encoding="utf-8")
