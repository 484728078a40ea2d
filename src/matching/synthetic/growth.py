"""Heights of children and the size of clothes that follows from them.

Medians and standard deviations are those of the WHO 2006/2007 height-for-age reference; heights of a zone are
shifted by its stunting rate.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.problem.catalogue import default_items, default_kinds
from matching.synthetic.drawing import Floats, Integers, by_zone
from matching.synthetic.profile_data import parameters, read_rows
from matching.vocabulary import MISSING


def draw_heights(
    generator: np.random.Generator, ages: Integers, sexes: Integers, zones: Integers
) -> Integers:
    """Return heights in whole centimetres, absent below the age of one year.

    Parameters
    ----------
    ages, sexes, zones
        Completed years (0 to 15), codes of the sex, and codes of the zone of residence, shape ``(n,)``.
    """
    settings = parameters("children")
    scores = by_zone(settings["height_z_mean"], zones)
    scores += settings["height_z_spread"] * generator.standard_normal(len(ages))
    medians, spreads = _reference()
    heights = np.rint(medians[sexes, ages] + scores * spreads[sexes, ages]).astype(np.int64)
    return np.where(ages < 1, MISSING, np.clip(heights, 60, 200))


def clothes_items(heights: Integers, sexes: Integers) -> Integers:
    """Return the row of the warm set in the catalogue's items that suits each height and sex."""
    sizes, rows = _sizes()
    return rows[np.maximum(np.searchsorted(sizes, heights, side="right") - 1, 0), sexes]


@cache
def _reference() -> tuple[Floats, Floats]:
    """Return medians and standard deviations by sex and completed years, taken at the middle of the year."""
    rows = read_rows("growth.csv")
    ages = np.array([float(row["age"]) for row in rows])
    middles = np.minimum(np.arange(16) + 0.5, 15.0)
    columns = [
        [np.interp(middles, ages, [float(row[f"{sex}_{name}"]) for row in rows]) for sex in ("boy", "girl")]
        for name in ("median", "sd")
    ]
    return np.array(columns[0]), np.array(columns[1])


@cache
def _sizes() -> tuple[Integers, NDArray[np.int64]]:
    """Return the least height of each size and the item of each size and sex (boy, girl, neutral)."""
    items = default_items()
    clothes = np.flatnonzero(items["kind"] == default_kinds()["kind"].tolist().index("warm_clothes"))
    ranks = np.unique(items["size"][clothes])
    rows = np.zeros((len(ranks), 3), dtype=np.int64)
    heights = np.zeros(len(ranks), dtype=np.int64)
    for item in clothes.tolist():
        rank = int(np.searchsorted(ranks, items["size"][item]))
        rows[rank, items["sex"][item]] = item
        heights[rank] = items["min_height"][item]
    return heights, rows


def clothes_by_size() -> Integers:
    """Return the items of warm clothes, shape ``(sizes, 3)``: columns boy, girl and neutral."""
    return _sizes()[1]
