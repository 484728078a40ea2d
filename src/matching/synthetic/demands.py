"""Needs of the listed children and of communes without a play place."""

from datetime import date
from typing import Any

import numpy as np

from matching.problem.catalogue import default_items, default_kinds
from matching.problem.table import Table, table_from
from matching.synthetic.drawing import Flags, Floats, Integers, between, by_zone, opaque_ids, pick
from matching.synthetic.growth import clothes_items
from matching.synthetic.profile_data import parameters
from matching.vocabulary import ENUMERATIONS, MISSING, Household, Tier, Zone, code_of

FIRST_CHOICE = (
    "warm_clothes", "meal", "school_milk", "school_kit", "scholarship", "sponsorship", "surgery",
    "orthopaedics", "rehab", "assistive_device", "health_check", "health_insurance", "bicycle", "gift",
)  # fmt: skip
"""Kinds in the order in which they are drawn; a child left without any need at the end gets a gift."""


def draw_needs(generator: np.random.Generator, communes: Table, children: Table, today: int) -> Table:
    """Return the needs, ordered by child, then those of communes; every child has at least one."""
    chances = _chances(communes, children)
    rows: list[Integers] = []
    kinds: list[Integers] = []
    needy = np.zeros(len(children), dtype=np.bool_)
    for kind in FIRST_CHOICE:
        code = kind_code(kind)
        chosen = (generator.random(len(children)) < chances[kind]) & _of_age(children, code)
        if kind == "gift":
            chosen |= ~needy
        needy |= chosen
        rows.append(np.flatnonzero(chosen))
        kinds.append(np.full(len(rows[-1]), code))
    child, kind_of = np.concatenate(rows), np.concatenate(kinds)
    order = np.argsort(child, kind="stable")
    child, kind_of = child[order], kind_of[order]
    play = np.flatnonzero(
        generator.random(len(communes)) < by_zone(parameters("places")["lacks_play_place"], communes["zone"])
    )
    return _table(generator, communes, children, child, kind_of, play, today)


def kind_code(kind: str) -> int:
    """Return the row of a kind in the default catalogue."""
    return int(np.flatnonzero(default_kinds()["kind"] == kind)[0])


def item_code(item: str) -> int:
    """Return the row of an item in the default catalogue."""
    return int(np.flatnonzero(default_items()["item"] == item)[0])


def _of_age(children: Table, kind: int) -> Flags:
    kinds = default_kinds()
    return np.asarray(
        (children["age"] >= kinds["min_age"][kind]) & (children["age"] <= kinds["max_age"][kind])
    )


def has_circumstance(children: Table, *circumstances: str) -> Flags:
    """Return the children who belong to any of the groups."""
    mask = sum(1 << ENUMERATIONS["Circumstance"].index(name) for name in circumstances)
    return np.asarray((children["circumstances"] & mask) > 0)


def _chances(communes: Table, children: Table) -> dict[str, Floats | float]:
    """Return each child's chance of having a need of each kind, before the kind's ages are looked at."""
    rates = parameters("needs")
    zones = communes["zone"][children["commune"]]
    poor, near = children.is_("household", "poor"), children.is_("household", "near_poor")
    special, ages = children["circumstances"] > 0, children["age"]
    disabled = has_circumstance(children, "g04")
    toddlers = np.where(ages < 3, rates["warm_clothes_toddlers"], 1.0)
    return {
        "warm_clothes": by_zone(rates["warm_clothes"], zones) * toddlers,
        "meal": np.where(poor | near, rates["meal_poor"], rates["meal_other"]),
        "school_milk": rates["school_milk"],
        "school_kit": np.where(poor | near, rates["school_kit_poor"], rates["school_kit_other"]),
        "scholarship": np.where(
            poor, rates["scholarship_poor"], np.where(near, rates["scholarship_near_poor"], 0.0)
        ),
        "sponsorship": np.where(has_circumstance(children, "g01", "g02", "g03"), rates["sponsorship"], 0.0),
        "surgery": rates["surgery"],
        "orthopaedics": np.where(disabled, rates["orthopaedics"], 0.0),
        "rehab": np.where(disabled, rates["rehab"], 0.0),
        "assistive_device": np.where(disabled, rates["assistive_device"], 0.0),
        "health_check": np.where(ages < 6, rates["health_check"], 0.0),
        "health_insurance": np.where(poor, 0.0, rates["health_insurance"]),
        "bicycle": np.where(ages >= rates["bicycle_from_age"], rates["bicycle"], 0.0),
        "gift": np.where(special, rates["gift_special"], rates["gift_other"]),
    }


def _table(
    generator: np.random.Generator, communes: Table, children: Table,
    child: Integers, kind: Integers, play: Integers, today: int,
) -> Table:  # fmt: skip
    absent = np.full(len(play), MISSING, dtype=np.int64)
    item = _items(generator, children, child, kind)
    quantity = _quantities(generator, kind)
    factor = np.concatenate([_priority(communes, children)[child], 1 + np.maximum(communes["zone"][play], 0)])
    kinds = np.concatenate([kind, np.full(len(play), kind_code("play_facility"))])
    window_from, window_to = _windows(kinds)
    life_saving = item == item_code(parameters("needs")["life_saving_item"])
    tier = np.where(life_saving, code_of(Tier.LIFE_SAVING), code_of(Tier.ORDINARY))
    days = parameters("needs")["registration_days"]
    return table_from(
        "needs",
        {
            "need": opaque_ids("N", len(kinds)),
            "child": np.concatenate([child, absent]),
            "commune": np.concatenate([np.full(len(child), MISSING), play]),
            "kind": kinds,
            "item": np.concatenate([item, absent]),
            "quantity": np.concatenate([quantity, np.ones(len(play), dtype=np.int64)]),
            "window_from": window_from,
            "window_to": window_to,
            "tier": np.concatenate([tier, np.full(len(play), code_of(Tier.ORDINARY))]),
            "weight": default_kinds()["weight"][kinds] * factor,
            "registered_on": today - between(generator, 1, days, len(kinds)),
        },
    )


def _priority(communes: Table, children: Table) -> Integers:
    """Return 1 to 3: one more for special circumstances, one more for a poor household or zone III."""
    remote = communes["zone"][children["commune"]] == code_of(Zone.III)
    poor = children["household"] == code_of(Household.POOR)
    return np.asarray(1 + (children["circumstances"] > 0).astype(np.int64) + (poor | remote))


def _items(generator: np.random.Generator, children: Table, child: Integers, kind: Integers) -> Integers:
    item = np.full(len(child), MISSING, dtype=np.int64)
    clothes = kind == kind_code("warm_clothes")
    wearers = child[clothes]
    item[clothes] = clothes_items(children["height"][wearers], children["sex"][wearers].astype(np.int64))
    for name, weights in parameters("needs")["items"].items():
        rows = np.flatnonzero(kind == kind_code(name))
        codes = np.array([item_code(label) for label in weights])
        item[rows] = codes[pick(generator, list(weights.values()), len(rows))]
    return item


def _quantities(generator: np.random.Generator, kind: Integers) -> Integers:
    quantity = np.ones(len(kind), dtype=np.int64)
    for name, (low, high) in parameters("needs")["quantities"].items():
        rows = np.flatnonzero(kind == kind_code(name))
        quantity[rows] = between(generator, low, high, len(rows))
    return quantity


def _windows(kinds: Integers) -> tuple[Integers, Integers]:
    """Return the windows of each kind, for example warm clothes before the end of winter."""
    bounds = np.full((len(default_kinds()), 2), MISSING, dtype=np.int64)
    for name, window in parameters("needs")["windows"].items():
        bounds[kind_code(name)] = [_stored_day(day) for day in window]
    return bounds[kinds, 0], bounds[kinds, 1]


def _stored_day(day: str) -> Any:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days if day else MISSING
