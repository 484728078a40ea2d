"""Donors' wishes: places, ages, sexes, households and circumstances that offers are earmarked for."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.problem.catalogue import default_items, default_kinds
from matching.problem.table import Table, table_from
from matching.synthetic.demands import kind_code
from matching.synthetic.drawing import Integers, as_columns
from matching.synthetic.profile_data import parameters
from matching.synthetic.supply import Supply
from matching.vocabulary import ENUMERATIONS, MISSING, EarmarkField, ItemSex, Sex, Zone, code_of

DRAWS = 16
"""Uniform numbers used up by one offer."""

MOST_PERSONAL = 2
"""Most conditions on the child in one clause; more would leave hardly any child."""

Wish = tuple[int, EarmarkField, str]
"""Number of the clause, field and values."""


@dataclass(frozen=True, eq=False)
class Wishes:
    """Earmarks of all offers, and how many communes each offer's place condition leaves."""

    earmarks: Table
    reach: Integers


@dataclass(frozen=True, eq=False)
class Atlas:
    """What the place conditions need to know of the communes."""

    keys: list[str]
    districts: list[str]
    zones: dict[str, int]
    district_sizes: dict[str, int]


def draw_wishes(generator: np.random.Generator, supply: Supply, communes: Table) -> Wishes:
    """Return the earmarks of every offer."""
    offers = len(supply.donor)
    draws = generator.random((offers, DRAWS)).tolist()
    starts = np.searchsorted(supply.stock["offer"], np.arange(offers + 1)).tolist()
    kinds, items = supply.stock["kind"].tolist(), supply.stock["item"].tolist()
    atlas = _atlas(communes)
    rows: list[tuple[int, int, int, str]] = []
    reach: list[int] = []
    for offer in range(offers):
        held = slice(starts[offer], starts[offer + 1])
        wishes, communes_left = _offer_wishes(draws[offer], kinds[held], items[held], atlas)
        reach.append(communes_left)
        rows += [(offer, clause, code_of(field), values) for clause, field, values in wishes]
    earmarks = table_from("earmarks", as_columns(("offer", "clause", "field", "values"), rows))
    return Wishes(earmarks, np.array(reach, dtype=np.int64))


def _atlas(communes: Table) -> Atlas:
    zones = communes["zone"].tolist()
    named = {zone.value: zones.count(code_of(zone)) for zone in Zone if code_of(zone) in zones}
    districts = communes["district"].tolist()
    return Atlas(
        [f"{vintage}:{code}" for vintage, code in zip(communes["vintage"], communes["code"], strict=True)],
        districts,
        named,
        {name: districts.count(name) for name in dict.fromkeys(districts) if name},
    )


def _offer_wishes(
    draws: list[float], kinds: list[int], items: list[int], atlas: Atlas
) -> tuple[list[Wish], int]:
    settings = parameters("wishes")
    personal = [] if kind_code("play_facility") in kinds else _personal(draws, kinds, items)
    if atlas.zones and kind_code("play_facility") not in kinds and draws[0] < settings["two_clauses"]:
        ages = [(field, values) for field, values in personal if field is EarmarkField.AGE]
        worst = max(atlas.zones)
        one = [(1, EarmarkField.ZONE, worst), *((1, *wish) for wish in ages)]
        other = [(2, EarmarkField.SPECIAL_CIRCUMSTANCES, "yes"), *((2, *wish) for wish in ages)]
        return [*one, *other], len(atlas.keys)
    place, reach = _place(draws, atlas)
    return [(1, *wish) for wish in [*place, *personal]], reach


def _place(draws: list[float], atlas: Atlas) -> tuple[list[tuple[EarmarkField, str]], int]:
    """Return the place condition, if any, and how many communes meet it."""
    settings = parameters("wishes")
    low, high = settings["communes"]
    count = len(atlas.keys)
    if draws[1] < settings["anywhere"]:
        return [], count
    if draws[1] >= settings["anywhere"] + settings["zone_or_district"]:
        size = min(count, low + int(draws[2] * (high - low + 1)))
        # A stride prime to the count visits different communes all over the province.
        stride = next(
            step for step in range(1 + int(draws[3] * count), 3 * count) if np.gcd(step, count) == 1
        )
        first = int(draws[4] * count)
        chosen = sorted({(first + stride * step) % count for step in range(size)})
        return [(EarmarkField.COMMUNE, "|".join(atlas.keys[row] for row in chosen))], len(chosen)
    if atlas.zones and draws[2] < 0.5:
        names = list(atlas.zones)
        taken = names[max(0, len(names) - (1 if draws[3] < 0.7 else 2)) :]
        return [(EarmarkField.ZONE, "|".join(taken))], sum(atlas.zones[name] for name in taken)
    if atlas.district_sizes:
        name = atlas.districts[int(draws[3] * count)]
        return [(EarmarkField.DISTRICT, name)], atlas.district_sizes[name]
    # Without districts, neighbours in the list of communes stand for the former district.
    size = min(count, settings["district_size"])
    first = int(draws[3] * (count - size + 1))
    return [(EarmarkField.COMMUNE, "|".join(atlas.keys[first : first + size]))], size


def _personal(draws: list[float], kinds: list[int], items: list[int]) -> list[tuple[EarmarkField, str]]:
    settings = parameters("wishes")
    school = {kind_code("school_kit"), kind_code("scholarship")} & set(kinds)
    orphans = kind_code("sponsorship") in kinds
    wishes: list[tuple[EarmarkField, str]] = []
    if draws[5] < settings["circumstances_sponsorship" if orphans else "circumstances"]:
        wishes.append((EarmarkField.CIRCUMSTANCES, "g01|g02|g03"))
    if draws[6] < settings["household_school" if school else "household"]:
        wishes.append((EarmarkField.HOUSEHOLD, "poor|near_poor"))
    if draws[7] < settings["ethnic_minority"]:
        wishes.append((EarmarkField.ETHNIC_MINORITY, "yes"))
    if draws[8] < settings["difficult_hamlet"]:
        wishes.append((EarmarkField.DIFFICULT_HAMLET, "yes"))
    if draws[9] < settings["sex"]:
        wishes.append((EarmarkField.SEX, _sex(draws[10], items)))
    if draws[11] < settings["age"]:
        # Ages are the commonest wish, so they are kept before the others.
        wishes.insert(0, (EarmarkField.AGE, _ages(draws[12:14], kinds, items)))
    return wishes[:MOST_PERSONAL]


def _sex(draw: float, items: list[int]) -> str:
    """Return a sex that agrees with the cut of the clothes in stock."""
    cuts = {int(default_items()["sex"][item]) for item in items if item != MISSING}
    single = [cut for cut in cuts if cut != code_of(ItemSex.NEUTRAL)]
    return ENUMERATIONS["Sex"][single[0]] if single else (Sex.BOY if draw < 0.5 else Sex.GIRL).value


def _ages(draws: list[float], kinds: list[int], items: list[int]) -> str:
    """Return a range of neighbouring stages of childhood that meets the ages of the kinds or sizes in stock.

    Donors think in nursery, preschool, primary and lower secondary ages (domain facts, requirements 34 and 41).
    """
    table, sizes = default_kinds(), default_items()
    bounds = [
        (int(sizes["min_age"][item]), min(15, int(sizes["max_age"][item]) + 2))
        if item != MISSING and sizes["min_age"][item] != MISSING
        else (int(table["min_age"][kind]), int(table["max_age"][kind]))
        for kind, item in zip(kinds, items, strict=True)
    ]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    stages = [stage for stage in parameters("wishes")["stages"] if stage[0] <= high and stage[1] >= low]
    count = max(1, round(len(stages) * (0.4 + 0.5 * draws[0])))
    first = int(draws[1] * (len(stages) + 1 - count))
    return f"{stages[first][0]}..{stages[first + count - 1][1]}"


def single_rows(stock: dict[str, Integers], offers: int) -> Any:
    """Return which offers hold exactly one stock row."""
    return np.bincount(stock["offer"], minlength=offers) == 1
