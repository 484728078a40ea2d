"""From chosen units to packages that can be told: lines, places, children, goals."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.formulation.canonical_order import commune_keys
from matching.fundraising.choosing import Chosen
from matching.fundraising.effects import told
from matching.fundraising.index import Units
from matching.fundraising.records import Package, PackageLine
from matching.vocabulary import MISSING

Integers = NDArray[np.int64]


def packages(units: Units, chosen: Sequence[Chosen]) -> tuple[Package, ...]:
    """Return chosen units as packages, in the order given."""
    return tuple(_package(units, one) for one in chosen)


def _package(units: Units, chosen: Chosen) -> Package:
    shape, need, count, effects = chosen
    facts, problem = units.facts, units.facts.problem
    child = problem["needs"]["child"][need]
    lines = _lines(units, need, count)
    return Package(
        shape=shape,
        lines=lines,
        quantity=int(count.sum()),
        price=sum(line.price for line in lines),
        children=len(np.unique(child[child >= 0])),
        first_helped=len(units.yardstick.first_helped(need)),
        needs_slot=bool((problem["kinds"]["needs_slot"] == 1)[problem["needs"]["kind"][need]].any()),
        places=units.places.effects(facts.commune[need], count),
        goals=told(facts.policy.goals, effects),
    )


def _lines(units: Units, need: Integers, count: Integers) -> tuple[PackageLine, ...]:
    facts, problem = units.facts, units.facts.problem
    kinds, items = problem["kinds"], problem["items"]
    kind = problem["needs"]["kind"][need].astype(np.int64)
    item = np.where(kinds.is_("fit", "none")[kind], MISSING, facts.item[need])
    table = np.stack([facts.commune[need].astype(np.int64), kind, item])
    rows, place = np.unique(table, axis=1, return_inverse=True)
    place = place.reshape(-1)
    size = rows.shape[1]
    quantity = np.bincount(place, weights=count, minlength=size).astype(np.int64)
    child = problem["needs"]["child"][need].astype(np.int64)
    pairs = np.unique(np.stack([place, child])[:, child >= 0], axis=1)
    children = np.bincount(pairs[0], minlength=size)
    names = commune_keys(problem["communes"])
    ids = np.append(items["item"], "")
    return tuple(
        PackageLine(
            str(names[rows[0, at]]),
            str(kinds["kind"][rows[1, at]]),
            str(ids[rows[2, at]]),
            int(quantity[at]),
            int(children[at]),
            int(quantity[at]) * int(kinds["price"][rows[1, at]]),
        )
        for at in range(size)
    )
