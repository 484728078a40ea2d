"""Providers of operations and their monthly slots."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.problem.catalogue import default_kinds
from matching.problem.table import Table, table_from
from matching.synthetic.drawing import Integers, between
from matching.synthetic.profile_data import parameters
from matching.synthetic.supply import Supply
from matching.vocabulary import MISSING

MONTHS = 12
"""Months of slots from the month of the reference date on."""


@dataclass(frozen=True, eq=False)
class Hospitals:
    """Providers with their slots; provider and window of every stock row, absent where no slot is needed."""

    providers: Table
    slots: Table
    provider: Integers
    window_from: Integers
    window_to: Integers


def draw_hospitals(
    generator: np.random.Generator,
    supply: Supply,
    needs: Table,
    communes: int,
    today: date,
    every_month: bool,
) -> Hospitals:
    """Return hospitals whose slots cover all services given in kind.

    Parameters
    ----------
    every_month
        Whether there are, besides, twenty hospitals with slots of every procedure in every month, for
        operations that cash offers pay for.
    """
    most = parameters("offers")["hospitals"]
    count = most if every_month else min(most, supply.services)
    offers = len(supply.donor)
    provider = between(generator, 0, max(count, 1) - 1, offers)
    month = between(generator, 0, MONTHS - 1, offers)
    served = supply.stock["offer"] >= offers - supply.services
    firsts, lasts = _months(today)
    row_provider = np.where(served, provider[supply.stock["offer"]], MISSING)
    row_month = month[supply.stock["offer"]]
    rows = np.stack([row_provider, supply.stock["item"], row_month, supply.stock["quantity"]], axis=1)[served]
    if every_month:
        rows = np.concatenate([rows, _regular(needs, count)])
    slots = _slots(generator, rows, firsts, lasts)
    return Hospitals(
        _providers(generator, count, communes),
        slots,
        row_provider,
        np.where(served, firsts[row_month], MISSING),
        np.where(served, lasts[row_month], MISSING),
    )


def _slots(generator: np.random.Generator, rows: Integers, firsts: Integers, lasts: Integers) -> Table:
    """Return the slots that hold all rows ``provider, item, month, quantity``, and up to two to spare."""
    keys, inverse = np.unique(rows[:, :3], axis=0, return_inverse=True)
    capacity = np.bincount(inverse.reshape(-1), weights=rows[:, 3], minlength=len(keys)).astype(np.int64)
    slots = {
        "provider": keys[:, 0],
        "item": keys[:, 1],
        "window_from": firsts[keys[:, 2]],
        "window_to": lasts[keys[:, 2]],
        "capacity": capacity + between(generator, 0, 2, len(keys)),
    }
    return table_from("slots", slots)


def _providers(generator: np.random.Generator, count: int, communes: int) -> Table:
    return table_from(
        "providers",
        {
            "provider": [f"P{row + 1:03d}" for row in range(count)],
            "name": [f"Bệnh viện tổng hợp {row + 1:02d}" for row in range(count)],
            "commune": between(generator, 0, communes - 1, count),
        },
    )


def _regular(needs: Table, providers: int) -> Integers:
    """Return rows ``provider, item, month, capacity`` that spread the needed operations over all of them."""
    operations = default_kinds()["needs_slot"][needs["kind"]] > 0
    items, needed = np.unique(needs["item"][operations], return_counts=True)
    cells = np.stack(np.meshgrid(np.arange(providers), items, np.arange(MONTHS), indexing="ij"), axis=-1)
    capacity = np.maximum(1, np.rint(needed / (providers * MONTHS)).astype(np.int64))
    spread = np.broadcast_to(capacity[None, :, None], cells.shape[:3])
    return np.concatenate([cells, spread[..., None]], axis=-1).reshape(-1, 4).astype(np.int64)


def _months(today: date) -> tuple[Integers, Integers]:
    """Return the first and the last day of each month."""
    starts = np.datetime64(today, "M") + np.arange(MONTHS + 1)
    days = starts.astype("datetime64[D]").astype(np.int64)
    return days[:-1], days[1:] - 1
