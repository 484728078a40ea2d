"""Limits that donors set: most per commune and per child, windows, and whether they are shown the child."""

from datetime import date
from typing import Any

import numpy as np

from matching.synthetic.demands import kind_code
from matching.synthetic.drawing import Flags, Integers, between, opaque_ids, shuffled
from matching.synthetic.profile_data import parameters
from matching.synthetic.supply import Supply
from matching.synthetic.wishes import single_rows
from matching.vocabulary import MISSING, Channel, Modality, code_of

QUARTER = 91
"""Days of a delivery window."""


def draw_limits(
    generator: np.random.Generator, supply: Supply, reach: Integers, today: date
) -> dict[str, Any]:
    """Return the columns of the offers, all in kind.

    Parameters
    ----------
    reach
        How many communes each offer's place condition leaves.
    """
    settings = parameters("offers")
    offers = len(supply.donor)
    goods = np.arange(offers) < offers - supply.services
    sees_child = generator.random(offers) < settings["shows_child"]
    window_from, window_to = _windows(generator, supply, goods, today)
    return {
        "offer": opaque_ids("O", offers, 4 if offers < 10_000 else 7),
        "donor": supply.donor,
        "modality": np.where(goods, code_of(Modality.GOODS), code_of(Modality.SERVICE)),
        "channel": np.where(sees_child, code_of(Channel.DIRECT), code_of(Channel.FUND)),
        "shows_child": sees_child & ~gives(supply, "play_facility"),
        "window_from": window_from,
        "window_to": window_to,
        "commune_max": _commune_max(generator, supply, reach),
        "child_max": _child_max(generator, supply, reach),
    }


def gives(supply: Supply, kind: str) -> Flags:
    """Return the offers that hold stock of a kind."""
    rows = supply.stock["kind"] == kind_code(kind)
    return np.isin(np.arange(len(supply.donor)), supply.stock["offer"][rows])


def _commune_max(generator: np.random.Generator, supply: Supply, reach: Integers) -> Integers:
    """Return the limits per commune: one and a half to four even shares, only where one thing is given."""
    offers = len(supply.donor)
    single = single_rows(supply.stock, offers)
    chance = parameters("offers")["commune_max"] / max(float(np.mean(single)), 0.25)
    limited = single & (generator.random(offers) < chance)
    total = np.bincount(supply.stock["offer"], weights=supply.stock["quantity"], minlength=offers)
    shares = np.ceil(total / np.maximum(reach, 1) * (1.5 + 2.5 * generator.random(offers))).astype(np.int64)
    return np.where(limited, np.maximum(shares, 1), MISSING)


def _child_max(generator: np.random.Generator, supply: Supply, reach: Integers) -> Integers:
    """Return the limits per child: on some offers of meals for few communes, one to three months.

    Donors who count months per child know the places they give to; province-wide offers set no such limit.
    """
    offers = len(supply.donor)
    local = reach <= parameters("wishes")["communes"][1]
    candidates = np.flatnonzero(single_rows(supply.stock, offers) & gives(supply, "meal") & local)
    wanted = max(1, round(parameters("offers")["child_max"] * offers))
    limited = candidates[shuffled(generator, len(candidates))][:wanted]
    most = np.full(offers, MISSING, dtype=np.int64)
    most[limited] = between(generator, 1, 3, len(limited))
    return most


def _windows(
    generator: np.random.Generator, supply: Supply, goods: Flags, today: date
) -> tuple[Integers, Integers]:
    """Return delivery windows of a quarter on some offers of goods; warm clothes come in winter or spring."""
    offers = len(supply.donor)
    limited = goods & (generator.random(offers) < parameters("offers")["window"])
    last = np.where(gives(supply, "warm_clothes"), 1, 2)
    quarter = np.minimum(np.floor(generator.random(offers) * (last + 1)).astype(np.int64), last)
    start = (today - date(1970, 1, 1)).days + QUARTER * quarter
    return np.where(limited, start, MISSING), np.where(limited, start + QUARTER - 1, MISSING)
